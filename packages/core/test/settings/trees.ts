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

const detectors = ["H1", "L1"] as const;
const someFrequency = fc.option(fc.integer({ min: 1, max: 9000 }), { nil: null });
const perDetector = fc.oneof(
  {
    arbitrary: fc.uniqueArray(fc.tuple(fc.constantFrom(...detectors), someFrequency), { selector: ([key]) => key }).map(Object.fromEntries),
    weight: 5,
  },
  someFrequency,
);

/** Settings of the keys from which others are derived, and of those, each there or not, or a tombstone. */
export const someAnalysisSettings: fc.Arbitrary<Settings> = fc.record(
  {
    "event time": someFrequency,
    interferometers: fc.option(fc.subarray([...detectors]), { nil: null }),
    data: section({ "segment length": someFrequency }),
    likelihood: section({ "sample rate": someFrequency, "post trigger time": someFrequency, "segment start": someFrequency }),
    quality: section({ "minimum frequency": perDetector, "maximum frequency": perDetector, "lowest minimum frequency": someFrequency }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Settings>;

function section(keys: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Value> {
  return fc.oneof({ arbitrary: fc.record(keys, { requiredKeys: [] }) as fc.Arbitrary<Settings>, weight: 9 }, fc.constant(null));
}
