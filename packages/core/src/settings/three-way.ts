import { isDeepStrictEqual } from "node:util";

import { isMap, type SettingPath } from "./path.ts";
import type { Settings, Value } from "./types.ts";

/** A path that both sides changed, each to something else; a side that has nothing there is undefined. */
export interface Conflict {
  readonly path: SettingPath;
  readonly base: Value | undefined;
  readonly live: Value | undefined;
  readonly next: Value | undefined;
}

/** Two changes of the same settings as one. */
export interface Merged {
  readonly settings: Settings;
  /** What both changed, which is as it is in `live`. */
  readonly conflicts: readonly Conflict[];
}

/**
 * The changes from `base` to `next` done to `live`, which was changed from `base` otherwise: maps deeply, lists and scalars (and `null`) whole.
 * What only one side changed is as that side has it, a removal too.
 */
export function mergeThreeWay(base: Settings, live: Settings, next: Settings): Merged {
  const conflicts: Conflict[] = [];
  return { settings: mergeMaps(base, live, next, [], conflicts), conflicts };
}

function mergeMaps(base: Settings, live: Settings, next: Settings, path: SettingPath, conflicts: Conflict[]): Settings {
  // In the order of the new document, with what it does not know at the end.
  const keys = new Set([...Object.keys(next), ...Object.keys(live)]);
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const merged = mergeValues(own(base, key), own(live, key), own(next, key), [...path, key], conflicts);
      return merged === undefined ? [] : [[key, merged] as const];
    }),
  );
}

function mergeValues(
  base: Value | undefined,
  live: Value | undefined,
  next: Value | undefined,
  path: SettingPath,
  conflicts: Conflict[],
): Value | undefined {
  if (isDeepStrictEqual(base, next)) return live;
  if (isDeepStrictEqual(base, live) || isDeepStrictEqual(live, next)) return next;
  const maps = [base, live, next].filter((value) => value !== undefined);
  if (maps.every(isMap)) {
    const merged = mergeMaps(mapOr(base), mapOr(live), mapOr(next), path, conflicts);
    const gone = live === undefined || next === undefined;
    return gone && Object.keys(merged).length === 0 ? undefined : merged;
  }
  conflicts.push({ path, base, live, next });
  return live;
}

// A map that one side does not have is one from which it has removed every key.
function mapOr(value: Value | undefined): Settings {
  return isMap(value) ? value : {};
}

function own(settings: Settings, key: string): Value | undefined {
  return Object.hasOwn(settings, key) ? settings[key] : undefined;
}
