import type { ChildProcess } from "node:child_process";

import { readIfExists } from "../system/index.ts";

// Often enough for what allocates as fast as a machine can.
const interval = 100;

/** Calls `tooMuch` once, with what it takes, when a process takes more than `limit` MiB of memory; the returned function ends the watch. */
export function watchMemory({ pid }: ChildProcess, limit: number, tooMuch: (taken: number) => void): () => void {
  if (pid === undefined) return () => undefined;
  const timer = setInterval(() => {
    const taken = residentMiB(pid);
    if (taken <= limit) return;
    clearInterval(timer);
    tooMuch(Math.round(taken));
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}

/** MiB of memory that a process of this host has, also outside of what its own language counts (proc(5), VmRSS); 0 when there is no such process. */
export function residentMiB(pid: number): number {
  const [, kibibytes = "0"] = /^VmRSS:\s*(\d+) kB$/m.exec(readIfExists(`/proc/${pid}/status`) ?? "") ?? [];
  return Number(kibibytes) / 1024;
}
