import { isDeepStrictEqual } from "node:util";

import { formatPath, isMap, type SettingPath, type Settings, type Value } from "../settings/index.ts";

/** The differences between two documents in words, one for each path: `data.segment length: 4 -> 8`. Empty when they say the same. */
export function changedKeys(before: Settings, after: Settings): readonly string[] {
  return differences(before, after, []);
}

function differences(before: Value | undefined, after: Value | undefined, path: SettingPath): readonly string[] {
  if (isMap(before) && isMap(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(ownValue(before, key), ownValue(after, key), [...path, key]));
  }
  const [old, now] = [JSON.stringify(before), JSON.stringify(after)];
  // In a list, maps may say the same in another order.
  return old === now || isDeepStrictEqual(before, after) ? [] : [`${formatPath(path)}: ${old ?? "(none)"} -> ${now ?? "(none)"}`];
}

function ownValue(settings: Settings, key: string): Value | undefined {
  return Object.hasOwn(settings, key) ? settings[key] : undefined;
}
