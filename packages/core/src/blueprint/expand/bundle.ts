import { isMap, placeIn, type Source, type Value } from "../../settings/index.ts";
import { AsimovError, didYouMean, throwAll } from "../../system/index.ts";
import { flatMapAll } from "../collect.ts";
import type { BlueprintDocument } from "../parse.ts";
import { visibly, wrongType } from "../errors.ts";
import { isKind } from "./kind.ts";
import { placesBelow, placesWithout } from "./places.ts";

/** Reads the file of an item of a bundle: its documents, or where it was looked for in vain. */
export type ItemReader = (
  item: string,
  bundle: Source,
) => { readonly documents: readonly BlueprintDocument[] } | { readonly searched: readonly string[] };

/** Whether a document is a bundle of analyses. */
export function isBundle(document: BlueprintDocument): boolean {
  return isKind(document, "analysisbundle");
}

/**
 * The analyses that a bundle lists: maps as they are, names through `readItem`. Its own `event` counts over theirs.
 * Throws `BLUEPRINT_WRONG_TYPE`, `BLUEPRINT_MISSING_KEY`, `BLUEPRINT_UNKNOWN_KEY`, `BLUEPRINT_ITEM_NAME`, `BLUEPRINT_ITEM_NOT_FOUND` or
 * `BLUEPRINT_ITEM_KIND`, all problems together.
 */
export function expandBundle(bundle: BlueprintDocument, readItem: ItemReader): readonly BlueprintDocument[] {
  const { content, source } = bundle;
  throwAll(ownProblems(bundle));
  const items = content["analyses"];
  if (!Array.isArray(items) || items.length === 0) throw wrongType(source, ["analyses"], items, "a list such as [psd, {name: pe, pipeline: NAME}]");
  const analyses = flatMapAll([...items.entries()], ([index, item]) => readOne(bundle, item, String(index), readItem));
  const event = content["event"];
  return typeof event === "string" ? analyses.map((analysis) => withEvent(analysis, event)) : analyses;
}

const known = ["kind", "name", "comment", "event", "analyses"];

function ownProblems({ content, source }: BlueprintDocument): readonly AsimovError[] {
  const problems = Object.keys(content)
    .filter((key) => !known.includes(key))
    .map((key) => unknownKey(source, key));
  for (const key of ["name", "comment", "event"]) {
    const value = content[key];
    if (value !== undefined && typeof value !== "string") problems.push(wrongType(source, [key], value, "text; put a number in quotes"));
  }
  if (content["analyses"] === undefined) {
    const remedy = 'Add a line such as "analyses: [psd, pe]", with the names of files or with whole analyses.';
    problems.push(new AsimovError("BLUEPRINT_MISSING_KEY", { message: 'the document has no "analyses"', at: placeIn(source, []), remedy }));
  }
  return problems;
}

function unknownKey(source: Source, key: string): AsimovError {
  return new AsimovError("BLUEPRINT_UNKNOWN_KEY", {
    message: `a bundle has no "${key}".${didYouMean(key, known)}`,
    at: placeIn(source, [key]),
    remedy: `It has: ${known.join(", ")}. Settings belong to the analyses, or to a document with "kind: configuration".`,
  });
}

function readOne({ source }: BlueprintDocument, item: Value, index: string, readItem: ItemReader): readonly BlueprintDocument[] {
  const path = ["analyses", index];
  if (isMap(item)) {
    const inline = { content: { kind: "analysis", ...item }, source: { ...source, places: placesBelow(source, path, item) } };
    return [onlyAnalysis(inline)];
  }
  if (typeof item !== "string") throw wrongType(source, path, item, "the name of a file, or an analysis such as {name: pe, pipeline: NAME}");
  const problem = nameProblem(item);
  if (problem !== undefined) {
    const remedy = "Write the name of a file in one of the directories that are searched, with or without .yaml.";
    throw new AsimovError("BLUEPRINT_ITEM_NAME", { message: `${visibly(item)} ${problem}`, at: placeIn(source, path), remedy });
  }
  const found = readItem(item, source);
  if ("documents" in found) return flatMapAll(found.documents, (document) => [onlyAnalysis(document)]);
  throw new AsimovError("BLUEPRINT_ITEM_NOT_FOUND", {
    message: `there is no file for "${item}"; looked for:\n${found.searched.map((file) => `  ${file}`).join("\n")}`,
    at: placeIn(source, path),
    remedy: "Mend the name, or put the file into one of these places.",
  });
}

function nameProblem(item: string): string | undefined {
  if (item.trim() === "") return "is no name of a file";
  if (/\p{C}/u.test(item)) return "has a control or invisible character";
  // Files below the directories that are searched can be named, none outside of them.
  return /^[/\\~]|(^|[/\\])\.\.([/\\]|$)/.test(item) ? "leads out of the directories that are searched" : undefined;
}

function onlyAnalysis(document: BlueprintDocument): BlueprintDocument {
  if (isKind(document, "analysis")) return document;
  const { content, source } = document;
  throw new AsimovError("BLUEPRINT_ITEM_KIND", {
    message: `a bundle holds analyses only, but this ${"kind" in content ? `is of kind ${JSON.stringify(content["kind"])}` : 'has no "kind"'}`,
    at: placeIn(source, ["kind"]),
    remedy: 'Apply other kinds of documents by themselves; an analysis begins with "kind: analysis".',
  });
}

function withEvent({ content, source }: BlueprintDocument, event: string): BlueprintDocument {
  return { content: { ...content, event }, source: { ...source, places: placesWithout(source.places, ["event"]) } };
}
