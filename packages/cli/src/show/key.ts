import { expectation } from "@asimov-gw/core/blueprint";
import { canonicalKey, nodeOf, typeText, type Description, type Entry, type Vocabulary } from "@asimov-gw/core/settings";

/** A key of the vocabulary, and for what documents say about themselves the kinds of documents. */
export interface FoundKey {
  readonly entry: Entry;
  readonly kinds: readonly string[];
}

/** What is described under a key, whose old name may be given: as a setting, and in documents of each kind that has it. */
export function findKey(vocabulary: Vocabulary, key: string): readonly FoundKey[] {
  const current = currentKey(vocabulary, key);
  const setting = nodeOf(vocabulary.root, current)?.entry;
  const facts = [...vocabulary.facts].flatMap(([kind, node]) => {
    const entry = nodeOf(node, current)?.entry;
    return entry ? [{ entry, kind }] : [];
  });
  const alike = Map.groupBy(facts, ({ entry }) => JSON.stringify(entry.descriptions));
  return [
    ...(setting ? [{ entry: setting, kinds: [] }] : []),
    ...[...alike.values()].map((same) => ({ entry: same[0]!.entry, kinds: same.map(({ kind }) => kind) })),
  ];
}

/** The name under which a key is described now. */
export function currentKey(vocabulary: Vocabulary, key: string): string {
  return vocabulary.deprecated.get(key)?.[0]?.key ?? canonicalKey(key);
}

/** All about a key, in lines. */
export function* aboutKey({ entry, kinds }: FoundKey, vocabulary: Vocabulary): Generator<string, void> {
  const [first, ...others] = entry.descriptions;
  if (!first) return;
  const isFact = kinds.length > 0;
  yield isFact ? `${entry.key}, in documents of kind ${kinds.join(", ")}` : entry.key;
  yield `  ${first.meaning}`;
  if (!isSection(first)) yield `  It is ${expectation(first.types, first)}.`;
  if (first.example !== undefined) yield `  Example: ${JSON.stringify(first.example)}`;
  const readers = first.reader === "core" ? others : entry.descriptions;
  for (const said of readers) yield `  Read by ${said.reader} (${said.package}).${differing(said, first)}`;
  if (readers.length === 0 && !isFact && !isSection(first)) yield "  No installed pipeline has said that it reads it.";
  const old = oldNames(entry, vocabulary);
  if (old.length > 0) yield `  Old names: ${old.join(", ")}`;
}

/** A key as JSON; with `pipeline` only what that says of it. */
export function keyAsJson(entry: Entry, vocabulary: Vocabulary, pipeline?: string): object {
  const told = pipeline === undefined ? entry.descriptions : entry.descriptions.filter(({ reader }) => reader === pipeline);
  return {
    key: entry.key,
    descriptions: told.map((said) => ({ ...said, types: said.types.map(typeText) })),
    deprecated: oldNames(entry, vocabulary),
  };
}

/** Whether a key only holds others. */
export function isSection({ types }: Description): boolean {
  return types.every(({ base }) => base === "section");
}

function differing(said: Description, first: Description): string {
  const expected = expectation(said.types, said);
  const details = [
    ...(said.meaning === first.meaning ? [] : [said.meaning]),
    ...(expected === expectation(first.types, first) ? [] : [`It is ${expected}.`]),
    ...(said.default === undefined ? [] : [`Default: ${JSON.stringify(said.default)}.`]),
    ...(said.option === undefined ? [] : [`Option of its config file: ${said.option}.`]),
  ];
  return details.map((text) => ` ${text}`).join("");
}

function oldNames({ key }: Entry, { deprecated }: Vocabulary): readonly string[] {
  return [...deprecated].filter(([, all]) => all.some((one) => one.key === key)).map(([name]) => name);
}
