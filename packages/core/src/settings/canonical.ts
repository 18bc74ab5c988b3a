import { AsimovError, formatPlace } from "../system/index.ts";
import { aliases, type Alias } from "./aliases.ts";
import type { Origin } from "./layer.ts";
import { merge } from "./merge.ts";
import { formatPath, type SettingPath } from "./path.ts";
import { saidAt, saidBy, saidMap, wrap, type Said, type SaidMap } from "./said.ts";
import { settle } from "./settle.ts";
import type { Settings } from "./types.ts";

/**
 * What is said, every key at the home and in the spelling that count, with how it was written; and where one layer has both. `former` are old names
 * besides core's.
 */
export function canonical(said: SaidMap, former: readonly Alias[] = []): { readonly said: SaidMap; readonly problems: readonly AsimovError[] } {
  const problems: AsimovError[] = [];
  let result = said;
  for (const alias of [...aliases, ...former]) {
    const former = saidAt(result, alias.old);
    if (!former) continue;
    const present = saidAt(result, alias.canonical);
    if (present) problems.push(twoSpellings(alias, former, present));
    const moved = writtenAs(former, alias.old);
    result = merge(without(result, alias.old), wrap(alias.canonical, moved, originOf(moved) ?? said.origin));
  }
  return { said: result, problems };
}

/** Settings that were written or kept under old names, under those that count now. */
export function currentNames(settings: Settings, former: readonly Alias[]): Settings {
  return former.length === 0 ? settings : settle(canonical(saidBy({ name: "", settings }), former).said).settings;
}

// A section that held nothing else was not meant as an empty one.
function without(map: SaidMap, [key, ...inner]: SettingPath): SaidMap {
  const entries = new Map(map.entries);
  const node = key === undefined ? undefined : entries.get(key);
  if (key === undefined || !node) return map;
  const left = inner.length > 0 && node.kind === "map" ? without(node, inner) : undefined;
  if (left && left.entries.size > 0) entries.set(key, left);
  else if (left?.cuts) entries.set(key, { kind: "nothing", origin: left.origin });
  else entries.delete(key);
  return { ...map, entries };
}

function writtenAs(node: Said, path: SettingPath): Said {
  if (node.kind === "conflict") return node;
  const origin: Origin = { ...node.origin, writtenAs: node.origin.writtenAs ?? formatPath(path) };
  if (node.kind !== "map") return { ...node, origin };
  const entries = [...node.entries].map(([key, inner]) => [key, writtenAs(inner, [...path, key])] as const);
  return { ...saidMap(new Map(entries), origin), cuts: node.cuts };
}

function originOf(node: Said): Origin | undefined {
  return node.kind === "conflict" ? undefined : node.origin;
}

function twoSpellings(alias: Alias, former: Said, present: Said): AsimovError {
  const origins = [former, present].flatMap((node) => originOf(node) ?? []);
  const places = origins.flatMap(({ at }) => (at ? [formatPlace(at)] : []));
  const [old, key] = [formatPath(alias.old), formatPath(alias.canonical)];
  return new AsimovError("SETTINGS_TWO_SPELLINGS", {
    message: `"${old}" and "${key}" are the same setting, and ${origins[0]?.layer ?? "one layer"} has both${places.length === 0 ? "" : ` (${places.join(" and ")})`}`,
    at: origins[0]?.at,
    remedy: `Keep "${key}", and take "${old}" away.`,
  });
}
