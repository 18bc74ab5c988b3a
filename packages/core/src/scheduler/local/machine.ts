import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";

import { readIfExists } from "../../system/index.ts";

/** Cores that this process may use: affinity and the limits of its cgroup counted. */
export function machineCores(): number {
  return availableParallelism();
}

/** MiB of memory of this machine, or the least that the cgroups around this process allow. */
export function machineMemory(): number {
  const limits = [totalmem(), process.constrainedMemory(), ...cgroupLimits()].filter((limit) => limit > 0);
  return Math.floor(Math.min(...limits) / 2 ** 20);
}

/** Bytes that the cgroups (version 2) around this process allow, from the innermost; Node looks at that one only. */
export function cgroupLimits(proc = "/proc", mount = "/sys/fs/cgroup"): readonly number[] {
  const path = /^0::(.*)$/m.exec(readIfExists(join(proc, "self/cgroup")) ?? "")?.[1] ?? "/";
  const parts = path.split("/").filter((part) => part !== "");
  return parts.flatMap((_, index) => {
    const limit = Number(readIfExists(join(mount, ...parts.slice(0, parts.length - index), "memory.max")));
    return Number.isFinite(limit) && limit > 0 ? [limit] : [];
  });
}
