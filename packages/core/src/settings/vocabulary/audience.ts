import { entriesBelow, nodeBelow } from "./tree.ts";
import type { Description, Entry, KeyNode, Vocabulary } from "./types.ts";

/** For whom settings are written: the analyses of one pipeline, or, without one, anything in a project with these pipelines. */
export interface Audience {
  readonly pipeline?: string | undefined;
  readonly installed: ReadonlySet<string>;
}

/** What counts for an audience of what is said of a key: what its own pipeline says, else what is not of another pipeline; empty when nobody there knows it. */
export function descriptionsFor({ descriptions }: Entry, { pipeline, installed }: Audience): readonly Description[] {
  if (pipeline === undefined) return descriptions;
  const own = descriptions.filter(({ reader }) => reader === pipeline);
  return own.length > 0 ? own : descriptions.filter(({ reader }) => !installed.has(reader));
}

/** Whether an audience knows the key at `node`, or one below it. */
export function isKnown(node: KeyNode | undefined, audience: Audience): node is KeyNode {
  if (node === undefined) return false;
  for (const entry of entriesBelow(node)) if (descriptionsFor(entry, audience).length > 0) return true;
  return false;
}

/** Who reads the key at `node`, or one below it; core is not named. */
export function readersOf(node: KeyNode | undefined): readonly string[] {
  const readers = [...(node ? entriesBelow(node) : [])].flatMap(({ descriptions }) => descriptions.map(({ reader }) => reader));
  return [...new Set(readers)].filter((reader) => reader !== "core");
}

/** Whether all who read settings for this audience have said what they read: only then is a key that is not described unknown for certain. */
export function isDescribed({ readers }: Vocabulary, { pipeline, installed }: Audience): boolean {
  if (pipeline !== undefined) return readers.has(pipeline);
  return installed.size > 0 && [...installed].every((name) => readers.has(name));
}

/** The node of a key that is written with dots, such as `priors.chirp mass.minimum`. */
export function nodeOf(root: KeyNode, key: string): KeyNode | undefined {
  return key.split(".").reduce<KeyNode | undefined>((node, part) => nodeBelow(node, part), root);
}
