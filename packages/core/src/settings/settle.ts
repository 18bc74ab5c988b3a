import type { AsimovError } from "../system/index.ts";
import type { Origin } from "./layer.ts";
import { pathKey, type SettingPath } from "./path.ts";
import type { SaidMap } from "./said.ts";
import type { Settings, Value } from "./types.ts";

/** What remains of what all layers together say. */
export interface Settled {
  readonly settings: Settings;
  /** Origin of every leaf (list, scalar or empty map) by its path key. */
  readonly lineage: ReadonlyMap<string, Origin>;
  /** What doesn't fit together, and is therefore not in the settings. */
  readonly problems: readonly AsimovError[];
}

/** The settings that are left when there is nothing below: without tombstones. */
export function settle(said: SaidMap): Settled {
  const lineage = new Map<string, Origin>();
  const problems: AsimovError[] = [];
  const settings = settleMap(said, [], lineage, problems);
  return { settings, lineage, problems };
}

function settleMap(map: SaidMap, path: SettingPath, lineage: Map<string, Origin>, problems: AsimovError[]): Settings {
  const kept: [string, Value][] = [];
  for (const [key, node] of map.entries) {
    const here = [...path, key];
    if (node.kind !== "nothing" && node.kind !== "map" && node.problem) problems.push(node.problem);
    else if (node.kind === "map") kept.push([key, settleMap(node, here, lineage, problems)]);
    else if (node.kind === "value") {
      kept.push([key, node.value]);
      lineage.set(pathKey(here), node.origin);
    }
  }
  if (kept.length === 0 && path.length > 0) lineage.set(pathKey(path), map.origin);
  // Object.fromEntries defines properties, so that a key such as __proto__ stays an ordinary key.
  return Object.fromEntries(kept);
}
