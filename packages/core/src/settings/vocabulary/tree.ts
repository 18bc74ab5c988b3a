import type { Entry, KeyNode } from "./types.ts";

interface Growing {
  readonly children: Map<string, Growing>;
  any?: Growing;
  entry?: Entry;
}

/** Entries as a tree of their keys. */
export function buildTree(entries: Iterable<Entry>): KeyNode {
  const root: Growing = { children: new Map() };
  for (const entry of entries) {
    let node = root;
    for (const part of entry.key.split(".")) node = part === "*" ? (node.any ??= { children: new Map() }) : childOf(node, part);
    node.entry = entry;
  }
  return root;
}

/** What the tree has at a key below `node`: its own name before `*`. */
export function nodeBelow(node: KeyNode | undefined, key: string): KeyNode | undefined {
  return node?.children.get(key) ?? node?.any;
}

/** Every entry at and below `node`. */
export function* entriesBelow(node: KeyNode): Generator<Entry, void> {
  if (node.entry) yield node.entry;
  for (const child of node.children.values()) yield* entriesBelow(child);
  if (node.any) yield* entriesBelow(node.any);
}

function childOf(node: Growing, part: string): Growing {
  const known = node.children.get(part);
  if (known) return known;
  const child: Growing = { children: new Map() };
  node.children.set(part, child);
  return child;
}
