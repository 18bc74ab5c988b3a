import { isDeepStrictEqual } from "node:util";

import { AsimovError } from "../system/index.ts";
import { formatPath, type SettingPath } from "./path.ts";
import type { Said, SaidMap } from "./said.ts";

/** What two layers say of which none is above the other: a key of which they don't say the same is a problem, unless a layer above decides it. */
export function besides(one: SaidMap, other: SaidMap, path: SettingPath = []): SaidMap {
  const entries = new Map(one.entries);
  for (const [key, node] of other.entries) {
    const first = entries.get(key);
    entries.set(key, first ? besidesNode(first, node, [...path, key]) : node);
  }
  return { ...one, entries, cuts: one.cuts || other.cuts };
}

function besidesNode(one: Said, other: Said, path: SettingPath): Said {
  if (one.kind === "conflict") return one;
  if (other.kind === "conflict") return other;
  if (one.kind === "map" && other.kind === "map") return besides(one, other, path);
  if (one.kind === "nothing" && other.kind === "nothing") return other;
  const problem = twoProviders(path, one, other);
  if (one.kind !== "value" || other.kind !== "value") return { kind: "conflict", problem };
  const known = one.problem ?? other.problem;
  return isDeepStrictEqual(one.value, other.value) ? { ...other, problem: known } : { ...other, problem: known ?? problem };
}

type Rival = Exclude<Said, { readonly kind: "conflict" }>;

function twoProviders(path: SettingPath, one: Rival, other: Rival): AsimovError {
  return new AsimovError("SETTINGS_TWO_PROVIDERS", {
    message: `"${formatPath(path)}" is ${shown(one)} (${one.origin.layer}) and ${shown(other)} (${other.origin.layer}), and none of the two is above the other`,
    remedy: "Say in the analysis itself what counts, or let only one of them provide it.",
  });
}

function shown(node: Rival): string {
  if (node.kind === "map") return "a map";
  return node.kind === "nothing" ? "null" : JSON.stringify(node.value);
}
