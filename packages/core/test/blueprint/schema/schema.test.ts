import { readFileSync, readdirSync } from "node:fs";

import { expect, test } from "vitest";

import { blueprintSchema, checkBlueprint, parseBlueprint } from "../../../src/blueprint/index.ts";
import { toyVocabulary } from "../examine/warned.ts";
import { isValid } from "./validator.ts";

const installed = new Map([
  ["toy", "1.0.0"],
  ["other", "1.0.0"],
]);
const blueprints = new URL("../../../../../examples/gw150914/blueprints/", import.meta.url);

test("one form for each kind, in any case of its letters", () => {
  const schema = blueprintSchema(toyVocabulary());
  for (const kind of ["event", "subject", "Event", "SUBJECT"]) expect(isValid(schema, { kind, name: "GW1" }), kind).toBe(true);
  expect(isValid(schema, { kind: "analysis", name: "a", pipeline: "toy" })).toBe(true);
  expect(isValid(schema, { kind: "configuration" })).toBe(true);
  expect(isValid(schema, { kind: "analysisbundle", analyses: ["psd"] })).toBe(true);
  for (const document of [{}, { name: "GW1" }, { kind: "event" }, { kind: "evnt", name: "GW1" }, { kind: "analysis", name: "a" }, []]) {
    expect(isValid(schema, document), JSON.stringify(document)).toBe(false);
  }
});

test("the blueprints of the example are valid", () => {
  const schema = blueprintSchema(toyVocabulary());
  const documents = readdirSync(blueprints).flatMap((name) => parseBlueprint(readFileSync(new URL(name, blueprints), "utf8"), name));
  expect(documents.length).toBeGreaterThan(3);
  for (const { content } of documents) expect(isValid(schema, content), JSON.stringify(content)).toBe(true);
});

const settings: readonly (readonly [object, boolean])[] = [
  [{ likelihood: { "sample rate": 4096 } }, true],
  [{ likelihood: { "sample rate": 0 } }, false],
  [{ likelihood: { "sample rate": "4096" } }, false],
  [{ likelihood: { "sample rate": null } }, true],
  [{ likelihood: null }, true],
  [{ likelihood: 4 }, false],
  [{ quality: { "minimum frequency": { H1: 20, L1: null } } }, true],
  [{ quality: { "minimum frequency": { H1: -20 } } }, false],
  [{ quality: { "minimum frequency": 20 } }, false],
  [{ data: { calibration: { H1: "a.txt", "correction type": "data" } } }, true],
  [{ data: { calibration: { H1: "a.txt", "correction type": "dat" } } }, false],
  [{ data: { calibration: { H1: 4 } } }, false],
  [{ data: { "data files": { H1: ["a", "b"], L1: "c" } } }, true],
  [{ interferometers: ["H1"] }, true],
  [{ interferometers: "H1" }, false],
  [{ priors: { "chirp mass": { minimum: 1, maximum: "2 * np.pi" }, "chi 1": 0, default: "BBHPriorDict" } }, true],
  [{ priors: { "chirp mass": { minimum: [1] } } }, false],
  [{ priors: { "chirp mass": [1, 2] } }, false],
  [{ scheduler: { "request memory": "8 GB" } }, true],
  [{ scheduler: { "request cpus": 1.5 } }, false],
  [{ toy: { colour: "red", either: true, open: { any: [1] } } }, true],
  [{ toy: { either: { H1: ["a"] } } }, true],
  [{ toy: { colour: "blue" } }, false],
  [{ toy: { open: [] } }, false],
  [{ "nothing like it": 5 }, true],
  // Old names and homes.
  [{ quality: { "sample-rate": 4096 } }, true],
  [{ quality: { "sample-rate": "fast" } }, false],
  [{ likelihood: { "minimum frequency": { H1: 20 } } }, true],
  [{ likelihood: { "minimum frequency": { H1: -20 } } }, false],
  [{ approximant: "IMRPhenomXPHM" }, true],
  [{ approximant: 4 }, false],
];

test("what is accepted and refused is what apply accepts and refuses", () => {
  const vocabulary = toyVocabulary();
  const schema = blueprintSchema(vocabulary);
  for (const [more, valid] of settings) {
    const content = { kind: "event", name: "GW1", ...more };
    expect(isValid(schema, content), JSON.stringify(more)).toBe(valid);
    const { problems } = checkBlueprint(parseBlueprint(JSON.stringify(content), "/work/b.yaml"), { installed, vocabulary });
    expect(problems.length === 0, JSON.stringify(more)).toBe(valid);
    const configuration = { kind: "configuration", pipelines: { toy: more } };
    expect(isValid(schema, configuration), JSON.stringify(configuration)).toBe(valid);
  }
});

test("editors show what a key means, its unit and an example", () => {
  const schema = blueprintSchema(toyVocabulary()) as unknown as {
    $defs: { settings: { properties: { data: { properties: Record<string, unknown> } } } };
  };
  expect(schema.$defs.settings.properties.data.properties["segment length"]).toEqual({
    description: "The length of the analysed strain. Unit: s.",
    examples: [4],
    type: ["number", "null"],
    exclusiveMinimum: 0,
  });
});

test("editors strike old names through, and say what counts instead", () => {
  const schema = blueprintSchema(toyVocabulary()) as unknown as { $defs: { settings: { properties: Record<string, { deprecated?: boolean }> } } };
  const { approximant, waveform } = schema.$defs.settings.properties;
  expect(approximant).toMatchObject({ description: 'An old name of "waveform.approximant".', deprecated: true, type: ["string", "null"] });
  expect(waveform).not.toHaveProperty("deprecated");
});
