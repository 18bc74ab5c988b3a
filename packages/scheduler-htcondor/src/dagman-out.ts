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
  /** Exit code of the job, of a script, or of a sub-workflow; negative for a signal. */
  readonly returned?: number | undefined;
}

// Where the last run is told: DAGMan may write gigabytes before that.
const tail = 1 << 20;

/** Reads the end of the log `file` (`NAME.dag.dagman.out`), to which each run is appended; nothing is known where it can't be read. */
export function readDagmanOut(file: string): DagmanReport {
  const text = endOf(file);
  const start = text.lastIndexOf("(CONDOR_DAGMAN) STARTING UP");
  const lines = (start < 0 ? text : text.slice(start)).split("\n").map((line) => line.replace(/^\d+\/\d+\/\d+ \d+:\d+:\d+ /, ""));
  return {
    failed: failedNode(lines),
    error: lines.find((line) => line.startsWith("ERROR: ") && !line.includes("the following job(s) failed"))?.slice("ERROR: ".length),
  };
}

function failedNode(lines: readonly string[]): FailedNode | undefined {
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
  const returned = Number(field("Node return val"));
  return { name, error: field("Error") ?? "it failed", returned: Number.isInteger(returned) ? returned : undefined };
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
