import { isMap, type Value } from "../settings/index.ts";
import { AsimovError, didYouMean, nearest, type Place } from "../system/index.ts";

/** What must hold, or with `negated` must not, of an analysis. */
export interface Condition {
  /** `name`, `subject`, `pipeline`, `status`, `cause`, `review`, `label.NAME`, or the dotted path of a setting. */
  readonly path: string;
  /** What it is compared with; null: that there is none. */
  readonly value: Value;
  readonly negated: boolean;
}

/** Paths of what an analysis is; any other path is that of a setting. */
const words: ReadonlySet<string> = new Set(["name", "subject", "event", "pipeline", "status", "cause", "review"]);

/** Whether a condition is about a setting. */
export function isAboutSetting({ path }: Condition): boolean {
  return !words.has(path) && !path.startsWith("label.");
}

/** Reads a name, `path: value` as text, or the map `{path: value}`; a leading `!` of the value negates. Throws `NEEDS_INVALID`. */
export function parseCondition(item: Value, at: Place | string, key: string): Condition {
  if (typeof item === "string") return parseText(item, at, key);
  const entries = isMap(item) ? Object.entries(item) : [];
  if (entries.length > 1) {
    const all = entries.map((entry) => JSON.stringify(Object.fromEntries([entry])));
    throw invalidNeeds(`${JSON.stringify(item)} holds several conditions`, at, `If all must hold, write a list of them: [${all.join(", ")}].`);
  }
  const [entry] = entries;
  if (!entry) throw notAnItem(item, at, key);
  return condition(entry[0].trim(), entry[1], item, at, key);
}

/** An error about an item of `needs` or of what has its grammar. */
export function invalidNeeds(message: string, at: Place | string, remedy: string): AsimovError {
  return new AsimovError("NEEDS_INVALID", { message, at, remedy });
}

/** The forms that an item may have, as a sentence. */
export function conditionForms(key: string): string {
  return `Items of "${key}" are names (psd), conditions ("pipeline: NAME", {status: "!stuck"}), or lists of conditions that must all hold.`;
}

/** Whether a text needs no quotes where conditions are printed. */
export function isWord(text: string): boolean {
  return /^[^\s!"',[\]{}][^"',[\]{}\n]*$/.test(text) && text === text.trim();
}

function parseText(text: string, at: Place | string, key: string): Condition {
  const colon = text.indexOf(":");
  if (colon >= 0) return condition(text.slice(0, colon).trim(), text.slice(colon + 1).trim(), text, at, key);
  if (text.startsWith("!")) {
    const meant = JSON.stringify({ name: text });
    throw invalidNeeds(`${JSON.stringify(text)} negates nothing: a plain name is the name itself`, at, `For all but that one write ${meant}.`);
  }
  return condition("name", text, text, at, key);
}

function condition(path: string, written: Value, item: Value, at: Place | string, key: string): Condition {
  const negated = typeof written === "string" && written.startsWith("!");
  const value = typeof written === "string" ? written.slice(negated ? 1 : 0).trim() : written;
  if (path === "" || value === "" || !isComparable(value) || (path === "name" && typeof value !== "string")) throw notAnItem(item, at, key);
  refuseAddress(path, value, item, at);
  refuseMisspelt(path, item, at);
  const meant = path === "review.status" ? "review" : path === "event" ? "subject" : path;
  return { path: meant, value: (meant === "review" || meant === "cause") && value === null ? "none" : value, negated };
}

function isComparable(value: Value): boolean {
  return Array.isArray(value) ? value.every((item) => typeof item !== "object" || item === null) : !isMap(value);
}

function notAnItem(item: Value, at: Place | string, key: string): AsimovError {
  return invalidNeeds(`${JSON.stringify(item)} is not an item of "${key}"`, at, conditionForms(key));
}

function refuseAddress(path: string, value: Value, item: Value, at: Place | string): void {
  if (path !== "project" || typeof value !== "string") return;
  throw invalidNeeds(
    `${JSON.stringify(item)} is the address of a project analysis, and a condition is about a name: ${value}`,
    at,
    `Between project analyses write the name alone: ${value}. Analyses of an event can't wait for a project analysis, only for those of their own event.`,
  );
}

// Only what may be a word of ours: any other path may be a setting that a pipeline reads.
function refuseMisspelt(path: string, item: Value, at: Place | string): void {
  if (words.has(path) || path === "review.status" || (path.startsWith("label.") && path.length > "label.".length)) return;
  const [first = "", ...rest] = path.split(".");
  const remedy =
    "Conditions are about name, subject, pipeline, status, cause, review, label.NAME, or the path of a setting such as likelihood.sample rate.";
  if (first === "label")
    throw invalidNeeds(`${JSON.stringify(item)} names no label`, at, 'Write the label\'s name after a dot: "label.NAME: VALUE".');
  if (first === "review" || first === "needs") throw invalidNeeds(`"${path}" is nothing that can be compared`, at, remedy);
  const candidates = rest.length === 0 ? words : ["label", "review"];
  if (nearest(first, candidates) === undefined) return;
  throw invalidNeeds(`"${path}" is nothing that an analysis has.${didYouMean(first, candidates)}`, at, remedy);
}
