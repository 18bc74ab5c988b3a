import fc from "fast-check";

import { isMap, type SettingPath, type Settings, type Value } from "../../src/settings/index.ts";

/** Keys that have meant trouble somewhere: few enough that layers meet on them. */
export const awkwardKeys = [
  "a",
  "b",
  "sample rate",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "a/b",
  "~",
  "~1",
  "~0",
  "",
  ".",
  "10",
] as const;

const someKey = fc.constantFrom(...awkwardKeys);
// JSON has no negative zero.
const someNumber = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number));

const someScalar = fc.oneof(fc.boolean(), fc.integer(), someNumber, fc.string({ maxLength: 5 }));

/** Nested settings; with `nulls` as tombstones. */
export function someSettings(options: { readonly nulls: boolean }): fc.Arbitrary<Settings> {
  const { map } = fc.letrec<{ value: Value; map: Settings }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthIdentifier: "settings" },
      someScalar,
      ...(options.nulls ? [fc.constant(null)] : []),
      fc.array(fc.oneof(someScalar, fc.constant(null)), { maxLength: 3 }),
      { arbitrary: tie("map"), weight: 3 },
    ),
    // Pairs rather than an object: a literal key __proto__ would be lost.
    map: fc.uniqueArray(fc.tuple(someKey, tie("value")), { selector: ([key]) => key, maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
  }));
  return map;
}

/** The path of every value that is not a map, and of every empty map, with the value. */
export function leavesOf(settings: Settings): readonly (readonly [SettingPath, Value])[] {
  return Object.entries(settings).flatMap(([key, value]): (readonly [SettingPath, Value])[] => {
    if (!isMap(value) || Object.keys(value).length === 0) return [[[key], value]];
    return leavesOf(value).map(([path, leaf]) => [[key, ...path], leaf]);
  });
}

/** `settings` without the entries of its maps that are null. */
export function withoutNulls(settings: Settings): Settings {
  const kept = Object.entries(settings).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, isMap(value) ? withoutNulls(value) : value]));
}
