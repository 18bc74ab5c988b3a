import type { Problems } from "../problems.ts";
import type { Definition } from "./definition.ts";

/** Where the macros of one node's job are looked up. */
export interface Scope {
  readonly node: string;
  /** Definitions by canonical name, the winning ones first. */
  readonly layers: readonly ReadonlyMap<string, Definition>[];
  /** The variables that `$ENV(name)` reads. */
  readonly environment: (name: string) => string | undefined;
  /** Take undefined macros as empty, without a problem: for jobs that are never run. */
  readonly lenient: boolean;
  readonly problems: Problems;
}

// Before a job is queued nobody knows its cluster, and a node is one job: HTCondor would say the real number, here it is always 1.
const constants: ReadonlyMap<string, string> = new Map([
  ["cluster", "1"],
  ["clusterid", "1"],
  ["dollar", "$"],
  ["itemindex", "0"],
  ["node", "0"],
  ["process", "0"],
  ["procid", "0"],
  ["row", "0"],
  ["step", "0"],
]);

const refused = new Set(["dag_parent_names", "dag_status", "dagmanjobid", "failed_count", "retry"]);

/** The definition that `name` means in `scope`; with `within`, what it means inside that definition of the same name: the one it replaces. */
export function lookup(name: string, scope: Scope, within?: Definition): Definition | undefined {
  let found = within === undefined;
  for (const layer of scope.layers) {
    for (let candidate = layer.get(name); candidate !== undefined; candidate = candidate.previous) {
      if (found) return candidate;
      found = candidate === within;
    }
  }
  return undefined;
}

/** The value of a macro that needs no definition: `$(JOB)` and constants. */
export function builtin(name: string, scope: Scope): string | undefined {
  return name === "job" ? scope.node : constants.get(name);
}

/** Whether DAGMan defines a macro only while it runs, so that its value cannot be known before. */
export function isKnownOnlyLater(name: string): boolean {
  return refused.has(name);
}
