import { nearest } from "../../system/index.ts";
import { formatPath, type SettingPath } from "../path.ts";
import { descriptionsFor, isKnown, type Audience } from "./audience.ts";
import { nodeBelow } from "./tree.ts";
import type { KeyNode, Vocabulary } from "./types.ts";

/**
 * The known key that `path` most likely means: one beside it with other blanks, dashes or letters, else one of the same name in another section, else
 * one of nearly the same name there. `facts` are keys that may stand at the top as well.
 */
export function nearestKey(vocabulary: Vocabulary, path: SettingPath, audience: Audience, facts?: KeyNode): string | undefined {
  const above = path.slice(0, -1);
  const name = path.at(-1) ?? "";
  const parent = above.reduce<KeyNode | undefined>((node, part) => nodeBelow(node, part), vocabulary.root);
  const beside = [...(parent?.children ?? [])].filter(([, node]) => isKnown(node, audience)).map(([key]) => key);
  if (above.length === 0 && facts) beside.push(...facts.children.keys());
  const sibling = beside.find((key) => plain(key) === plain(name)) ?? nearest(name, beside);
  if (sibling !== undefined) return formatPath([...above, sibling]);

  const known = [...vocabulary.entries.values()].filter((entry) => !entry.key.includes("*") && descriptionsFor(entry, audience).length > 0);
  const keys = known.map(({ key }) => key);
  const leaf = nearest(name, keys.map(lastOf));
  return keys.find((key) => plain(lastOf(key)) === plain(name)) ?? keys.find((key) => lastOf(key) === leaf);
}

function lastOf(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1);
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[-_\s]+/g, " ");
}
