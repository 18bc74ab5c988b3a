import { lateMacro } from "../../types.ts";
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
  /** Which of the jobs of a `queue` statement this is. */
  readonly turn: Turn;
  /** Collects the macros whose values are known only when the job starts. */
  readonly late: string[];
  readonly problems: Problems;
}

/** One of the jobs of a `queue` statement, all numbers from 0. */
export interface Turn {
  /** Among all of them. */
  readonly process: number;
  /** The number of its item. */
  readonly row: number;
  /** Among the jobs of its item. */
  readonly step: number;
}

const turns: ReadonlyMap<string, keyof Turn> = new Map([
  ["itemindex", "row"],
  ["process", "process"],
  ["procid", "process"],
  ["row", "row"],
  ["step", "step"],
]);

// `$(Node)` counts the parts of a parallel job: a plain one has one.
const constants: ReadonlyMap<string, string> = new Map([
  ["dollar", "$"],
  ["node", "0"],
]);

// What the scheduler and DAGMan know when a job starts, by all of its names.
const lateNames: ReadonlyMap<string, string> = new Map([
  ["cluster", "CLUSTER"],
  ["clusterid", "CLUSTER"],
  ["dag_parent_names", "DAG_PARENT_NAMES"],
  ["dag_status", "DAG_STATUS"],
  ["dagmanjobid", "DAGMANJOBID"],
  ["failed_count", "FAILED_COUNT"],
  ["retry", "RETRY"],
]);

/** The macros that need no definition, as they are written. */
export const builtinMacros: readonly string[] = ["Item", "JOB", ...turns.keys(), ...constants.keys(), ...lateNames.keys()].map(
  (name) => `$(${name})`,
);

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

/** The value of a macro that needs no definition: `$(JOB)`, numbers, and what stands for a value that is known only when the job starts. */
export function builtin(name: string, scope: Scope): string | undefined {
  if (name === "job") return scope.node;
  const turn = turns.get(name);
  if (turn !== undefined) return String(scope.turn[turn]);
  const late = lateNames.get(name);
  if (late === undefined) return constants.get(name);
  if (!scope.late.includes(late)) scope.late.push(late);
  return lateMacro(late);
}
