import fc from "fast-check";
import { expect, test } from "vitest";

import {
  differences,
  isMap,
  mergeThreeWay,
  pathKey,
  valueAt,
  withValue,
  type SettingPath,
  type Settings,
  type Value,
} from "../../src/settings/index.ts";
import { leavesOf, someSettings } from "./trees.ts";

// A map from which the last key went says nothing.
const isFull = ([, value]: readonly [SettingPath, Value]): boolean => !isMap(value);

const some = someSettings({ nulls: true });

test("a change of one side alone is the result, whichever side it is", () => {
  fc.assert(
    fc.property(some, some, (base, changed) => {
      expect(mergeThreeWay(base, base, changed)).toEqual({ settings: changed, conflicts: [] });
      expect(mergeThreeWay(base, changed, base)).toEqual({ settings: changed, conflicts: [] });
      expect(mergeThreeWay(base, changed, changed)).toEqual({ settings: changed, conflicts: [] });
    }),
  );
});

test("changes of different keys are both there; of the same key, one is there and the other is a conflict", () => {
  fc.assert(
    fc.property(some, some, some, (base, live, next) => {
      const { settings, conflicts } = mergeThreeWay(base, live, next);
      const opposite = mergeThreeWay(base, next, live);
      const keys = ({ path }: { readonly path: readonly string[] }): string => pathKey(path);
      expect(conflicts.map(keys).toSorted()).toEqual(opposite.conflicts.map(keys).toSorted());
      for (const { path, base: was, live: here, next: there } of conflicts) {
        expect([was, here, there]).toEqual([valueAt(base, path), valueAt(live, path), valueAt(next, path)]);
        expect(valueAt(settings, path)).toEqual(here);
      }
      // Taking the other side at each conflict is what the merge the other way round has.
      const taken = conflicts.reduce<Settings>((result, { path, next: there }) => withValue(result, path, there), settings);
      const said = (some: Settings): readonly string[] =>
        leavesOf(some)
          .filter(isFull)
          .map((leaf) => JSON.stringify(leaf))
          .toSorted();
      expect(said(taken)).toEqual(said(opposite.settings));
    }),
    { numRuns: 500 },
  );
});

test("a key of the blueprint that is taken out goes, one that was set stays, and both at once in one map", () => {
  const base = { data: { a: 1, b: 2 }, list: [1] };
  const live = { data: { a: 1, b: 2, mine: true }, list: [1], more: null };
  expect(mergeThreeWay(base, live, {})).toEqual({ settings: { data: { mine: true }, more: null }, conflicts: [] });
  const cut = mergeThreeWay({ data: { a: 1 } }, { data: { a: 2 } }, {});
  expect(cut).toEqual({ settings: { data: { a: 2 } }, conflicts: [{ path: ["data", "a"], base: 1, live: 2, next: undefined }] });
});

test("every leaf of settings is put back by its path", () => {
  fc.assert(
    fc.property(some, (settings) => {
      const built = leavesOf(settings).reduce<Settings>((result, [path, value]) => withValue(result, path, value), {});
      expect(differences(settings, built)).toEqual([]);
      const emptied = Object.keys(settings).reduce<Settings>((result, key) => withValue(result, [key], undefined), settings);
      expect(Object.keys(emptied)).toEqual([]);
    }),
  );
});
