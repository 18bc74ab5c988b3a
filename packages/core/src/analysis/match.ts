import { canonicalPath, valueAt, type Alias, type Settings, type Value } from "../settings/index.ts";
import type { Condition } from "./condition.ts";
import type { Need } from "./needs.ts";

/** What needs are compared with besides {@link Facts}. */
export interface Candidate {
  readonly name: string;
  /** The subject it belongs to; undefined for an analysis of the whole project. */
  readonly subject?: string | undefined;
  /** `event` when not given. */
  readonly kind?: "event" | "subject" | "project" | undefined;
  /** The subjects of a project analysis. */
  readonly subjects?: readonly string[] | undefined;
  readonly pipeline: string;
  readonly status: string;
}

/** What else can be asked about a candidate: asked for only when a condition is about it. */
export interface Facts<C> {
  /** Its settings by blueprints, and what they imply: without what other analyses provide, and the defaults of its pipeline. Throws where its layers contradict each other. */
  readonly settings: (candidate: C) => Settings;
  /** Old names that its settings have besides core's: a condition may be about one. */
  readonly former?: ((candidate: C) => readonly Alias[]) | undefined;
  /** Why its newest attempt failed, such as `node failed`, if it did. */
  readonly cause: (candidate: C) => string | undefined;
  /** Its current review status. */
  readonly review: (candidate: C) => string | undefined;
  readonly labels: (candidate: C) => ReadonlyMap<string, Value>;
}

/** Whether all conditions of a need hold of a candidate. */
export function matches<C extends Candidate>(need: Pick<Need, "conditions">, candidate: C, facts: Facts<C>): boolean {
  return need.conditions.every((condition) => holds(condition, candidate, facts));
}

/** Whether what a condition is about changes only when a blueprint is applied. */
export function isStatic({ path }: Condition): boolean {
  return path !== "status" && path !== "cause" && path !== "review" && !path.startsWith("label.");
}

function holds<C extends Candidate>({ path, value, negated }: Condition, candidate: C, facts: Facts<C>): boolean {
  if (path === "name") return (candidate.name === value) !== negated;
  return equals(factOf(path, candidate, facts), value) !== negated;
}

/** What a condition with this path is compared with; undefined where there is nothing. */
export function factOf<C extends Candidate>(path: string, candidate: C, facts: Facts<C>): Value | undefined {
  switch (path) {
    case "name":
    case "pipeline":
    case "status":
    case "subject":
      return candidate[path];
    case "cause":
      return facts.cause(candidate) ?? "none";
    case "review":
      return facts.review(candidate) ?? "none";
  }
  if (path.startsWith("label.")) return facts.labels(candidate).get(path.slice("label.".length));
  return valueAt(facts.settings(candidate), canonicalPath(path.split("."), facts.former?.(candidate)));
}

// As people mean it: 20 is 20.0 and "20", true is "true", and the case of letters says nothing.
function equals(found: Value | undefined, wanted: Value): boolean {
  if (wanted === null) return found === undefined || found === null;
  if (found === undefined || found === null) return false;
  if (isList(found) || isList(wanted)) {
    const [mine, theirs] = [itemsOf(found), itemsOf(wanted)];
    return mine?.length === theirs?.length && (mine ?? []).every((item, index) => equals(item, theirs![index]!));
  }
  if (typeof found === "object" || typeof wanted === "object") return false;
  const [left, right] = [numberOf(found), numberOf(wanted)];
  if (left !== undefined && right !== undefined) return left === right;
  return String(found).toLowerCase() === String(wanted).toLowerCase();
}

function numberOf(value: string | number | boolean): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value) ? Number(value) : undefined;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

// "interferometers: [H1, L1]" as one text means the list.
function itemsOf(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value;
  const inner = typeof value === "string" ? /^\[(.*)\]$/.exec(value)?.[1] : undefined;
  if (inner === undefined) return undefined;
  return inner.trim() === "" ? [] : inner.split(",").map((item) => item.trim().replace(/^(["'])(.*)\1$/, "$2"));
}
