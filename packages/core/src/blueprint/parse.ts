import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node, type Pair } from "yaml";

import { isMap as isSettings, pathKey, type Settings, type Source, type Value } from "../settings/index.ts";
import { AsimovError, sha256, throwAll } from "../system/index.ts";

/** One document of a blueprint file, as written. */
export interface BlueprintDocument {
  readonly content: Settings;
  readonly source: Source;
}

/** Largest blueprint file that is read, in bytes. */
const largestBlueprint: number = 16 * 1024 * 1024;

/**
 * Reads a multi-document YAML 1.1 file (the version in which existing blueprints are written), with the place of every value.
 * Throws `BLUEPRINT_SYNTAX`, `BLUEPRINT_EMPTY`, `BLUEPRINT_NOT_A_MAP` or `BLUEPRINT_TOO_LARGE`, all problems together.
 */
export function parseBlueprint(text: string, file: string): readonly BlueprintDocument[] {
  if (text.length > largestBlueprint) {
    throw new AsimovError("BLUEPRINT_TOO_LARGE", { message: `${text.length} characters, at most ${largestBlueprint} are read`, at: { file } });
  }
  const lines = new LineCounter();
  // Dates stay text: settings are plain JSON.
  const parsed = parseAllDocuments(text, {
    version: "1.1",
    lineCounter: lines,
    prettyErrors: false,
    customTags: (tags) => tags.filter((tag) => tag !== "timestamp" && (typeof tag === "string" || !tag.tag.endsWith(":timestamp"))),
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const problems = documents.flatMap((document) =>
    [...document.errors, ...document.warnings].map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return new AsimovError("BLUEPRINT_SYNTAX", { message: error.message, at: { file, line, column: col } });
    }),
  );
  throwAll(problems);
  if (documents.length === 0) throw new AsimovError("BLUEPRINT_EMPTY", { message: "the file holds no document", at: { file } });
  const checksum = sha256(text);
  return documents.map((document, index) => toDocument(document, { file, sha256: checksum, document: index }, lines));
}

function toDocument(document: Document.Parsed, where: Omit<Source, "places">, lines: LineCounter): BlueprintDocument {
  const at = (node: { range?: readonly number[] | null | undefined } | null): { file: string; line: number; column: number } => {
    const { line, col } = lines.linePos(node?.range?.[0] ?? document.range[0]);
    return { file: where.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const value = toValue(document, () => at(document.contents));
  if (value === null) {
    throw new AsimovError("BLUEPRINT_EMPTY", {
      message: `document ${where.document + 1} is empty`,
      at: at(document.contents),
      remedy: 'Remove one of the "---" lines around it, or write the document.',
    });
  }
  if (!isSettings(value)) {
    throw new AsimovError("BLUEPRINT_NOT_A_MAP", {
      message: `document ${where.document + 1} is not a map`,
      at: at(document.contents),
      remedy: 'A blueprint begins with a line such as "kind: analysis".',
    });
  }
  const places: Record<string, readonly [number, number]> = {};
  collectPlaces(document.contents, [], (path, node) => {
    const { line, column } = at(node);
    Object.defineProperty(places, pathKey(path), { value: [line, column], enumerable: true });
  });
  return { content: value, source: { ...where, places } };
}

function toValue(document: Document.Parsed, at: () => { file: string; line: number; column: number }): Value {
  try {
    return document.toJS({ maxAliasCount: 1000 }) as Value;
  } catch (cause) {
    throw new AsimovError("BLUEPRINT_SYNTAX", { message: cause instanceof Error ? cause.message : String(cause), at: at(), cause });
  }
}

function collectPlaces(node: unknown, path: readonly string[], report: (path: readonly string[], node: Node | null) => void): void {
  if (isMap(node)) {
    if (path.length === 0) report(path, node);
    for (const pair of node.items) collectPair(pair, path, report);
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => {
      const here = [...path, String(index)];
      report(here, item as Node);
      collectPlaces(item, here, report);
    });
  }
}

function collectPair(pair: Pair, path: readonly string[], report: (path: readonly string[], node: Node | null) => void): void {
  if (!isPair(pair) || !isScalar(pair.key)) return;
  const here = [...path, String(pair.key.value)];
  // A scalar is shown where it stands, a map or a list at its key.
  report(here, isScalar(pair.value) || isAlias(pair.value) ? pair.value : pair.key);
  collectPlaces(pair.value, here, report);
}
