import type { Observation } from "@asimov-gw/core/scheduler";
import { resolve } from "node:path";

import { numberIn, textIn, type Ad } from "./ads.ts";

/** The attributes that {@link usedBy} reads. */
export const usageAttributes: readonly string[] = ["RemoteUserCpu", "RemoteSysCpu", "RemoteWallClockTime", "MemoryUsage", "ResidentSetSize"];

/** What a job has used: seconds of CPU and on the clock in all its tries, and the most memory in MiB. */
export function usedBy(ad: Ad): Pick<Observation, "cpuSeconds" | "wallSeconds" | "memory"> {
  return { cpuSeconds: cpuIn(ad), wallSeconds: numberIn(ad, "RemoteWallClockTime"), memory: memoryIn(ad) };
}

/** Seconds of CPU that a job has used. */
export function cpuIn(ad: Ad): number | undefined {
  const [user, system] = [numberIn(ad, "RemoteUserCpu"), numberIn(ad, "RemoteSysCpu")];
  return user === undefined && system === undefined ? undefined : (user ?? 0) + (system ?? 0);
}

/** MiB of memory that a job has held at most; MemoryUsage is an expression in most ads, which stands for the other attribute. */
export function memoryIn(ad: Ad): number | undefined {
  const size = numberIn(ad, "ResidentSetSize");
  return numberIn(ad, "MemoryUsage") ?? (size === undefined ? undefined : Math.ceil(size / 1024));
}

/** The absolute path of a file of a job; undefined where nothing is written. */
export function pathIn(ad: Ad, name: string): string | undefined {
  const [file, directory] = [textIn(ad, name), textIn(ad, "Iwd")];
  return file === undefined || file === "/dev/null" || directory === undefined ? undefined : resolve(directory, file);
}
