import fc from "fast-check";
import { expect, test } from "vitest";

import { JsonReader } from "../src/json/reader.ts";

type Told = readonly (readonly [path: readonly (string | number)[], value: unknown])[];

const numbers = fc.double({ noDefaultInfinity: false, noNaN: false }).map((number) => (Object.is(number, -0) ? 0 : number));

const { document } = fc.letrec((tie) => ({
  document: fc.oneof({ maxDepth: 5 }, numbers, fc.string({ unit: "binary" }), fc.constantFrom(true, false, null), tie("list"), tie("map")),
  list: fc.array(tie("document"), { maxLength: 4 }),
  map: fc.dictionary(fc.string({ unit: "grapheme" }), tie("document"), { maxKeys: 4, noNullPrototype: true }),
}));

test("tells every value of any document with its place, in pieces of any size", () => {
  fc.assert(
    fc.property(document, fc.constantFrom("", " ", "\n\t"), fc.integer({ min: 1, max: 9 }), (value, blank, size) => {
      const { told, reader } = read(written({ value }, blank), size);
      expect([reader.error, reader.isWhole]).toEqual([undefined, true]);
      expect(told).toEqual(scalarsIn({ value }, []));
    }),
  );
});

test("a document that was cut anywhere is not whole", () => {
  fc.assert(
    fc.property(document, fc.nat(), fc.boolean(), (value, cut, wanted) => {
      const text = written({ value });
      expect(read(text.subarray(0, cut % text.length), 1000, () => wanted).reader.isWhole).toBe(false);
    }),
  );
});

test("of members that are not wanted nothing is told, and their ends are found", () => {
  fc.assert(
    fc.property(document, document, fc.integer({ min: 1, max: 9 }), (passed, value, size) => {
      const { told, reader } = read(written({ passed, value }), size, ([first]) => first !== "passed");
      expect(reader.isWhole).toBe(true);
      expect(told).toEqual(scalarsIn({ value }, []));
    }),
  );
});

test("whatever JSON.parse refuses is refused, with the place", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(..."{}[],:".split(""), '"a"', "1", "true", "-", " "), { maxLength: 8 }), (tokens) => {
      // A bare word at the very end could go on.
      const text = `[${tokens.join("")}]`;
      expect([text, read(Buffer.from(text), 3).reader.isWhole]).toEqual([text, isJson(text)]);
    }),
    { numRuns: 1000 },
  );
  for (const [text, error] of [
    ['{"a": 1,}', '"}" where a key is expected, at byte 8'],
    ['{"a" 1}', '"1" where a colon is expected, at byte 5'],
    ['{"a": nan}', '"nan" is no value, at byte 9'],
    ['{"a": "\n"}', "a text is not one of JSON, at byte 8"],
    ["{}{}", '"{" where the end of the file is expected, at byte 2'],
    ["[1 2]", '"2" where a comma or the end is expected, at byte 3'],
    ["[,]", '"," where a value is expected, at byte 1'],
  ] as const) {
    expect(read(Buffer.from(text), 1).reader.error).toBe(error);
  }
});

function read(text: Buffer, size: number, wants: (path: readonly (string | number)[]) => boolean = () => true): { told: Told; reader: JsonReader } {
  const told: [readonly (string | number)[], unknown][] = [];
  const reader = new JsonReader({ wants, value: (path, value) => told.push([[...path], value]) });
  for (let at = 0; at < text.length; at += size) if (!reader.read(text.subarray(at, at + size))) break;
  return { told, reader };
}

// As Python's json writes it: numbers that JSON does not have stand bare.
function written(value: unknown, blank = ""): Buffer {
  return Buffer.from(text(value, blank));
}

function text(value: unknown, blank: string): string {
  const join = (parts: readonly string[]): string => blank + parts.join(`${blank},${blank}`) + blank;
  if (Array.isArray(value)) return `[${join(value.map((one) => text(one, blank)))}]`;
  if (typeof value === "object" && value !== null)
    return `{${join(Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}${blank}:${blank}${text(one, blank)}`))}}`;
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

function scalarsIn(value: unknown, path: readonly (string | number)[]): Told {
  if (Array.isArray(value)) return value.flatMap((one, index) => scalarsIn(one, [...path, index]));
  if (typeof value === "object" && value !== null) return Object.entries(value).flatMap(([key, one]) => scalarsIn(one, [...path, key]));
  return [[path, value]];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
