import { appendFileSync } from "node:fs";
import { basename } from "node:path";

import { recordedFile } from "./recorded.ts";
import type { PoolDag } from "./state.ts";

/** What DAGMan says a node returned of which somebody removed a job, as in case `l-stale-lock`. */
export const abortedCode = -1002;

/** What DAGMan writes into its own log when it starts. */
export function tellStart(file: string, now: number): void {
  appendFileSync(`${file}.dagman.out`, stamped(recordedFile("b-dag-ok", "run.dag.dagman.out").split(/^.*Using config source/m)[0]!, now));
}

/** What DAGMan writes into its own log when nodes have failed. */
export function tellFailure(dag: PoolDag, now: number): void {
  appendFileSync(`${dag.file}.dagman.out`, stamped(failureOf(dag), now));
}

// What DAGMan tells of a node that failed, in its own words.
function failureOf({ failed: [node], codes, file }: PoolDag): string {
  const told = recordedFile("c-dag-fail", "dagman.out.tail");
  const begin = told.search(/^.*ERROR: the following job\(s\) failed:/m);
  // As where a node could not even be submitted: nothing but the end.
  if (node === undefined) return told.slice(told.search(/^.*Wrote metrics file/m));
  const own = told.slice(begin).replace("Node Name: B", `Node Name: ${node}`).replaceAll("run.dag", basename(file));
  if (codes[node] === abortedCode) {
    const [aborted] = /^\S+ \S+ +Error: HTCondor reported ULOG_JOB_ABORTED event.*$/m.exec(recordedFile("l-stale-lock", "03-dagman.out.tail"))!;
    return own.replace("Node return val: 3", `Node return val: ${abortedCode}`).replace(/^.* Error: Job proc.*$/m, aborted);
  }
  return own.replace("Node return val: 3", `Node return val: ${codes[node]}`).replace("failed with status 3", `failed with status ${codes[node]}`);
}

function stamped(text: string, now: number): string {
  const [, year, month, day, clock] = /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(now * 1000).toISOString())!;
  return text.replaceAll(/^\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d/gm, `${month}/${day}/${year} ${clock}`);
}
