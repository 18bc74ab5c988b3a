import { fork, spawn, type ChildProcess } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { guardedCommand, holdGuard } from "./guard.ts";
import { runsFromSources } from "./package.ts";

const conditions = runsFromSources ? ["--conditions=@asimov-gw/source"] : [];

// Enough for results of any size that is read at once; what eats more ends instead of the machine.
const usualHeap = 2048;

/** How {@link forkModule} starts a process. */
export interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** MiB of memory for what JavaScript allocates. */
  readonly heap?: number | undefined;
  /** The only directory that it may write to. */
  readonly onlyWrites?: string | undefined;
}

/**
 * The one door through which our own programs are started as child processes that talk by messages, each in a process group of its own. With
 * `onlyWrites` it can write nothing outside that directory, and start no program (Node's permission model).
 */
export function forkModule(
  module: URL,
  args: readonly string[],
  { env = process.env, heap = usualHeap, onlyWrites }: ForkOptions = {},
): ChildProcess {
  const permissions = onlyWrites === undefined ? [] : ["--permission", "--allow-fs-read=*", `--allow-fs-write=${onlyWrites}`];
  // A hook in a busy loop hears nothing of our end; the guard does.
  const { program, args: command } = guardedCommand(process.execPath, [...nodeFlags(), `--max-old-space-size=${heap}`, ...permissions]);
  const cache = getCompileCacheDir?.();
  const child = fork(fileURLToPath(module), args, {
    execPath: program,
    execArgv: [...command],
    env: cache === undefined ? env : { NODE_COMPILE_CACHE: dirname(cache), ...env },
    detached: true,
    serialization: "json",
    stdio: ["ignore", "pipe", "pipe", "ipc", "pipe"],
  });
  holdGuard(child);
  return child;
}

/**
 * Starts one of our own programs so that it outlives this process, and is no part of a job that this process may be of; `log` is an open file for
 * its output.
 */
export function spawnDetached(module: URL, args: readonly string[], log: number, cwd: string): ChildProcess {
  const { ASIMOV_JOB: _, ...env } = process.env;
  const [program, ...command] = nodeCommand(module, args);
  const child = spawn(program, command, { cwd, env, detached: true, stdio: ["ignore", log, log] });
  child.unref();
  return child;
}

/** The command that runs `module` by the Node.js of this process, on the same sources. */
export function nodeCommand(module: URL, args: readonly string[]): readonly [string, ...string[]] {
  return [process.execPath, ...nodeFlags(), fileURLToPath(module), ...args];
}

function nodeFlags(): string[] {
  return ["--disable-warning=ExperimentalWarning", ...conditions];
}
