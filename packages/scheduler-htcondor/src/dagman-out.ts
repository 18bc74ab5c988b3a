import { closeSync, fstatSync, openSync, readSync } from "node:fs";

import { systemCode } from "@asimov-gw/core/system";

/** What DAGMan's own log says of its last run. */
export interface DagmanReport {
  /** The first node that it names as failed. */
  readonly failed?: FailedNode | undefined;
  /** Why it gave up, where no node is to blame. */
  readonly error?: string | undefined;
}

/** A node as DAGMan tells of it in the end. */
interface FailedNode {
  readonly name: string;
  /** In DAGMan's words, such as `Job proc (8.0.0) failed with status 3`. */
  readonly error: string;
  /** It could not be submitted, or somebody removed a job of it, or one failed by itself. */
  readonly kind: "start" | "removed" | "job";
  /** Exit code of the job, of a script, or of a sub-workflow, or 128 + the number of the signal that ended it. */
  readonly exitCode?: number | undefined;
  readonly isSignal: boolean;
}

// Where the last run is told: DAGMan may write gigabytes before that.
const tail = 1 << 20;

/** Reads the end of the log `file` (`NAME.dag.dagman.out`), to which each run is appended; nothing is known where it can't be read. */
export function readDagmanOut(file: string): DagmanReport {
  const text = endOf(file);
  const start = text.lastIndexOf("(CONDOR_DAGMAN) STARTING UP");
  const lines = (start < 0 ? text : text.slice(start)).split("\n").map((line) => line.replace(/^\d+\/\d+\/\d+ \d+:\d+:\d+ /, ""));
  const at = lines.findIndex((line) => line.startsWith("ERROR: ") && !line.includes("the following job(s) failed"));
  const error = lines[at]?.slice("ERROR: ".length);
  // Which warning that was stands in the line before.
  const isWarning = error?.startsWith("Warning is fatal error") === true && lines[at - 1]?.startsWith("Warning: ") === true;
  return { failed: failedNode(lines, error), error: isWarning ? `${lines[at - 1]!.slice("Warning: ".length)}: ${error}` : error };
}

function failedNode(lines: readonly string[], earlier: string | undefined): FailedNode | undefined {
  const begin = lines.findIndex((line) => line.startsWith("ERROR: the following job(s) failed:"));
  if (begin < 0) return undefined;
  const end = lines.findIndex((line, index) => index > begin && line.includes("<END>"));
  const block = lines.slice(begin, end < 0 ? undefined : end);
  const field = (name: string): string | undefined =>
    block
      .find((line) => line.trimStart().startsWith(`${name}: `))
      ?.trim()
      .slice(name.length + 1)
      .trim();
  const name = field("Node Name");
  if (name === undefined) return undefined;
  const [said = "it failed", returned] = [field("Error"), Number(field("Node return val"))];
  if (said.includes("submit failed")) return { name, error: earlier === undefined ? said : `${said}: ${earlier}`, kind: "start", isSignal: false };
  if (said.includes("ULOG_JOB_ABORTED")) return { name, error: said, kind: "removed", isSignal: false };
  const signal = /failed with signal (\d+)/.exec(said)?.[1];
  const exitCode = signal !== undefined ? 128 + Number(signal) : Number.isInteger(returned) && returned >= 0 ? returned : undefined;
  return { name, error: said, kind: "job", exitCode, isSignal: signal !== undefined };
}

function endOf(file: string): string {
  let opened: number | undefined;
  try {
    opened = openSync(file, "r");
    const { size } = fstatSync(opened);
    const buffer = Buffer.alloc(Math.min(size, tail));
    const read = readSync(opened, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString("utf8", 0, read);
  } catch (error) {
    // Gone, or of another host: what failed is then told by the queue's history alone.
    if (systemCode(error) === undefined) throw error;
    return "";
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
