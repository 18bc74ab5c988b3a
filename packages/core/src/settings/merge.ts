import { AsimovError, formatPlace } from "../system/index.ts";
import type { Origin } from "./layer.ts";
import { formatPath, type SettingPath } from "./path.ts";
import type { Said, SaidConflict, SaidMap } from "./said.ts";

/** What is said where nothing is said. */
export const silence: SaidMap = { kind: "map", entries: new Map(), origin: { layer: "" }, cuts: false };

/**
 * What two neighbours, each one layer or several merged, say together: maps are merged deeply, lists and scalars replaced whole, and a tombstone
 * replaces all below it. Associative: every {@link Said} is a function of what lies below, and this composes two of them. So tombstones are kept,
 * and a map against a list or scalar is kept as a conflict, which counts unless a layer above cuts it away.
 */
export function merge(lower: SaidMap, upper: SaidMap, path: SettingPath = []): SaidMap {
  if (upper.cuts) return upper;
  const entries = new Map(lower.entries);
  for (const [key, above] of upper.entries) {
    const below = entries.get(key);
    entries.set(key, below ? mergeNode(below, above, [...path, key]) : above);
  }
  return { ...lower, entries };
}

function mergeNode(lower: Said, upper: Said, path: SettingPath): Said {
  if (upper.kind === "nothing" || (upper.kind !== "conflict" && upper.cuts)) return upper;
  if (lower.kind === "conflict") return lower;
  if (upper.kind === "conflict") return upper;
  if (lower.kind === "nothing") return { ...upper, cuts: true };
  if (lower.kind === "map" && upper.kind === "map") return merge(lower, upper, path);
  if (lower.kind === "value" && upper.kind === "value") return { ...upper, cuts: lower.cuts };
  return mapAgainstValue(path, lower.origin, upper.origin, upper.kind === "map" ? "a map" : "a single value");
}

function mapAgainstValue(path: SettingPath, below: Origin, above: Origin, is: string): SaidConflict {
  const where = below.at ? ` (${formatPlace(below.at)})` : "";
  const problem = new AsimovError("SETTINGS_MAP_AGAINST_VALUE", {
    message: `"${formatPath(path)}" is ${is} in ${named(above)}, but not in ${named(below)}${where}`,
    at: above.at,
    remedy: `Give it the same form in both, or cut the lower one away first with "${path.at(-1)}: null".`,
  });
  return { kind: "conflict", problem };
}

function named({ layer, writtenAs }: Origin): string {
  return writtenAs === undefined ? layer : `${layer} (written as "${writtenAs}")`;
}
