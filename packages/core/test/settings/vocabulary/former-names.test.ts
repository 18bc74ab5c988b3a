import { expect, test } from "vitest";

import { currentKeyFor, formerNamesFor } from "../../../src/settings/index.ts";
import { describeError } from "../../support/refusal.ts";
import { vocabularyOf } from "../../support/vocabulary.ts";

const x = { type: "number", meaning: "X." };

test("an old name counts for the analyses of the pipeline that declares it; what is of no pipeline counts for all", () => {
  const { vocabulary } = vocabularyOf({
    toy: { "toy.x": { ...x, deprecated: ["x", "old.x"] } },
    other: { "other.x": { ...x, deprecated: ["x"] } },
    summary: { "summary.x": { ...x, deprecated: ["summary-x"] } },
  });
  expect(vocabulary.problems).toEqual([]);
  const installed = new Set(["toy", "other"]);
  const names = (pipeline: string): readonly string[] =>
    formerNamesFor(vocabulary, { pipeline, installed }).map(({ old, canonical }) => `${old.join("/")} -> ${canonical.join("/")}`);
  expect(names("toy")).toEqual(["x -> toy/x", "old/x -> toy/x", "summary-x -> summary/x"]);
  expect(names("other")).toEqual(["x -> other/x", "summary-x -> summary/x"]);
  expect(["toy", "other", "third"].map((pipeline) => currentKeyFor(vocabulary, "x", { pipeline, installed }))).toEqual([
    "toy.x",
    "other.x",
    undefined,
  ]);
});

test("an old name that can't be told from what counts is left out, and told", () => {
  const { vocabulary, directory } = vocabularyOf({
    toy: {
      "toy.a": { ...x, deprecated: ["toy"] },
      "toy.b": { ...x, deprecated: ["toy.b.c", "toy.a"] },
      "toy.d": { ...x, deprecated: ["data.segment length"] },
      "toy.e.*": { ...x, deprecated: ["e"] },
      "toy.f": { ...x, deprecated: ["needs"] },
      "toy.g": { ...x, deprecated: ["approximant"] },
      "likelihood.marginalisation.h": { ...x, deprecated: ["h"] },
      "toy.i": { ...x, deprecated: ["i"] },
    },
  });
  expect(vocabulary.problems.map(describeError).join("\n").replaceAll(directory, "/work")).toMatchInlineSnapshot(`
    "VOCABULARY_FILE /work/toy.json
      "toy" can't be an old name of "toy.a": one of them lies in the other
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/toy.json
      "toy.b.c" can't be an old name of "toy.b": one of them lies in the other
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/toy.json
      "toy.a" can't be an old name of "toy.b": "toy.a" is described as a key that counts
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/toy.json
      "data.segment length" can't be an old name of "toy.d": "data.segment length" is described as a key that counts
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/toy.json
      "e" can't be an old name of "toy.e.*": old names are of one key, without "*"
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/toy.json
      "needs" can't be an old name of "toy.f": "needs" is what a document says about itself
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/toy.json
      "approximant" can't be an old name of "toy.g": "approximant" is an old name of "waveform.approximant" everywhere
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/toy.json
      "h" can't be an old name of "likelihood.marginalisation.h": "likelihood.marginalisation" is an old name of "likelihood.marginalization" everywhere
      Report it to the author of the package; what else it says counts."
  `);
  expect(formerNamesFor(vocabulary, { pipeline: "toy", installed: new Set(["toy"]) })).toEqual([{ old: ["i"], canonical: ["toy", "i"] }]);
  expect(vocabulary.readers.has("toy")).toBe(false);
});
