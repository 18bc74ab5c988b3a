import { isDeepStrictEqual } from "node:util";

import fc from "fast-check";
import { expect, test } from "vitest";

import { isMap, pathKey, resolveLayers, valueAt, type Layer, type Resolved, type SettingPath, type Settings } from "../../src/settings/index.ts";
import { AsimovError } from "../../src/system/index.ts";
import { leavesOf, someSettings, withoutNulls } from "./trees.ts";

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

test("without tombstones it does not matter in which groups layers are merged", () => {
  const one = someSettings({ nulls: false });
  fc.assert(
    fc.property(one, one, one, (a, b, c) => {
      const merge = (...all: (Settings | undefined)[]): Settings | undefined =>
        all.every((settings) => settings !== undefined) ? resolve(all.map((settings) => ({ name: "some", settings })))?.settings : undefined;
      expect(isDeepStrictEqual(merge(merge(a, b), c), merge(a, merge(b, c)))).toBe(true);
    }),
    { numRuns: 500 },
  );
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
