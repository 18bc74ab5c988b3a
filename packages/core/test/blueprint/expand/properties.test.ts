import fc from "fast-check";
import { expect, test } from "vitest";

import { expand } from "../../../src/blueprint/expand/index.ts";
import { parseBlueprint, type BlueprintDocument } from "../../../src/blueprint/index.ts";
import { pathKey, valueAt, type Settings, type Value } from "../../../src/settings/index.ts";

// JSON, in which the test writes its blueprints, has no -0, and what it writes as 5e-324 is text in YAML 1.1.
const someNumber = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((number) => (number === 0 ? 0 : number))
  .filter((number) => !/^-?\d+e/.test(String(number)));
const someValue = fc.oneof(fc.integer(), fc.boolean(), fc.stringMatching(/^[a-z ]{1,4}$/), someNumber);
const someKey = fc.constantFrom("sampler", "wave form", "__proto__", "constructor", "a/b", "~1");
const somePath = fc.tuple(someKey, fc.constantFrom("x", "toString", "y z")).map((keys) => keys.join("."));
const someLists = fc.uniqueArray(
  fc.tuple(somePath, fc.uniqueArray(someValue, { minLength: 1, maxLength: 4, comparator: (a, b) => String(a) === String(b) })),
  { selector: ([path]) => path, minLength: 1, maxLength: 4 },
);

type Lists = readonly (readonly [path: string, values: readonly Value[]])[];

function blueprintText(strategy: Settings, lists: Lists): string {
  const placeholders = lists.map(([path]) => `{${path}}`);
  const texts = { name: `pe|${placeholders.join("|")}`, needs: placeholders, text: { comment: `of ${placeholders[0]}` } };
  return JSON.stringify({ kind: "analysis", ...texts, strategy }, null, 1);
}

function expandStrategy(strategy: Settings, lists: Lists): readonly BlueprintDocument[] {
  return expand(parseBlueprint(blueprintText(strategy, lists), "/work/b.yaml"), () => ({ searched: [] }));
}

const namesOf = (documents: readonly BlueprintDocument[]): readonly Value[] => documents.map(({ content }) => content["name"] ?? null);

test("a strategy makes the product of its lists, the first one varying slowest", () => {
  fc.assert(
    fc.property(someLists, (lists) => {
      const expected = lists.reduce<readonly string[]>(
        (names, [, values]) => names.flatMap((name) => values.map((value) => `${name}|${String(value)}`)),
        ["pe"],
      );
      expect(namesOf(expandStrategy(Object.fromEntries(lists), lists))).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test("what it makes has no strategy and no placeholder, and its values with the places where they were written", () => {
  fc.assert(
    fc.property(someLists, (lists) => {
      const strategy = Object.fromEntries(lists);
      const lines = blueprintText(strategy, lists).split("\n");
      for (const { content, source } of expandStrategy(strategy, lists)) {
        expect(Object.keys(content)).not.toContain("strategy");
        expect(JSON.stringify([content["name"], content["needs"], valueAt(content, ["text", "comment"])])).not.toMatch(/[{}]/);
        expect(Object.keys(source.places).filter((key) => key.startsWith("/strategy"))).toEqual([]);
        for (const [path, values] of lists) {
          const value = valueAt(content, path.split("."));
          expect(values).toContain(value);
          const [line = 0, column = 0] = source.places[pathKey(path.split("."))] ?? [];
          expect(lines[line - 1]?.slice(column - 1).replace(/,$/, "")).toBe(JSON.stringify(value));
          expect(lines.slice(0, line).findLast((text) => text.endsWith("["))).toContain(JSON.stringify(path));
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("the number of analyses is that of the product, less the excluded, and the included", () => {
  fc.assert(
    fc.property(someLists, fc.nat(3), fc.nat(5), (lists, which, more) => {
      const [path, values] = lists[which % lists.length]!;
      const product = lists.reduce((count, list) => count * list[1].length, 1);
      const gone = product / values.length;
      const include = Array.from({ length: more + 1 }, (_, index) => Object.fromEntries(lists.map(([one]) => [one, `new${index}`])));
      const strategy = { exclude: [{ [path]: values[0]! }], ...Object.fromEntries(lists), include };
      const made = expandStrategy(strategy, lists);
      expect(made.length).toBe(product - gone + more + 1);
      expect(made.slice(0, product - gone).every(({ content }) => valueAt(content, path.split(".")) !== values[0])).toBe(true);
      expect(made.slice(product - gone).map(({ content }) => valueAt(content, path.split(".")))).toEqual(include.map((one) => one[path]));
    }),
    { numRuns: 200 },
  );
});

test("lists that vary together make as many analyses as each of them has values", () => {
  fc.assert(
    fc.property(someLists, fc.integer({ min: 1, max: 4 }), (lists, length) => {
      const columns = lists.map(
        ([path, values]) => [path, Array.from({ length }, (_, row) => `${row}${String(values[row % values.length])}`)] as const,
      );
      const made = expandStrategy({ zip: Object.fromEntries(columns) }, columns);
      expect(made.map(({ content }) => columns.map(([path]) => valueAt(content, path.split("."))))).toEqual(
        Array.from({ length }, (_, row) => columns.map(([, values]) => values[row])),
      );
    }),
    { numRuns: 200 },
  );
});
