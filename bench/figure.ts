import { spawn, spawnSync } from "node:child_process";
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
      const { status, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
      if (status !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${status}: ${stderr}`);
      return childrenCpu() - before;
    }),
  );
}

/** Most memory, in MB, that `command` holds while it runs. Throws when it fails. */
export async function peakMemory(command: string, args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(command, args, { cwd, stdio: "ignore" });
  let peak = 0;
  // The kernel keeps the peak itself, so that looking now and then misses only what comes in the last moment.
  const watch = setInterval(() => {
    peak = Math.max(peak, highWater(child.pid!) ?? 0);
  }, 5);
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${String(code)}`);
  return peak;
}

// Undefined once the process has ended and is not waited for.
function highWater(pid: number): number | undefined {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
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
