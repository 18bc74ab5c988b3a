import { expect, test } from "vitest";

import { loadVocabulary, nearestKey, nodeOf, type Vocabulary } from "../../../src/settings/index.ts";
import { describeError } from "../../support/refusal.ts";
import { vocabularyOf } from "../../support/vocabulary.ts";

const told = ({ vocabulary, directory }: { readonly vocabulary: Vocabulary; readonly directory: string }): string =>
  vocabulary.problems.map(describeError).join("\n").replaceAll(directory, "/work");

test("what core says is whole, and names no range without a number", () => {
  const { problems, entries, facts, readers } = loadVocabulary([]);
  expect(problems).toEqual([]);
  expect([...readers]).toEqual([]);
  expect([...facts.keys()]).toEqual(["event", "analysis", "projectanalysis", "configuration", "postprocessing", "analysisbundle"]);
  for (const { key, descriptions } of entries.values()) {
    for (const { types, minimum, above, maximum, meaning } of descriptions) {
      const hasRange = minimum !== undefined || above !== undefined || maximum !== undefined;
      expect(!hasRange || types.some(({ base }) => base === "number" || base === "integer"), key).toBe(true);
      expect(meaning, key).toMatch(/^[A-Z].*\.$/);
    }
  }
});

test("a pipeline need not repeat what core says, and may be stricter", () => {
  const { vocabulary } = vocabularyOf({
    toy: {
      "data.segment length": { option: "duration" },
      "scheduler.request memory": { type: "number", unit: "GB" },
      "toy.x": { type: "text", meaning: "X." },
    },
  });
  expect(vocabulary.problems).toEqual([]);
  expect(vocabulary.entries.get("data.segment length")!.descriptions.map(({ reader, unit, above, option }) => [reader, unit, above, option])).toEqual(
    [
      ["core", "s", 0, undefined],
      ["toy", "s", 0, "duration"],
    ],
  );
  expect(vocabulary.entries.get("scheduler.request memory")!.descriptions.map(({ types }) => types.length)).toEqual([2, 1]);
  expect(nodeOf(vocabulary.root, "toy.x")?.entry?.descriptions.map((one) => one.package)).toEqual(["asimov-toy 1.0.0"]);
});

test("two packages that contradict each other are named; both are kept", () => {
  const found = vocabularyOf({
    one: {
      "own.x": { type: "number", unit: "Hz", meaning: "X." },
      "data.segment length": { type: "text" },
      "own.y": { type: "integer", meaning: "Y." },
    },
    two: { "own.x": { unit: "kHz" }, "own.y": { type: "number" } },
  });
  expect(told(found)).toMatchInlineSnapshot(`
    "VOCABULARY_CONTRADICTION /work/one.json
      "data.segment length" is text in s for asimov-one 1.0.0, but a number in s for @asimov-gw/core
      Report it to the authors of both packages; each description counts for the analyses of its own pipeline.
    VOCABULARY_CONTRADICTION /work/two.json
      "own.x" is a number in kHz for asimov-two 1.0.0, but a number in Hz for asimov-one 1.0.0
      Report it to the authors of both packages; each description counts for the analyses of its own pipeline."
  `);
  expect(found.vocabulary.entries.get("own.x")!.descriptions.map(({ reader, unit }) => [reader, unit])).toEqual([
    ["one", "Hz"],
    ["two", "kHz"],
  ]);
});

test("a broken file breaks only itself", () => {
  const found = vocabularyOf({
    json: "{",
    version: '{"vocabulary": 2}',
    list: '{"vocabulary": 1, "settings": []}',
    entries: {
      "a.b": { type: "numbr", meaning: "A." },
      "a..b": {},
      c: 5,
      d: { type: "number", unitt: "Hz" },
      e: { type: ["number", 3], minimum: "0", unit: 3, values: 4 },
      f: { type: "text" },
      good: { type: "text", meaning: "Good." },
    },
    good: { "data.segment length": {} },
  });
  expect(told(found)).toMatchInlineSnapshot(`
    "VOCABULARY_FILE /work/json.json
      not readable as JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/version.json
      it does not say which version of the format it has: "vocabulary": 1
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/list.json
      "settings" is not a map from keys to what is said of them
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/entries.json
      "a.b": "numbr" is not a type
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/entries.json
      "a..b": a key is written as names with dots between them
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/entries.json
      "c": what is said of a key is a map
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/entries.json
      "d": "unitt" is not a field. Did you mean "unit"?
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/entries.json
      "e": ["number",3] is not a type
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/entries.json
      "e": "minimum" is not a number
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/entries.json
      "e": "unit" is not text
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/entries.json
      "e": "values" is not a list
      Report it to the author of the package; what else it says counts.
    VOCABULARY_FILE /work/entries.json
      "f" has no type or no meaning, and core does not describe it
      Report it to the author of the package; what else it says counts."
  `);
  expect(found.vocabulary.entries.has("good")).toBe(true);
  expect(found.vocabulary.entries.get("data.segment length")!.descriptions).toHaveLength(2);
});

test("a file that is not there is a problem of its package", () => {
  const { problems, entries } = loadVocabulary([{ reader: "toy", package: "asimov-toy 1.0.0", file: "/no/such/vocabulary.json" }]);
  expect(entries.size).toBeGreaterThan(50);
  expect(problems.map(describeError)).toMatchInlineSnapshot(`
    [
      "VOCABULARY_FILE /no/such/vocabulary.json
      asimov-toy 1.0.0 names a vocabulary that does not exist
      Install the package again.",
    ]
  `);
});

test("plugins can't change what documents say about themselves", () => {
  const { vocabulary } = vocabularyOf({
    toy: '{"vocabulary": 1, "settings": {}, "facts": {"event": {"name": {"type": "number", "meaning": "N."}}}}',
  });
  expect(vocabulary.facts.get("event")!.children.size).toBeGreaterThan(5);
});

test("the nearest key", () => {
  const { vocabulary } = vocabularyOf({
    toy: { "toy.colour": { type: "text", meaning: "C." } },
    other: { "other.shape": { type: "text", meaning: "S." } },
  });
  const facts = vocabulary.facts.get("analysis")!;
  const installed = new Set(["toy", "other"]);
  const near = (key: string, pipeline?: string): string | undefined => nearestKey(vocabulary, key.split("."), { pipeline, installed }, facts);
  expect(
    [
      "data.segment-length",
      "data.Segment_Length",
      "data.segmnet length",
      "likelyhood",
      "data.sample rate",
      "priors.chirp mass.minimun",
      "coment",
      "waveform.true",
      "toy.color",
      "nothing like it",
      "x",
    ].map((key) => [key, near(key)]),
  ).toMatchInlineSnapshot(`
    [
      [
        "data.segment-length",
        "data.segment length",
      ],
      [
        "data.Segment_Length",
        "data.segment length",
      ],
      [
        "data.segmnet length",
        "data.segment length",
      ],
      [
        "likelyhood",
        "likelihood",
      ],
      [
        "data.sample rate",
        "likelihood.sample rate",
      ],
      [
        "priors.chirp mass.minimun",
        "priors.chirp mass.minimum",
      ],
      [
        "coment",
        "comment",
      ],
      [
        "waveform.true",
        undefined,
      ],
      [
        "toy.color",
        "toy.colour",
      ],
      [
        "nothing like it",
        undefined,
      ],
      [
        "x",
        undefined,
      ],
    ]
  `);
  expect([near("shape"), near("shape", "toy"), near("shape", "other")]).toEqual(["other.shape", undefined, "other.shape"]);
});
