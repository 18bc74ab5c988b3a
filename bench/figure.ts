import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One measured figure; `aim` is what it should stay below. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly aim?: number;
}

/** The built command: users run no sources. */
export const builtCommand: string = fileURLToPath(new URL("../packages/cli/dist/bin.js", import.meta.url));

/** Seconds of CPU (user and system) that running `command` takes, its descendants included: the least of `runs` runs. Throws when it fails. */
export function cpuSeconds(command: string, args: readonly string[], cwd: string, runs = 5): number {
  return Math.min(
    ...Array.from({ length: runs }, () => {
      const before = childrenCpu();
      const { status, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
      if (status !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${status}: ${stderr}`);
      return childrenCpu() - before;
    }),
  );
}

/** CPU seconds of this process's ended children. */
export function childrenCpu(): number {
  return ticks("self", 13) + ticks("self", 14);
}

/** CPU seconds that process `pid` itself has used so far. */
export function ownCpu(pid: number): number {
  return ticks(String(pid), 11) + ticks(String(pid), 12);
}

// Fields of /proc/PID/stat after the program's name, in ticks of 10 ms (proc(5)).
function ticks(process: string, field: number): number {
  const stat = readFileSync(`/proc/${process}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[field]) / 100;
}
