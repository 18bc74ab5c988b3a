import { isMap, placeIn, type Settings, type Value } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";

/** A review as an export keeps it. */
interface KeptReview {
  readonly status: string | null;
  readonly message: string;
  readonly user: string;
  readonly time: string;
}

/** A label as an export keeps it. */
interface KeptLabel {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
}

/** What an export says of an analysis beside its document. */
export interface Kept {
  /** The revision of its event, where that is not the newest one. */
  readonly revision?: number;
  /** Its own. */
  readonly priority?: number;
  readonly reviews?: readonly KeptReview[];
  readonly labels?: readonly KeptLabel[];
}

/** The first document of an export: what the blueprints after it can't say. */
export interface Header {
  /** Identities of the configurations that have no name, in their order. */
  readonly identities: readonly string[];
  /** The numbers of the revisions of an event, in the order of their documents, where they are not just the first. */
  readonly revisions: ReadonlyMap<string, readonly number[]>;
  /** The priorities of events that have one, by name. */
  readonly priorities: ReadonlyMap<string, number>;
  /** By address. */
  readonly analyses: ReadonlyMap<string, Kept>;
}

const version = 1;

/** A header as a document. */
export function headerDocument({ identities, revisions, priorities, analyses }: Header): Settings {
  return {
    kind: "export",
    version,
    ...(identities.length > 0 ? { identities } : {}),
    ...(revisions.size > 0 ? { revisions: Object.fromEntries(revisions) } : {}),
    ...(priorities.size > 0 ? { priorities: Object.fromEntries(priorities) } : {}),
    // Through JSON: interfaces are no settings by type.
    ...(analyses.size > 0 ? { analyses: JSON.parse(JSON.stringify(Object.fromEntries(analyses))) as Settings } : {}),
  };
}

/** Whether a document is the header of an export. */
function isHeader({ content }: BlueprintDocument): boolean {
  return content["kind"] === "export";
}

/** Reads the header of an export. Throws `IMPORT_HEADER`. */
export function readHeader(document: BlueprintDocument | undefined): Header {
  const content = document?.content;
  if (!document || !content || !isHeader(document)) throw refused(document, [], "the file does not begin with a document of kind export");
  if (content["version"] !== version)
    throw refused(document, ["version"], `its version is ${JSON.stringify(content["version"])}, this asimov reads ${version}`);
  const { identities = [], revisions = {}, priorities = {}, analyses = {} } = content;
  const complain = (path: readonly string[]): never => {
    throw refused(document, path, `"${path.join(".")}" is not what an export has there`);
  };
  if (!isListOf(identities, isText)) return complain(["identities"]);
  if (!isMap(revisions)) return complain(["revisions"]);
  if (!isMap(priorities)) return complain(["priorities"]);
  if (!isMap(analyses)) return complain(["analyses"]);
  return {
    identities,
    revisions: new Map(Object.entries(revisions).map(([name, numbers]) => [name, isAscending(numbers) ? numbers : complain(["revisions", name])])),
    priorities: new Map(
      Object.entries(priorities).map(([name, value]) => [name, Number.isInteger(value) ? Number(value) : complain(["priorities", name])]),
    ),
    analyses: new Map(Object.entries(analyses).map(([address, kept]) => [address, isKept(kept) ? kept : complain(["analyses", address])])),
  };
}

function refused(document: BlueprintDocument | undefined, path: readonly string[], message: string): AsimovError {
  return new AsimovError("IMPORT_HEADER", {
    message,
    at: document && placeIn(document.source, path),
    remedy: "asimov import takes what asimov export made; asimov apply takes blueprints.",
  });
}

function isKept(value: Value): value is Kept & Settings {
  if (!isMap(value)) return false;
  const { revision = 1, priority = 0, reviews = [], labels = [], ...others } = value;
  const known = Object.keys(others).length === 0;
  return known && isCount(revision) && Number.isInteger(priority) && isListOf(reviews, isReview) && isListOf(labels, isLabel);
}

function isReview(value: Value): value is KeptReview & Settings {
  if (!isMap(value)) return false;
  const { status, message, user, time } = value;
  return (status === null || isText(status)) && isText(message) && isText(user) && isText(time);
}

function isLabel(value: Value): value is KeptLabel & Settings {
  return isMap(value) && isText(value["name"]) && isText(value["value"]) && isText(value["origin"]);
}

function isAscending(value: Value): value is readonly number[] {
  return isListOf(value, isCount) && value.length > 0 && value.every((number, index) => index === 0 || number > value[index - 1]!);
}

function isCount(value: Value | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value > 0;
}

function isText(value: Value | undefined): value is string {
  return typeof value === "string";
}

function isListOf<T extends Value>(value: Value | undefined, isItem: (item: Value) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}
