import type { JobDescription } from "@asimov-gw/core/workflow";
import { mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** How the schedd of an access point is: `off` with the others up, `killed` a moment ago, `hung`, or `all-off` with the central manager. */
export type Health = "up" | "off" | "killed" | "hung" | "all-off";

/**
 * How a call of a tool goes wrong: what it prints is cut off after so many characters; it does its work, then fails with this message instead of an answer;
 * it refuses with this message and does nothing; or it warns of something beside its answer.
 */
export type ToolFault =
  | { readonly cutAfter: number }
  | { readonly failsAfterwards: string }
  | { readonly refuses: string }
  | { readonly warns: string };

/** A job at one of the access points. */
export interface PoolJob {
  readonly schedd: string;
  /** Its ad, complete. */
  ad: Record<string, string>;
}

/** A workflow that a DAGMan of the stand-in walks. */
export interface PoolDag {
  readonly cluster: number;
  readonly schedd: string;
  /** Absolute paths. */
  readonly file: string;
  readonly directory: string;
  readonly done: string[];
  readonly failed: string[];
  /** The exit codes of those that failed. */
  readonly codes: Record<string, number>;
  /** How often each node was submitted. */
  readonly tries: Record<string, number>;
  /** The clusters of what is in the queue, by node. */
  readonly queued: Record<string, number>;
}

/** What the stand-in knows: everything that is at its access points. */
export interface PoolState {
  /** Its clock: seconds since 1970. */
  now: number;
  nextCluster: number;
  /** The access points by name, the first one that of this host. */
  readonly schedds: Record<string, Health>;
  readonly queue: PoolJob[];
  /** Newest first. */
  readonly history: PoolJob[];
  readonly dags: PoolDag[];
  /** Nodes that are to be held instead of run, with the recorded reason's code. */
  readonly holds: { readonly node: string; readonly code: number; readonly reason?: string | undefined }[];
  /** What single jobs run, by cluster: one program for each of its jobs. */
  readonly singles: Record<string, readonly JobDescription[]>;
  /** What goes wrong with the next call of a tool. */
  readonly faults: { readonly tool: string; readonly fault: ToolFault }[];
  /** Each command that was given, as one line. */
  readonly commands: string[];
}

const patience = 10_000;

/** Reads the state of the pool in `directory`, lets `work` change it, and writes it: one at a time, also between processes. */
export async function withState<T>(directory: string, work: (state: PoolState) => T | Promise<T>): Promise<T> {
  const lock = join(directory, "lock");
  await acquire(lock);
  try {
    const file = join(directory, "state.json");
    const state = JSON.parse(readFileSync(file, "utf8")) as PoolState;
    const result = await work(state);
    writeState(directory, state);
    return result;
  } finally {
    rmdirSync(lock);
  }
}

/** Writes the state of the pool in `directory`, whole or not at all. */
export function writeState(directory: string, state: PoolState): void {
  const file = join(directory, "state.json");
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(state));
  renameSync(`${file}.${process.pid}`, file);
}

async function acquire(lock: string): Promise<void> {
  const begun = Date.now();
  for (;;) {
    try {
      return mkdirSync(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || Date.now() - begun > patience) throw error;
      await pause(5);
    }
  }
}
