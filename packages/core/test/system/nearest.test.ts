import fc from "fast-check";
import { expect, test } from "vitest";

import { didYouMean, nearest } from "../../src/system/index.ts";

test("what was probably meant", () => {
  const pipelines = ["bilby", "bayeswave", "rift", "lalinference"];
  const words = ["bibly", "Bilby", "bilb", "bayeswaves", "bayesline", "rfit", "x", "", "completely else"];
  expect(words.map((word) => `${word}:${didYouMean(word, pipelines)}`).join("\n")).toMatchInlineSnapshot(`
    "bibly: Did you mean "bilby"?
    Bilby: Did you mean "bilby"?
    bilb: Did you mean "bilby"?
    bayeswaves: Did you mean "bayeswave"?
    bayesline: Did you mean "bayeswave"?
    rfit: Did you mean "rift"?
    x:
    :
    completely else:"
  `);
});

test("nothing to choose from", () => {
  expect(nearest("word", [])).toBeUndefined();
  expect(didYouMean("word", [])).toBe("");
});

test("the first of those that are equally near", () => {
  expect(nearest("cat", ["bat", "hat"])).toBe("bat");
});

const someWord = fc.string({ minLength: 4, maxLength: 12, unit: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h") });

test("a word with one letter missing, doubled or swapped is found among others", () => {
  fc.assert(
    fc.property(someWord, fc.nat(), fc.constantFrom("drop", "double", "swap"), (word, place, kind) => {
      const at = place % (word.length - 1);
      const [head, a, b, tail] = [word.slice(0, at), word[at]!, word[at + 1]!, word.slice(at + 2)];
      const mistyped = { drop: head + b + tail, double: head + a + a + b + tail, swap: head + b + a + tail }[kind];
      expect(nearest(mistyped, ["0123456789", word, "zzzz"])).toBe(word);
    }),
  );
});

test("a word that is there is found, in any case, and nothing that shares no letter ever is", () => {
  fc.assert(
    fc.property(someWord, (word) => {
      expect(nearest(word.toUpperCase(), ["xyz", word])).toBe(word);
      expect(nearest(word, ["0".repeat(word.length)])).toBeUndefined();
    }),
  );
});
