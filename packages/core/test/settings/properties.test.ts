import { isDeepStrictEqual } from "node:util";

import fc from "fast-check";
import { expect, test } from "vitest";

import {
  isMap,
  merge,
  pathKey,
  pathOfKey,
  resolveLayers,
  saidBy,
  settle,
  valueAt,
  type Layer,
  type Resolved,
  type SaidMap,
  type SettingPath,
  type Settings,
} from "../../src/settings/index.ts";
import { AsimovError } from "../../src/system/index.ts";
import { leavesOf, someAnalysisSettings, someSettings, withoutNulls } from "./trees.ts";

const someLayers = fc
  .array(someSettings({ nulls: true }), { maxLength: 4 })
  .map((all) => all.map((settings, index) => ({ name: `layer ${index}`, settings })));

/** The layers merged; undefined when one of them has a map where another has a value. */
function resolve(layers: readonly Layer[]): Resolved | undefined {
  try {
    return resolveLayers(layers);
  } catch (error) {
    if (error instanceof AsimovError && error.code === "SETTINGS_MAP_AGAINST_VALUE") return undefined;
    throw error;
  }
}

test("lineage names exactly the leaves of the result", () => {
  fc.assert(
    fc.property(someLayers, (layers) => {
      const resolved = resolve(layers);
      if (!resolved) return;
      const leaves = leavesOf(resolved.settings).map(([path]) => pathKey(path));
      expect([...resolved.lineage.keys()].sort()).toEqual([...leaves].sort());
    }),
    { numRuns: 1000 },
  );
});

test("the layer that a leaf came from really has that value there, and no later one says anything about it", () => {
  fc.assert(
    fc.property(someLayers, (layers) => {
      const resolved = resolve(layers);
      if (!resolved) return;
      for (const [path, leaf] of leavesOf(resolved.settings)) {
        const winner = layers.findIndex(({ name }) => name === resolved.lineage.get(pathKey(path))?.layer);
        const said = valueAt(layers[winner]!.settings, path);
        // An empty map may also be what is left of a map of tombstones.
        if (isMap(leaf)) expect(isMap(said)).toBe(true);
        else expect(said).toEqual(leaf);
        if (!isMap(leaf)) for (const later of layers.slice(winner + 1)) expect(speaksOf(later.settings, path)).toBe(false);
      }
    }),
    { numRuns: 1000 },
  );
});

test("one layer is left as it is, apart from its nulls", () => {
  fc.assert(
    fc.property(someSettings({ nulls: true }), (settings) =>
      isDeepStrictEqual(resolveLayers([{ name: "only", settings }]).settings, withoutNulls(settings)),
    ),
    { numRuns: 500 },
  );
});

test("saying the same twice, or nothing, changes nothing but who said it last", () => {
  fc.assert(
    fc.property(someSettings({ nulls: false }), (settings) => {
      const nothing = { name: "nothing", settings: {} };
      const twice = resolveLayers([nothing, { name: "first", settings }, nothing, { name: "second", settings }, nothing]);
      expect(isDeepStrictEqual(twice.settings, settings)).toBe(true);
      for (const [path, leaf] of leavesOf(settings)) expect(twice.lineage.get(pathKey(path))?.layer).toBe(isMap(leaf) ? "first" : "second");
    }),
    { numRuns: 500 },
  );
});

test("it does not matter in which groups neighbouring layers are merged, tombstones and conflicts included", () => {
  const one = someSettings({ nulls: true });
  let conflicts = 0;
  fc.assert(
    fc.property(one, one, one, one, (...all) => {
      const said = (index: 0 | 1 | 2 | 3): SaidMap => saidBy({ name: `layer ${index}`, settings: all[index] });
      const [a, b, c, d] = [said(0), said(1), said(2), said(3)];
      const expected = outcome(merge(merge(merge(a, b), c), d));
      conflicts += expected.conflicts.length;
      expect(outcome(merge(merge(a, b), merge(c, d)))).toEqual(expected);
      expect(outcome(merge(merge(a, merge(b, c)), d))).toEqual(expected);
      expect(outcome(merge(a, merge(merge(b, c), d)))).toEqual(expected);
      expect(outcome(merge(a, merge(b, merge(c, d))))).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
  expect(conflicts).toBeGreaterThan(0);
});

// What is left, from where, and at which paths nothing fits: of a conflict of three, groups may name another pair.
function outcome(said: SaidMap): { readonly settings: Settings; readonly lineage: object; readonly conflicts: readonly string[] } {
  const { settings, lineage, problems } = settle(said);
  return { settings, lineage: Object.fromEntries(lineage), conflicts: problems.map(({ message }) => message.split(" is a ")[0]!).toSorted() };
}

test("what is derived is never where a layer says something, and says what it was computed from", () => {
  let derived = 0;
  fc.assert(
    fc.property(fc.array(someAnalysisSettings, { maxLength: 3 }), (all) => {
      const resolved = resolve(all.map((settings, index) => ({ name: `layer ${index}`, settings })));
      if (!resolved) return;
      for (const [key, { layer, from }] of resolved.lineage) {
        expect(layer === "derived").toBe(from !== undefined);
        if (layer !== "derived") continue;
        derived += 1;
        const path = pathOfKey(key);
        // A tombstone counts too, at the key or as the last word above it; what was cut away before its section began anew does not.
        const above = path.slice(1).map((_, depth) => path.slice(0, depth + 1));
        const cut = all.findLastIndex((settings) => above.some((outer) => valueAt(settings, outer) === null));
        for (const settings of all.slice(cut + 1)) expect(valueAt(settings, path)).toBeUndefined();
        if (cut >= 0) expect(all.slice(cut + 1).some((settings) => isMap(valueAt(settings, path.slice(0, 1))))).toBe(true);
        for (const input of from!) expect(valueAt(resolved.settings, input.split("."))).toBeDefined();
      }
    }),
    { numRuns: 1000 },
  );
  expect(derived).toBeGreaterThan(100);
});

test("neither the layers nor anything that all objects share is touched", () => {
  fc.assert(
    fc.property(someLayers, (layers) => {
      const before = JSON.stringify(layers);
      resolve(layers);
      expect(JSON.stringify(layers)).toBe(before);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
  );
});

function speaksOf(settings: Settings, path: SettingPath): boolean {
  for (let length = 1; length <= path.length; length++) {
    const value = valueAt(settings, path.slice(0, length));
    if (value === undefined) return false;
    if (!isMap(value)) return true;
  }
  return true;
}
