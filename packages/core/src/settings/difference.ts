import { isDeepStrictEqual } from "node:util";

import { isMap, type SettingPath } from "./path.ts";
import type { Settings, Value } from "./types.ts";

/** A path at which two settings differ; a side that has nothing there is undefined. */
export interface Difference {
  readonly path: SettingPath;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** Where two settings differ, as deep inside as both are maps; empty when they say the same. */
export function differences(before: Settings, after: Settings, path: SettingPath = []): readonly Difference[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key): readonly Difference[] => {
    const [old, now] = [ownValue(before, key), ownValue(after, key)];
    if (isMap(old) && isMap(now)) return differences(old, now, [...path, key]);
    return isDeepStrictEqual(old, now) ? [] : [{ path: [...path, key], before: old, after: now }];
  });
}

function ownValue(settings: Settings, key: string): Value | undefined {
  return Object.hasOwn(settings, key) ? settings[key] : undefined;
}
