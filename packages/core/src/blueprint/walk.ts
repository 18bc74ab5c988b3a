import { isAlias, isMap, isScalar, isSeq, type Document, type Pair } from "yaml";

import { pathKey, type SettingPath } from "../settings/index.ts";
import { surpriseIn, type Surprise } from "./surprise.ts";

/** Position in the text of the file. */
type Position = number;

/** What is found on a walk over the nodes of a YAML document. */
export interface Walk {
  /** Where each value stands, by its {@link pathKey}. */
  readonly positions: ReadonlyMap<string, Position>;
  /** Where the keys of those stand that are shown where they stand themselves. */
  readonly keys: ReadonlyMap<string, Position>;
  /** What YAML can say, but settings can't keep. */
  readonly problems: readonly WalkProblem[];
  /** What YAML 1.1 reads otherwise than it looks. */
  readonly surprises: readonly WalkSurprise[];
}

/** A {@link Surprise}, with its position. */
type WalkSurprise = Omit<Surprise, "line" | "column"> & { readonly position: Position };

/** See {@link Walk}. */
interface WalkProblem {
  readonly position: Position;
  readonly code: "BLUEPRINT_SYNTAX" | "BLUEPRINT_NUMBER";
  readonly message: string;
  readonly remedy: string;
}

const deepest = 100;

/** Walks over a document without following its aliases, so that it ends soon whatever they repeat. */
export function walk(document: Document.Parsed): Walk {
  const positions = new Map<string, Position>();
  const keys = new Map<string, Position>();
  const problems: WalkProblem[] = [];
  const surprises: WalkSurprise[] = [];
  const anchors = new Map<string, unknown>();
  const around = new Set<unknown>();
  const start = document.range[0];
  const position = (node: unknown): Position => rangeOf(node)?.[0] ?? start;
  const add = (node: unknown, message: string, remedy: string, code: WalkProblem["code"] = "BLUEPRINT_SYNTAX"): void => {
    problems.push({ position: position(node), code, message, remedy });
  };

  // `path` is undefined where values have no path of their own: below a merge key.
  const visit = (node: unknown, path: SettingPath | undefined): void => {
    if (isAlias(node)) return checkAlias(node.source, node);
    if (isScalar(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      const found = numberProblem(node.value, node.source, path?.includes("priors"));
      if (found !== undefined) add(node, found.message, found.remedy, "BLUEPRINT_NUMBER");
      return surprise(node, node);
    }
    if (!isMap(node) && !isSeq(node)) return;
    if (around.size > deepest)
      return add(node, `nested more than ${deepest} levels deep`, "Blueprints are flatter than that; look for a missing end.");
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    around.add(node);
    if (isMap(node)) for (const pair of node.items) visitPair(pair, path);
    else node.items.forEach((item, index) => visitItem(item, path && [...path, String(index)]));
    around.delete(node);
  };
  const visitItem = (item: unknown, path: SettingPath | undefined): void => {
    if (path) positions.set(pathKey(path), position(item));
    visit(item, path);
  };
  const visitPair = ({ key, value }: Pair, path: SettingPath | undefined): void => {
    if (isScalar(key) && typeof key.value === "symbol") return visit(value, undefined);
    const name = keyName(isScalar(key) ? key.value : undefined);
    if (name === undefined) return add(key, "a key must be a single text", "Write every line of a map as KEY: VALUE.");
    visitKey(key, name);
    const here = path && [...path, name];
    if (here && positions.has(pathKey(here))) add(key, "Map keys must be unique", "Remove or rename one of the two.");
    // A scalar is shown where it stands, a map or a list at its key.
    const isShownItself = isScalar(value) || isAlias(value);
    if (here) positions.set(pathKey(here), position(isShownItself ? value : key));
    if (here && isShownItself) keys.set(pathKey(here), position(key));
    visit(value, here);
  };
  const visitKey = (key: unknown, name: string): void => {
    if (!isScalar(key)) return;
    if (key.anchor !== undefined) anchors.set(key.anchor, key);
    const { source = name } = key;
    if (typeof key.value !== "string" && name !== source) surprises.push({ position: position(key), kind: "key", text: source, readAs: name });
  };
  // What an alias repeats surprises where it stands too.
  const surprise = (scalar: unknown, node: unknown): void => {
    const kind = isScalar(scalar) ? surpriseIn(scalar) : undefined;
    if (isScalar(scalar) && kind !== undefined) surprises.push({ position: position(node), kind, text: scalar.source ?? "" });
  };
  const checkAlias = (source: string, node: unknown): void => {
    const target = anchors.get(source);
    if (target === undefined) add(node, `there is no anchor &${source} above this alias`, `Write &${source} before the value that is meant.`);
    else if (around.has(target)) add(node, `the alias *${source} stands inside what it repeats`, "Write out what is meant.");
    else surprise(target, node);
  };

  if (isMap(document.contents)) positions.set("", position(document.contents));
  visit(document.contents, []);
  return { positions, keys, problems, surprises };
}

// Numbers and booleans become text as in JSON; null, lists and maps can be no key there.
function keyName(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range) ? (node.range as readonly number[]) : undefined;
}

// Settings are kept as JSON, which has no infinity and would round a whole number beyond 2^53 in silence.
function numberProblem(value: unknown, source = "", isPrior = false): Pick<WalkProblem, "message" | "remedy"> | undefined {
  if (typeof value !== "number") return undefined;
  if (!Number.isFinite(value)) return { message: `${source} is not a finite number`, remedy: finiteRemedy(value, source, isPrior) };
  const digits = /^[-+]?([1-9][0-9_]*|0[xb][0-9a-f_]+)$/i.exec(source)?.[1]?.replaceAll("_", "");
  const kept = digits === undefined || Number.isSafeInteger(value) || String(Math.abs(value)) === digits;
  const remedy = "Put it in quotes to keep it as text, or give another number.";
  return kept ? undefined : { message: `${source} has more digits than a number can keep`, remedy };
}

function finiteRemedy(value: number, source: string, isPrior: boolean): string {
  const without = isPrior && /inf$/i.test(source) ? ` For a prior without that bound write ${value < 0 ? "-inf" : "inf"}, without the dot.` : "";
  return `Give a finite number.${without}`;
}
