import type { JobOutcome, Part } from "./executor.ts";
import { partOf } from "./draft.ts";
import type { NodePhase, NodeStatus, PartState, RunState } from "./state.ts";
import { describePart } from "./values.ts";

/** One node of a run as people look at it. */
export interface NodeReport {
  readonly node: string;
  readonly status: NodeStatus;
  /** What of it runs, or is to run next. */
  readonly phase?: NodePhase | undefined;
  readonly tries: number;
  /** Of the last try. */
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** Seconds of CPU of all tries. */
  readonly cpuSeconds: number;
  /** The jobs and scripts of the last try, in the order in which they came. */
  readonly jobs: readonly PartReport[];
}

/** One job or script of a node. */
export interface PartReport {
  /** Its process number, or which script it is. */
  readonly process: Part;
  readonly state: PartState["state"] | "held";
  /** How often it was started within the try. */
  readonly runs: number;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly exitCode?: number | undefined;
  /** The number of the signal that ended it. */
  readonly signal?: number | undefined;
  readonly cpuSeconds?: number | undefined;
  /** MiB that it held at most, as far as somebody looked. */
  readonly memory?: number | undefined;
  /** How it ended, once it has. */
  readonly cause?: JobOutcome["cause"] | undefined;
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
  readonly log?: string | undefined;
  readonly host?: string | undefined;
  /** Why it is held or could not be started, for people. */
  readonly reason?: string | undefined;
}

/** All nodes of a run in the order of the file, the final one last. */
export function nodeReports(state: RunState): readonly NodeReport[] {
  return [...state.graph.nodes.keys()].map((name) => nodeReport(state, name));
}

/** The node `name` of a run. */
export function nodeReport(state: RunState, name: string): NodeReport {
  const { status, phase, tries, startedAt, endedAt, cpuSeconds, parts } = state.nodes.get(name)!;
  return {
    node: name,
    status,
    ...(phase !== undefined && { phase }),
    tries,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    cpuSeconds,
    jobs: parts.map(({ part }) => partReport(state, name, part)),
  };
}

/** The part `part` of the last try of the node `name`. */
export function partReport(state: RunState, name: string, part: Part): PartReport {
  const { run, state: is, held, startedAt, endedAt, outcome } = partOf(state.nodes.get(name), part)!;
  // Before it starts its output files may still have macros in their names.
  const job = startedAt === undefined ? undefined : describePart(state, name, part);
  const code = outcome?.exitCode;
  return compact({
    process: part,
    state: held === undefined ? is : "held",
    runs: is === "due" || (is === "dropped" && startedAt === undefined) ? run - 1 : run,
    startedAt,
    endedAt,
    exitCode: outcome?.cause === "signal" ? undefined : code,
    signal: outcome?.cause === "signal" && code !== undefined ? code - 128 : undefined,
    cpuSeconds: outcome?.cpuSeconds,
    memory: outcome?.memory,
    cause: outcome?.cause,
    stdout: job?.stdout,
    stderr: job?.stderr,
    log: job?.log,
    host: outcome?.host,
    reason: held ?? outcome?.reason ?? (outcome?.cause === "lost" ? whyLost(state, name) : undefined),
  });
}

/** What all jobs and scripts of a run have used so far: seconds of CPU and by the clock together, and the most memory that one of them held, in MiB. */
export function usedIn({ nodes }: Pick<RunState, "nodes">): { readonly cpuSeconds: number; readonly wallSeconds: number; readonly memory?: number } {
  const all = [...nodes.values()];
  const memory = all.reduce((most, node) => Math.max(most, node.memory), 0);
  return {
    cpuSeconds: rounded(all.reduce((sum, node) => sum + node.cpuSeconds, 0)),
    wallSeconds: rounded(all.reduce((sum, node) => sum + node.wallSeconds, 0)),
    ...(memory > 0 && { memory }),
  };
}

// The noise of adding up.
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function whyLost({ removing, stage, stopping }: RunState, name: string): string {
  if (removing || stage !== "nodes" || stopping.has(name)) return "its end was asked for, and it was ended by force";
  return "its processes vanished without an exit record";
}

function compact(report: PartReport): PartReport {
  return Object.fromEntries(Object.entries(report).filter(([, value]) => value !== undefined)) as unknown as PartReport;
}
