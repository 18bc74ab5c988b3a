import { setTimeout as delay } from "node:timers/promises";

import { AsimovError } from "../../system/index.ts";
import { jobsOf } from "../../workflow/jobs.ts";
import type { JobOutcome, NodeState, NodeStatus } from "../../workflow/index.ts";
import type { Observation } from "../types.ts";
import { observe, readState } from "./observe.ts";
import { readOutcome, readSubmission } from "./records.ts";
import { statePaths, type LocalSettings } from "./settings.ts";
import { recordedTokens } from "./state-directory.ts";
import { askToLeave, livingSupervisor, type SupervisorRecord } from "./supervisor-record.ts";

/** The local scheduler at one moment. */
export interface LocalStatus {
  readonly directory: string;
  /** The supervisor, if one lives. */
  readonly supervisor?: SupervisorRecord | undefined;
  /** Submissions that have not ended. */
  readonly open: readonly LocalSubmission[];
  /** How many have ended. */
  readonly ended: number;
}

/** A submission that has not ended. */
export interface LocalSubmission extends Observation {
  readonly name: string;
  readonly file: string;
  /** Names of the nodes that run. */
  readonly running: readonly string[];
}

/** One node of a submission, with its last try. */
export interface LocalJob {
  readonly node: string;
  readonly status: NodeStatus;
  readonly tries: number;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly cause?: JobOutcome["cause"] | undefined;
  readonly reason?: string | undefined;
  readonly cpuSeconds: number;
  /** MiB that the last try held at most, as far as somebody looked. */
  readonly memory?: number | undefined;
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
}

/** The local scheduler as its files tell it. */
export function readStatus(settings: LocalSettings): LocalStatus {
  const paths = statePaths(settings.directory);
  const tokens = recordedTokens(paths);
  const open = tokens.filter((token) => !readOutcome(paths, token));
  return {
    directory: paths.directory,
    supervisor: livingSupervisor(paths),
    open: open.flatMap((token) => {
      const record = readSubmission(paths, token);
      const seen = observe(paths, token);
      return record
        ? [{ ...seen, name: record.name, file: record.file, running: seen.state === "held" ? [] : [...readState(paths, token).running] }]
        : [];
    }),
    ended: tokens.length - open.length,
  };
}

/** The nodes of the submission `token` in the order of its file. Throws `LOCAL_NO_SUCH_SUBMISSION` when it is not recorded here. */
export function readJobs(token: string, settings: LocalSettings): readonly LocalJob[] {
  const paths = statePaths(settings.directory);
  if (!readSubmission(paths, token))
    throw new AsimovError("LOCAL_NO_SUCH_SUBMISSION", { message: `no submission ${token} is recorded in ${paths.workflows}` });
  const { graph, nodes } = readState(paths, token);
  return graph.workflow.nodes.map((node) => {
    const [job] = jobsOf(node);
    return { node: node.name, ...describe(nodes.get(node.name)!), stdout: job?.stdout, stderr: job?.stderr };
  });
}

/** Asks the supervisor to leave; true when none lives any more. */
export async function stop(settings: LocalSettings): Promise<boolean> {
  const paths = statePaths(settings.directory);
  const living = livingSupervisor(paths);
  if (living) askToLeave(paths, living);
  const deadline = performance.now() + settings.startSeconds * 1000;
  while (livingSupervisor(paths) && performance.now() < deadline) await delay(20);
  return livingSupervisor(paths) === undefined;
}

function describe(node: NodeState): Omit<LocalJob, "node" | "stdout" | "stderr"> {
  const { status, tries, startedAt, endedAt, cpuSeconds, outcome } = node;
  return {
    status,
    tries,
    startedAt,
    endedAt,
    cpuSeconds,
    exitCode: outcome?.exitCode,
    cause: outcome?.cause,
    reason: outcome?.reason,
    memory: outcome?.memory,
  };
}
