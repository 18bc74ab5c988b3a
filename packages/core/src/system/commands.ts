import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";

import { CommandLog } from "./command-log.ts";
import { AsimovError, systemCode } from "./errors.ts";
import { findProgram } from "./find-program.ts";
import { guardedCommand, holdGuard } from "./guard.ts";
import { after } from "./time.ts";

/** How a command is run. */
export interface CommandOptions {
  readonly cwd?: string | undefined;
  /** The whole environment; the caller's own when not given. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** After this many seconds its process group is killed. */
  readonly timeout?: number | undefined;
  /** A file to which its standard output and error are appended as they come. */
  readonly log?: string | undefined;
  /** Ends the command when it fires. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the command ends with this process, even when that is killed. */
  readonly guard?: boolean | undefined;
  /** How many characters at the end of each stream are kept; 2^20 when not given. */
  readonly keep?: number | undefined;
}

/** How a command ended, with the end of each stream. */
export interface CommandResult {
  /** Exit code, or 128 + the number of the signal that ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Wall-clock seconds. */
  readonly seconds: number;
  readonly timedOut: boolean;
}

const keptCharacters = 1 << 20;

/**
 * Runs a program without a shell, in a process group of its own, with no standard input; an exit code other than 0 is a result, not an error.
 * Throws `COMMAND_NOT_FOUND` when there is no such program, `COMMAND_NOT_STARTED`, or `COMMAND_LOG` when the log can't be written.
 */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const started = performance.now();
  const log = options.log === undefined ? undefined : new CommandLog(options.log);
  try {
    const child = startChild(command, args, options);
    const { keep = keptCharacters } = options;
    const kept = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8");
      child[stream].on("data", (text: string) => {
        kept[stream] = (kept[stream] + text).slice(-keep);
        if (log?.append(text) === false) end(child);
      });
    }
    const { timedOut, exitCode } = await ending(child, command, options);
    log?.check();
    return { exitCode, ...kept, seconds: (performance.now() - started) / 1000, timedOut };
  } finally {
    log?.close();
  }
}

/** Sends `signal` to a child that was started with `detached`, and to all its descendants that stayed in its group. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  signalGroup(child.pid, signal);
}

/** Sends `signal` to the process group `group`; false when it has no members any more. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  return signalProcess(-group, signal);
}

/** Sends `signal` to a process; false when it has ended. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (systemCode(error) === "ESRCH") return false;
    throw error;
  }
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function startChild(command: string, args: readonly string[], { cwd, env, guard }: CommandOptions): Child {
  try {
    if (guard !== true) return spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    // A shell would start for a missing program too: it is looked for first.
    const { program, args: all } = guardedCommand(findProgram(command, cwd, env), args);
    const child = spawn(program, all, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe", "ignore", "pipe"] }) as Child;
    holdGuard(child);
    return child;
  } catch (cause) {
    // Some failures come as an event, others, such as arguments that are too long, at once.
    throw startError(command, cwd, cause);
  }
}

async function ending(child: Child, command: string, { timeout, signal, cwd }: CommandOptions): Promise<{ exitCode: number; timedOut: boolean }> {
  let timedOut = false;
  const limit = (): void => {
    timedOut = true;
    end(child);
  };
  const timer = timeout === undefined ? undefined : after(timeout, limit);
  const abort = (): void => end(child);
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  try {
    return { exitCode: await exitOf(child, command, cwd), timedOut };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function end(child: Child): void {
  killGroup(child, "SIGKILL");
  // What left the group may hold the output open for ever: it is not waited for.
  const letGo = after(1, () => {
    child.stdout.destroy();
    child.stderr.destroy();
  });
  child.once("close", () => clearTimeout(letGo));
}

function exitOf(child: Child, command: string, cwd: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(startError(command, cwd, cause)));
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
  });
}

function startError(command: string, cwd: string | undefined, cause: unknown): AsimovError {
  if (cause instanceof AsimovError) return cause;
  const where = cwd === undefined ? "" : `, or no directory ${cwd} to run it in`;
  if (systemCode(cause) === "ENOENT" || systemCode(cause) === "ENOTDIR") {
    return new AsimovError("COMMAND_NOT_FOUND", {
      message: `there is no program "${command}"${where}`,
      remedy: "Check that it is installed and that its directory is on PATH.",
      cause,
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AsimovError("COMMAND_NOT_STARTED", { message: `"${command}" could not be started: ${reason}`, cause });
}
