import fc from "fast-check";
import { expect, test } from "vitest";

import { explain, formatPath, isMap, knownKeys, pathKey, pathOfKey, resolveLayers, type Layer, type Resolved } from "../../src/settings/index.ts";
import { AsimovError } from "../../src/system/index.ts";
import { leavesOf, someSettings } from "./trees.ts";

const someLayers = fc
  .array(someSettings({ nulls: true }), { minLength: 1, maxLength: 4 })
  .map((all) => all.map((settings, index): Layer => ({ name: `layer ${index}`, settings })));

test("exactly the layer whose value counts is not beaten, whatever the layers say", () => {
  fc.assert(
    fc.property(someLayers, (layers) => {
      const resolved = resolvedOr(layers);
      fc.pre(resolved !== undefined);
      const sayings = knownKeys(layers).flatMap((key) => explain(layers, key));
      for (const [path, value] of leavesOf(resolved.settings)) {
        // An empty map may be what tombstones left over: no layer said it.
        if (isMap(value)) continue;
        const unbeaten = sayings.filter((saying) => pathKey(saying.path) === pathKey(path) && saying.beatenBy === undefined);
        expect([...new Set(unbeaten.map(({ layer }) => layer))]).toEqual([resolved.lineage.get(pathKey(path))!.layer]);
      }
    }),
  );
});

test("every key that a layer has is known, and explained from the highest layer down", () => {
  fc.assert(
    fc.property(someLayers, (layers) => {
      const known = new Set(knownKeys(layers));
      for (const { settings, name } of layers) {
        for (const [path] of leavesOf(settings)) {
          expect(known).toContain(formatPath(path));
          const order = explain(layers, formatPath(path)).map(({ layer }) => layer);
          expect(order).toContain(name);
          expect(order).toEqual(order.toSorted().toReversed());
        }
      }
    }),
  );
});

test("a tombstone above a key is told, and so is what fills it again", () => {
  const layers: readonly Layer[] = [
    { name: "project", settings: { quality: { low: 20, high: 896 } }, place: () => ({ file: "/p.yaml", line: 1, column: 1 }) },
    { name: "subject", settings: { quality: null } },
    { name: "analysis", settings: { quality: { low: 30 } } },
  ];
  expect(explain(layers, "quality.low").map(({ layer, value, beatenBy }) => [layer, value, beatenBy])).toEqual([
    ["analysis", 30, undefined],
    ["subject", null, "analysis"],
    ["project", 20, "analysis"],
  ]);
  expect(explain(layers, "quality.high").map(({ layer, value, beatenBy }) => [layer, value, beatenBy])).toEqual([
    ["subject", null, "analysis"],
    ["project", 896, "subject"],
  ]);
  expect(explain(layers, "qual")).toEqual([]);
});

test("former spellings are told with the key that counts, and can be asked for", () => {
  const layers: readonly Layer[] = [
    { name: "project", settings: { quality: { "minimum frequency": { H1: 20 } } } },
    { name: "analysis", settings: { likelihood: { "minimum frequency": { H1: 30 } } }, place: (path) => ({ file: path.join("/") }) },
  ];
  const expected = [
    {
      path: ["quality", "minimum frequency", "H1"],
      layer: "analysis",
      value: 30,
      at: { file: "likelihood/minimum frequency/H1" },
      beatenBy: undefined,
      writtenAs: "likelihood.minimum frequency.H1",
    },
    { path: ["quality", "minimum frequency", "H1"], layer: "project", value: 20, at: undefined, beatenBy: "analysis" },
  ];
  expect(explain(layers, "quality.minimum frequency")).toEqual(expected);
  expect(explain(layers, "likelihood.minimum frequency.H1")).toEqual(expected);
  expect(explain(layers, "likelihood")).toEqual([]);
  expect(knownKeys(layers)).toEqual(["quality", "quality.minimum frequency", "quality.minimum frequency.H1", "quality.lowest minimum frequency"]);
});

test("what is derived is told last, with what it was computed from, as long as the layers fit together where it counts", () => {
  const layers: readonly Layer[] = [
    { name: "project", settings: { interferometers: ["H1", "L1"], likelihood: { "sample rate": 1024 }, odd: 1 } },
    { name: "analysis", settings: { quality: { "maximum frequency": { H1: 400 } }, odd: {} } },
  ];
  expect(explain(layers, "quality")).toEqual([
    { path: ["quality", "maximum frequency", "H1"], layer: "analysis", value: 400, at: undefined, beatenBy: undefined },
    {
      path: ["quality", "maximum frequency", "L1"],
      layer: "derived",
      value: 448,
      at: undefined,
      beatenBy: undefined,
      from: ["likelihood.sample rate"],
    },
  ]);
});

test("a path is found again from its key", () => {
  const somePath = fc.array(fc.string(), { maxLength: 4 });
  fc.assert(
    fc.property(somePath, (path) => {
      expect(pathOfKey(pathKey(path))).toEqual(path);
    }),
  );
});

function resolvedOr(layers: readonly Layer[]): Resolved | undefined {
  try {
    return resolveLayers(layers);
  } catch (error) {
    if (error instanceof AsimovError) return undefined;
    throw error;
  }
}
