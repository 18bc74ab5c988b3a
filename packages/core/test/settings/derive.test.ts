import { expect, test } from "vitest";

import { pathKey, resolveLayers, valueAt, type Settings } from "../../src/settings/index.ts";

const event: Settings = { "event time": 1126259462.4, interferometers: ["H1", "L1"], data: { "segment length": 8 } };

function resolve(...all: Settings[]): Settings {
  return resolveLayers(all.map((settings, index) => ({ name: `layer ${index}`, settings }))).settings;
}

test("the maximum frequency of each detector is 7/8 of half the sample rate, in whole Hz, where none is set", () => {
  const rate = { likelihood: { "sample rate": 1025 } };
  expect(resolve(event, rate)["quality"]).toEqual({ "maximum frequency": { H1: 448, L1: 448 } });
  expect(resolve(event, rate, { quality: { "maximum frequency": { H1: 400 } } })["quality"]).toEqual({ "maximum frequency": { H1: 400, L1: 448 } });
  expect(resolve(event, rate, { quality: { "maximum frequency": 400 } })["quality"]).toEqual({ "maximum frequency": 400 });
  expect(resolve(event, rate, { interferometers: "V1" })["quality"]).toEqual({ "maximum frequency": { V1: 448 } });
  expect(resolve(event)["quality"]).toBeUndefined();
  expect(resolve(rate)["quality"]).toBeUndefined();
  expect(resolve(event, { likelihood: { "sample rate": "fast" } })["quality"]).toBeUndefined();
});

test("a higher layer's sample rate counts, whichever layer set it first", () => {
  const { settings, lineage } = resolveLayers([
    { name: "project", settings: { likelihood: { "sample rate": 2048 } } },
    { name: "subject", settings: event },
    { name: "analysis", settings: { likelihood: { "sample rate": 4096 } } },
  ]);
  expect(valueAt(settings, ["quality", "maximum frequency", "H1"])).toBe(1792);
  expect(lineage.get(pathKey(["quality", "maximum frequency", "H1"]))).toEqual({ layer: "derived", from: ["likelihood.sample rate"] });
});

// As `start_time` in bilby_pipe 1.x (input.py) has it: trigger_time + post_trigger_duration - duration, with post_trigger_duration 2.0 if not given.
test("the segment starts so that it ends at the post-trigger time, or 2 s, after the event", () => {
  const start = (...all: Settings[]): unknown => valueAt(resolve(event, ...all), ["likelihood", "segment start"]);
  expect(start()).toBe(1126259456.4);
  expect(start({ likelihood: { "post trigger time": 4 } })).toBe(1126259458.4);
  expect(start({ likelihood: { "post trigger time": null } })).toBe(1126259456.4);
  expect(start({ likelihood: { "post trigger time": "late" } })).toBeUndefined();
  expect(start({ likelihood: { "segment start": 1126259000 } })).toBe(1126259000);
  expect(start({ quality: { "segment start": 1126259000 } })).toBe(1126259000);
  expect(start({ data: null })).toBeUndefined();
});

test("the lowest minimum frequency is that of the detectors in use", () => {
  const lowest = (...all: Settings[]): unknown => valueAt(resolve(...all), ["quality", "lowest minimum frequency"]);
  const frequencies = { quality: { "minimum frequency": { H1: 20, L1: 30, V1: 10 } } };
  expect(lowest(event, frequencies)).toBe(20);
  expect(lowest(frequencies)).toBe(10);
  expect(lowest(event, { likelihood: { "minimum frequency": { H1: 25, L1: 30 } } })).toBe(25);
  expect(lowest(event, frequencies, { quality: { "lowest minimum frequency": 15 } })).toBe(15);
  expect(lowest(event, { quality: { "minimum frequency": { H1: 20, L1: "low" } } })).toBeUndefined();
  expect(lowest(event, { quality: { "minimum frequency": {} } })).toBeUndefined();
});

test("a tombstone keeps a value from being derived, until the section begins anew", () => {
  const rate = { likelihood: { "sample rate": 1024 } };
  expect(resolve(event, rate, { quality: { "maximum frequency": null } })["quality"]).toEqual({});
  expect(resolve(event, rate, { quality: { "maximum frequency": { L1: null } } })["quality"]).toEqual({ "maximum frequency": { H1: 448 } });
  expect(resolve(event, rate, { quality: null })["quality"]).toBeUndefined();
  expect(resolve(event, rate, { quality: null }, { quality: { low: 1 } })["quality"]).toEqual({ low: 1, "maximum frequency": { H1: 448, L1: 448 } });
});
