import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { evaluate } from "../../../src/settings/index.ts";

test("arithmetic has the value that Python gives it", () => {
  const python: readonly (readonly [text: string, value: number])[] = [
    ["1", 1],
    ["-1.5e-3", -0.0015],
    ["1e9", 1e9],
    [".5", 0.5],
    ["1.", 1],
    ["2 * np.pi", 2 * Math.PI],
    ["np.pi/2", Math.PI / 2],
    ["-pi", -Math.PI],
    ["np.inf", Infinity],
    ["-inf", -Infinity],
    ["1 / inf", 0],
    ["2**-3", 0.125],
    ["-2**2", -4],
    ["2**3**2", 512],
    ["2 - 3 - 4", -5],
    ["16 / 4 / 2", 2],
    ["2 + 3 * 4", 14],
    ["(2 + 3) * 4", 20],
    ["3 - -2", 5],
    ["- -+2", 2],
    ["np.sqrt(16) + sqrt(9)", 7],
    ["np.cos(0) + np.sin(0) + tan(0)", 1],
    ["log(exp(2))", 2],
    ["  ((1))  \n", 1],
  ];
  expect(python.map(([text]) => [text, evaluate(text).value])).toEqual(python);
});

test("what is no arithmetic is a problem, with what and where", () => {
  const hostile = [
    "",
    "1 +",
    "(1",
    "1)",
    "()",
    "1 2",
    "2pi",
    "1e",
    "1,2",
    "1\n2",
    "1 // 2",
    "5 % 2",
    "np",
    "np.e",
    "np.np.pi",
    "np.pi.real",
    "pi()",
    "sqrt",
    "sqrt(1, 2)",
    "__import__('os').system('true')",
    "constructor",
    "toString()",
    "𝟏 + 1",
    "[1]",
    "1/0",
    "0**-1",
    "inf - inf",
    "sqrt(-1)",
    "(-8)**(1/3)",
    "log(0)",
    "1e400",
    "9**9**9",
  ];
  const problems = hostile.map((text) => `${JSON.stringify(text)}: ${evaluate(text).problem}`);
  expect(problems.join("\n")).toMatchInlineSnapshot(`
    """: it ends too early
    "1 +": it ends too early
    "(1": it ends too early
    "1)": ")" (character 2) has no meaning there
    "()": ")" (character 2) has no meaning there
    "1 2": "2" (character 3) has no meaning there
    "2pi": "pi" (character 2) has no meaning there
    "1e": "e" (character 2) has no meaning there
    "1,2": "," (character 2) has no meaning in it
    "1\\n2": "\\n" (character 2) has no meaning in it
    "1 // 2": "/" (character 4) has no meaning there
    "5 % 2": "%" (character 3) has no meaning in it
    "np": "np" (character 1) is not known
    "np.e": "np.e" (character 1) is not known
    "np.np.pi": "np.np.pi" (character 1) is not known
    "np.pi.real": "np.pi.real" (character 1) is not known
    "pi()": "(" (character 3) has no meaning there
    "sqrt": "sqrt" is a function, it needs brackets: sqrt(2)
    "sqrt(1, 2)": "," (character 7) has no meaning in it
    "__import__('os').system('true')": "__import__" (character 1) is not known
    "constructor": "constructor" (character 1) is not known
    "toString()": "toString" (character 1) is not known
    "𝟏 + 1": "𝟏" (character 1) has no meaning in it
    "[1]": "[" (character 1) has no meaning in it
    "1/0": it divides by zero
    "0**-1": its result is infinite, or too large for a number
    "inf - inf": its result is not a real number
    "sqrt(-1)": its result is not a real number
    "(-8)**(1/3)": its result is not a real number
    "log(0)": its result is infinite, or too large for a number
    "1e400": its result is infinite, or too large for a number
    "9**9**9": its result is infinite, or too large for a number"
  `);
});

describe("bounds", () => {
  test("of the length", () => {
    expect(evaluate(`${"1 + ".repeat(49)}1   `)).toEqual({ value: 50 });
    expect(evaluate(`${"1 + ".repeat(50)}1`)).toEqual({ problem: "it is longer than 200 characters" });
    expect(evaluate("9".repeat(1e6))).toEqual({ problem: "it is longer than 200 characters" });
  });

  test.each([
    ["brackets", "(", ")"],
    ["functions", "cos(", ")"],
    ["signs", "-", ""],
    ["powers", "1**", ""],
  ])("of the depth of %s", (_, open, close) => {
    const deep = (depth: number): string => open.repeat(depth) + "1" + close.repeat(depth);
    expect(evaluate(deep(19)).problem).toBeUndefined();
    expect(evaluate(deep(20))).toEqual({ problem: "it is nested more than 20 levels deep" });
    // Levels that were left again do not count.
    expect(evaluate(`${deep(9)} + ${deep(9)} * ${deep(9)}`).problem).toBeUndefined();
  });
});

/** An expression as a tree: with its text, in which every operation has brackets, and its value. */
interface Tree {
  readonly text: string;
  readonly value: number;
}

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => ({ text: String(value), value })),
  fc.constantFrom({ text: "pi", value: Math.PI }, { text: "np.pi", value: Math.PI }),
);

const { tree } = fc.letrec<{ tree: Tree }>((tie) => {
  const pair = fc.tuple(tie("tree"), tie("tree"), fc.constantFrom("", " "));
  const binary = (sign: string, work: (a: number, b: number) => number): fc.Arbitrary<Tree> =>
    pair.map(([a, b, gap]) => ({ text: `(${a.text}${gap}${sign}${gap}${b.text})`, value: work(a.value, b.value) }));
  return {
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      binary("+", (a, b) => a + b),
      binary("-", (a, b) => a - b),
      binary("*", (a, b) => a * b),
      binary("/", (a, b) => a / b),
      binary("**", (a, b) => a ** b),
      tie("tree").map(({ text, value }) => ({ text: `(-${text})`, value: -value })),
      tie("tree").map(({ text, value }) => ({ text: `np.exp(${text})`, value: Math.exp(value) })),
    ),
  };
});

test("what is printed is read as the same number, or refused where it is none", () => {
  let read = 0;
  fc.assert(
    fc.property(tree, ({ text, value }) => {
      fc.pre(text.length <= 200);
      const result = evaluate(text);
      if (result.value === undefined) {
        // An operation inside may have had no result, though the whole has one: 1 / exp(1e9).
        expect(text).toMatch(/\/|exp|\*|\+|-/);
        return;
      }
      read++;
      expect(result.value).toBe(value);
    }),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(100);
});

test("no text is anything but a number or a problem", () => {
  const words = fc.constantFrom("(", ")", "+", "-", "*", "**", "/", " ", "1", "2.5e3", "np.pi", "inf", "sqrt", "np.", ".", "e", "\\", "'");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(words, { maxLength: 60 }).map((parts) => parts.join("")),
      ),
      (text) => {
        const { value, problem } = evaluate(text);
        expect([typeof value, typeof problem].toSorted()).toEqual([value === undefined ? "string" : "number", "undefined"].toSorted());
        expect(value).not.toBeNaN();
      },
    ),
    { numRuns: 500 },
  );
});
