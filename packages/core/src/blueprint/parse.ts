import { LineCounter, parseAllDocuments, type Document, type ScalarTag, type Tags } from "yaml";

import { isMap, type Settings, type Source, type Value } from "../settings/index.ts";
import { AsimovError, sha256, throwAll, type Place } from "../system/index.ts";
import type { Surprise } from "./surprise.ts";
import { walk } from "./walk.ts";
import { writtenSize } from "./written-size.ts";

/** One document of a blueprint file, as written. */
export interface BlueprintDocument {
  readonly content: Settings;
  readonly source: BlueprintSource;
}

/** Where a document was written, and until it is planned what in it may surprise whoever wrote it. */
interface BlueprintSource extends Source {
  readonly surprises?: readonly Surprise[];
}

/** Largest blueprint file that is read, in bytes or, once it is text, in characters. */
export const largestBlueprint: number = 16 * 1024 * 1024;

/**
 * Reads a multi-document YAML 1.1 file (the version in which existing blueprints are written), with the place of every value.
 * Throws `BLUEPRINT_SYNTAX`, `BLUEPRINT_EMPTY`, `BLUEPRINT_NOT_A_MAP`, `BLUEPRINT_NUMBER` or `BLUEPRINT_TOO_LARGE`, all problems together.
 */
export function parseBlueprint(text: string, file: string): readonly BlueprintDocument[] {
  if (text.length > largestBlueprint) throw tooLarge(file, `${text.length} characters`);
  const lines = new LineCounter();
  // Columns are counted as an editor shows them, without a byte order mark.
  const parsed = parseAllDocuments(asVersion11(text.replace(/^\uFEFF/, "")), { version: "1.1", lineCounter: lines, prettyErrors: false, customTags });
  const documents = Array.isArray(parsed) ? parsed : [];
  const at = (position: number): Place => {
    const { line, col } = lines.linePos(position);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  throwAll(documents.flatMap((document) => syntaxProblems(document, at)));
  if (documents.length === 0) {
    throw new AsimovError("BLUEPRINT_EMPTY", { message: "the file holds no document", at: at(0), remedy: startRemedy });
  }
  const checksum = sha256(text);
  const problems: AsimovError[] = [];
  const results = documents.flatMap((document, index) => {
    try {
      return [toDocument(document, { file, sha256: checksum, document: index }, at)];
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(...("errors" in error ? (error.errors as readonly AsimovError[]) : [error]));
      return [];
    }
  });
  throwAll(problems);
  return results;
}

// The reference's reader takes every version 1.x for 1.1. Places stay what they are.
function asVersion11(text: string): string {
  return text.replaceAll(/^(%YAML[ \t]+1\.)\d(?=\s|$)/gm, "$11");
}

/** The error for a file of more than {@link largestBlueprint}; `size` is how much it has. */
export function tooLarge(file: string, size: string): AsimovError {
  return new AsimovError("BLUEPRINT_TOO_LARGE", {
    message: `${size}, at most ${largestBlueprint} are read`,
    at: { file },
    remedy: "Check that it is a blueprint; split it if it is one.",
  });
}

const startRemedy = 'A blueprint begins with a line such as "kind: analysis".';

// Settings are plain JSON: dates stay text, and what would be a set or bytes is refused.
function customTags(tags: Tags): Tags {
  const refused = /:(?:timestamp|binary|set|omap|pairs)$/;
  return [...tags.filter((tag) => typeof tag === "string" || !refused.test(tag.tag)).map(asReference), writtenFloat];
}

// Said to be a number with a fraction, whole ones and those with a bare exponent are one too: the reader only knows those that look like it.
const writtenFloat: ScalarTag = {
  tag: "tag:yaml.org,2002:float",
  default: false,
  resolve(text, onError) {
    const plain = text.replaceAll("_", "").toLowerCase();
    if (/^[-+]?\.?inf$/.test(plain)) return plain.startsWith("-") ? -Infinity : Infinity;
    if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(plain)) return Number(plain);
    if (!/^\.?nan$/.test(plain)) onError(`!!float ${text} is not a number`);
    return Number.NaN;
  },
};

// As the reference's reader has it: `y` and `n` are text, and so are numbers with an exponent that has no sign or follows no dot (`1e9`), decimal ones
// with a leading zero (`08`, `09:50`), and a dot alone.
const referenceTests: Readonly<Record<string, RegExp>> = {
  "int ": /^[-+]?(?:0|[1-9][0-9_]*)$/,
  "int TIME": /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/,
  "float ": /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)$/,
  "float EXP": /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)[eE][-+][0-9]+$/,
};

function asReference(tag: Tags[number]): Tags[number] {
  if (!isScalarTag(tag) || tag.test === undefined) return tag;
  const name = tag.tag.slice(tag.tag.lastIndexOf(":") + 1);
  if (name === "bool") return { ...tag, test: new RegExp(`(?![yYnN]$)${tag.test.source}`) };
  // Only numbers of YAML 1.1 have underscores; those of a document of another version stay that version's, and so do infinities.
  const test = tag.test.source.includes("_") ? referenceTests[`${name} ${tag.format ?? ""}`] : undefined;
  return test === undefined ? tag : { ...tag, test };
}

function isScalarTag(tag: Tags[number]): tag is ScalarTag {
  return typeof tag !== "string" && "test" in tag;
}

function syntaxProblems(document: Document.Parsed, at: (position: number) => Place): readonly AsimovError[] {
  const found = [...document.errors, ...document.warnings];
  // The reader gives up at some depth, and then stumbles over every open end.
  const tooDeep = found.find(({ message }) => message.includes("call stack"));
  if (tooDeep) return [syntaxError("nested too deeply", at(tooDeep.pos[0]), "Blueprints are flatter than that; look for a missing end.")];
  return found.map(({ message, pos }) =>
    syntaxError(
      message,
      at(pos[0]),
      'Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes.',
    ),
  );
}

function syntaxError(message: string, at: Place, remedy: string, cause?: unknown): AsimovError {
  return new AsimovError("BLUEPRINT_SYNTAX", { message, at, remedy, cause });
}

function toDocument(document: Document.Parsed, where: Omit<Source, "places">, at: (position: number) => Place): BlueprintDocument {
  const start = at(document.contents?.range[0] ?? document.range[0]);
  const { positions, keys, problems, surprises } = walk(document);
  throwAll(problems.map(({ position, code, message, remedy }) => new AsimovError(code, { message, at: at(position), remedy })));
  // The reader counts aliases only, and each may stand for megabytes.
  if (writtenSize(document.contents) > largestBlueprint) throw excessiveAliases(start);
  const value = toValue(document, start);
  if (value === null) {
    throw new AsimovError("BLUEPRINT_EMPTY", {
      message: `document ${where.document + 1} is empty`,
      at: start,
      remedy: 'Remove one of the "---" lines around it, or write the document.',
    });
  }
  if (!isMap(value)) {
    throw new AsimovError("BLUEPRINT_NOT_A_MAP", { message: `document ${where.document + 1} is not a map`, at: start, remedy: startRemedy });
  }
  const places = Object.fromEntries(
    [...positions].map(([key, position]) => {
      const { line = 1, column = 1 } = at(position);
      const before = keys.has(key) ? at(keys.get(key)!) : undefined;
      return [key, before?.line === line && before.column !== undefined ? ([line, column, before.column] as const) : ([line, column] as const)];
    }),
  );
  if (surprises.length === 0) return { content: value, source: { ...where, places } };
  const placed = surprises.map(({ position, ...surprise }) => {
    const { line = 1, column = 1 } = at(position);
    return { ...surprise, line, column };
  });
  return { content: value, source: { ...where, places, surprises: placed } };
}

function toValue(document: Document.Parsed, at: Place): Value {
  try {
    return document.toJS({ maxAliasCount: 1000 }) as Value;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw syntaxError(message, at, aliasRemedy, cause);
  }
}

const aliasRemedy = "Write out what the aliases repeat.";

// In the words of the reader, which finds most of them itself.
function excessiveAliases(at: Place): AsimovError {
  return syntaxError("Excessive alias count indicates a resource exhaustion attack", at, aliasRemedy);
}
