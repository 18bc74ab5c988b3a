import fc from "fast-check";
import { expect, test } from "vitest";

import { readLiteral } from "../../../src/lifecycle/draft/literal.ts";
import { isMap, type Value } from "../../../src/settings/index.ts";

test("values as config files have them", () => {
  const texts = {
    "{H1: 20, L1: 21.5, waveform: 1e1}": { H1: 20, L1: 21.5, waveform: 10 },
    "[H1, 'L 1', \"V1\",]": ["H1", "L 1", "V1"],
    "{nlive: 100, sample: rwalk, ok: True, no: None, inner: {a: [1, [2, -3]]}}": {
      nlive: 100,
      sample: "rwalk",
      ok: true,
      no: null,
      inner: { a: [1, [2, -3]] },
    },
    "{\na = 1,\nb = x y,\n}": { a: 1, b: "x y" },
    "osdf:///nr/SXS.h5": "osdf:///nr/SXS.h5",
    "{H1: /data/H1.gwf}": { H1: "/data/H1.gwf" },
    "-.5e-3": -0.0005,
    "7-00:00:00": "7-00:00:00",
    "{}": {},
    "[]": [],
  };
  expect(Object.fromEntries(Object.keys(texts).map((text) => [text, readLiteral(text)]))).toEqual(texts);
});

test("what is no value is not taken for one", () => {
  const texts = ["", "Uniform(minimum=0)", "{a: Uniform(0, 1)}", "[1, 2", "[1] 2", "{a 1}", "'a", "'it\\'s'", "{[1]: 2}", "[1,,2]"];
  expect(texts.map(readLiteral)).toEqual(texts.map(() => undefined));
});

test("what is written as Python writes it is read again", () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_/.-]{0,8}$/).filter((text) => !/^(true|false|none)$/i.test(text));
  const scalar = fc.oneof(word, fc.boolean(), fc.constant(null), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      scalar,
      fc.array(tie("value")),
      fc.dictionary(
        word.filter((key) => key !== "__proto__"),
        tie("value"),
      ),
    ),
  }));
  fc.assert(
    fc.property(value, fc.constantFrom("'", '"', ""), (one, quote) => {
      expect(readLiteral(written(one, quote))).toEqual(plainZero(one));
    }),
  );
});

function written(value: Value, quote: string): string {
  if (typeof value === "string") return `${quote}${value}${quote}`;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null) return "None";
  if (Array.isArray(value)) return `[${value.map((item: Value) => written(item, quote)).join(", ")}]`;
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([key, inner]) => `${quote}${key}${quote}: ${written(inner, quote)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}

// -0 is written as 0.
function plainZero(value: Value): Value {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map((item: Value) => plainZero(item));
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainZero(inner)])) : value;
}
