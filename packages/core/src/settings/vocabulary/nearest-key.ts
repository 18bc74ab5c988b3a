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
  const sibling = nearestSibling(vocabulary, path, audience, facts);
  if (sibling !== undefined) return sibling;

  const name = path.at(-1) ?? "";
  // A whole section is never meant by a key within another one.
  const known = [...vocabulary.entries.values()].filter((entry) => {
    const found = descriptionsFor(entry, audience);
    return !entry.key.includes("*") && found.some(({ types }) => path.length === 1 || types.some(({ base }) => base !== "section"));
  });
  const keys = known.map(({ key }) => key);
  const leaf = nearest(name, keys.map(lastOf));
  return keys.find((key) => plain(lastOf(key)) === plain(name)) ?? keys.find((key) => lastOf(key) === leaf);
}

/** The known key beside `path` that it most likely means: one with other blanks, dashes or letters. `facts` as in {@link nearestKey}. */
export function nearestSibling(vocabulary: Vocabulary, path: SettingPath, audience: Audience, facts?: KeyNode): string | undefined {
  const above = path.slice(0, -1);
  const name = path.at(-1) ?? "";
  const parent = above.reduce<KeyNode | undefined>((node, part) => nodeBelow(node, part), vocabulary.root);
  const beside = [...(parent?.children ?? [])].filter(([, node]) => isKnown(node, audience)).map(([key]) => key);
  if (above.length === 0 && facts) beside.push(...facts.children.keys());
  const sibling = beside.find((key) => plain(key) === plain(name)) ?? nearest(name, beside);
  return sibling === undefined ? undefined : formatPath([...above, sibling]);
}

function lastOf(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1);
}

function plain(key: string): string {
  return key.toLowerCase().replaceAll(/[-_\s]+/g, " ");
}
