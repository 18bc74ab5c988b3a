import { AsimovError } from "../../system/index.ts";
import { aliases } from "../aliases.ts";
import { formatPath } from "../path.ts";
import { faultyFormerName } from "./former-names.ts";
import type { FileEntry, VocabularyFile } from "./read.ts";
import { buildTree } from "./tree.ts";
import type { Description, Entry, Renaming, Vocabulary } from "./types.ts";
import { typesInWords, typeText, type ValueType } from "./value-type.ts";

/** A vocabulary file with who says it. */
export interface VocabularySource {
  /** Name of the entry point, such as that of a pipeline; `core` for the shared part. */
  readonly reader: string;
  /** The package, for people. */
  readonly package: string;
  readonly file: string;
  readonly content: VocabularyFile;
}

/**
 * One vocabulary of several, core's first. What a package leaves out of a key, the first who describes it says. Two that contradict each other are a
 * problem, `VOCABULARY_CONTRADICTION`; each then counts for its own analyses.
 */
export function combine(sources: readonly VocabularySource[]): Vocabulary {
  const entries = new Map<string, Entry>();
  const deprecated = new Map<string, readonly Renaming[]>();
  const rename = (name: string, reader: string, key: string): void => void deprecated.set(name, [...(deprecated.get(name) ?? []), { reader, key }]);
  for (const { old, canonical } of aliases) rename(formatPath(old), "core", formatPath(canonical));
  const facts = sources.flatMap((source) => [...source.content.facts].map(([kind, said]) => [kind, buildTree(factEntries(said, source))] as const));
  const factNodes = facts.map(([, node]) => node);
  const problems: AsimovError[] = [];
  const describedByCore = new Set(sources.filter(({ reader }) => reader === "core").flatMap(({ content }) => [...content.settings.keys()]));
  const readers = new Set<string>();
  for (const source of sources) {
    const incomplete: AsimovError[] = [];
    for (const [key, said] of source.content.settings) {
      const earlier = entries.get(key)?.descriptions ?? [];
      const description = describe(said, source, earlier[0]);
      if (description === undefined) {
        incomplete.push(faulty(`"${key}" has no type or no meaning, and core does not describe it`, source));
        continue;
      }
      const other = earlier.find((one) => contradict(one, description));
      if (other) problems.push(contradiction(key, source, description, other));
      entries.set(key, { key, descriptions: [...earlier, description] });
      for (const name of said.deprecated) {
        const why = faultyFormerName(name, key, (one) => source.content.settings.has(one) || describedByCore.has(one), factNodes);
        if (why === undefined) rename(name, source.reader, key);
        else incomplete.push(faulty(`"${name}" can't be an old name of "${key}": ${why}`, source));
      }
    }
    const left = [...source.content.problems, ...incomplete];
    problems.push(...left);
    // Of whom something had to be left out, not all that it reads is known.
    if (left.length === 0 && source.reader !== "core") readers.add(source.reader);
  }
  for (const { content, reader } of sources)
    for (const said of content.facts.values()) for (const [key, entry] of said) for (const name of entry.deprecated) rename(name, reader, key);
  return { entries, root: buildTree(entries.values()), facts: new Map(facts), deprecated, readers, problems };
}

function factEntries(said: ReadonlyMap<string, FileEntry>, source: VocabularySource): readonly Entry[] {
  return [...said].flatMap(([key, entry]) => {
    const description = describe(entry, source, undefined);
    return description ? [{ key, descriptions: [description] }] : [];
  });
}

function describe(said: FileEntry, source: VocabularySource, first: Description | undefined): Description | undefined {
  const types = said.types ?? first?.types;
  const meaning = said.meaning ?? first?.meaning;
  if (types === undefined || meaning === undefined) return undefined;
  const { reader, package: from } = source;
  // A default and an option are the reader's own; a range goes with the unit in which it is meant.
  const range = said.unit === undefined || said.unit === first?.unit ? first : undefined;
  return {
    reader,
    package: from,
    types,
    meaning,
    unit: said.unit ?? first?.unit,
    minimum: said.minimum ?? range?.minimum,
    above: said.above ?? range?.above,
    maximum: said.maximum ?? range?.maximum,
    values: said.values ?? first?.values,
    example: said.example ?? first?.example,
    default: said.default,
    option: said.option,
  };
}

function contradict(one: Description, other: Description): boolean {
  const units = one.unit !== undefined && other.unit !== undefined && one.unit !== other.unit;
  return units || !one.types.some((type) => other.types.some((second) => compatible(type, second)));
}

function compatible(one: ValueType, other: ValueType): boolean {
  if (one.base === "anything" || other.base === "anything" || typeText(one) === typeText(other)) return true;
  const alike = [one, other].every((type) => /^(number|integer)$/.test(type.base)) || [one, other].every((type) => /^(text|path)$/.test(type.base));
  return alike && one.perDetector === other.perDetector && one.listOf === other.listOf;
}

function contradiction(key: string, source: VocabularySource, description: Description, other: Description): AsimovError {
  const say = ({ types, unit }: Description): string => `${typesInWords(types)}${unit === undefined ? "" : ` in ${unit}`}`;
  return new AsimovError("VOCABULARY_CONTRADICTION", {
    message: `"${key}" is ${say(description)} for ${description.package}, but ${say(other)} for ${other.package}`,
    at: { file: source.file },
    remedy: "Report it to the authors of both packages; each description counts for the analyses of its own pipeline.",
  });
}

function faulty(message: string, source: VocabularySource): AsimovError {
  return new AsimovError("VOCABULARY_FILE", {
    message,
    at: { file: source.file },
    remedy: "Report it to the author of the package; what else it says counts.",
  });
}
