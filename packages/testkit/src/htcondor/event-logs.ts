import { appendFileSync } from "node:fs";

import { numberOf, textOf } from "./ads.ts";
import { recordedFile } from "./recorded.ts";
import type { PoolJob } from "./state.ts";

type Event = "submitted" | "executing" | "terminated" | "aborted";

const codes = { submitted: "000", executing: "001", terminated: "005", aborted: "009" } as const;

/** Writes what happened to a DAGMan job into the log that its access point keeps of it. */
export function logDagman(file: string, job: PoolJob, now: number, event: Event): void {
  const lines = event === "aborted" ? recordedFile("d-rm-dag", "run.dag.dagman.log") : recordedFile("b-dag-ok", "run.dag.dagman.log");
  appendFileSync(`${file}.dagman.log`, own(pick(lines, event), job, now));
}

/** Writes what happened to a job of a node into the log of all nodes. */
export function logNode(file: string, job: PoolJob, now: number, event: Event): void {
  const lines = event === "aborted" ? recordedFile("d-rm-dag", "run.dag.nodes.log") : recordedFile("b-dag-ok", "run.dag.nodes.log");
  appendFileSync(`${file}.nodes.log`, own(pick(lines, event), job, now));
}

function pick(log: string, event: Event): string {
  const found = log.split(/(?<=^\.\.\.\n)/m).find((entry) => entry.startsWith(codes[event]));
  if (found === undefined) throw new Error(`the stand-in has no recorded event "${event}"`);
  return found;
}

function own(entry: string, { ad }: PoolJob, now: number): string {
  const id = `(${String(numberOf(ad, "ClusterId")).padStart(3, "0")}.${String(numberOf(ad, "ProcId") ?? 0).padStart(3, "0")}.000)`;
  const time = new Date(now * 1000).toISOString().slice(0, 19).replace("T", " ");
  return entry
    .replace(/\(\d+\.\d+\.\d+\) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, `${id} ${time}`)
    .replace(/DAGNodeName = "[^"]*"/, `DAGNodeName = "${textOf(ad, "DAGNodeName")}"`)
    .replace(/JobBatchName = "[^"]*"/, `JobBatchName = "${textOf(ad, "JobBatchName")}"`)
    .replace(/\(return value \d+\)/, `(return value ${numberOf(ad, "ExitCode") ?? 0})`);
}
