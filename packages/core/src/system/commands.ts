import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";

import { AsimovError, systemCode } from "./errors.ts";

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
}

/** How a command ended. The last MiB of each stream is kept. */
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
 * Runs a program without a shell, in a process group of its own, with no standard input.
 * Throws `COMMAND_NOT_FOUND` when there is no such program; an exit code other than 0 is a result, not an error.
 */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const started = performance.now();
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const log = options.log === undefined ? undefined : openLog(options.log);
  const kept = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8");
    child[stream].on("data", (text: string) => {
      kept[stream] = (kept[stream] + text).slice(-keptCharacters);
      log?.write(text);
    });
  }
  let timedOut = false;
  const timer =
    options.timeout === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          killGroup(child, "SIGKILL");
        }, options.timeout * 1000);
  const abort = (): void => killGroup(child, "SIGKILL");
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    const exitCode = await exitOf(child, command, options.cwd);
    return { exitCode, ...kept, seconds: (performance.now() - started) / 1000, timedOut };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", abort);
    if (log) await new Promise<void>((resolve) => log.end(resolve));
  }
}

/** Sends `signal` to a child that was started with `detached`, and to all its descendants that stayed in its group. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  signalGroup(child.pid, signal);
}

/** Sends `signal` to the process group `group`; false when it has no members any more. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    if (systemCode(error) === "ESRCH") return false;
    throw error;
  }
}

function openLog(file: string): NodeJS.WritableStream & { end(done: () => void): void } {
  mkdirSync(dirname(file), { recursive: true });
  return createWriteStream(file, { flags: "a" });
}

function exitOf(child: ChildProcess, command: string, cwd: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(startError(command, cwd, cause)));
    child.once("close", (code, signal) => resolve(code ?? 128 + (signalNumbers[signal ?? "SIGKILL"] ?? 0)));
  });
}

function startError(command: string, cwd: string | undefined, cause: Error): AsimovError {
  return systemCode(cause) === "ENOENT"
    ? new AsimovError("COMMAND_NOT_FOUND", {
        message: `there is no program "${command}"${cwd === undefined ? "" : `, or no directory ${cwd} to run it in`}`,
        remedy: "Check that it is installed and that its directory is on PATH.",
        cause,
      })
    : new AsimovError("COMMAND_NOT_STARTED", { message: `"${command}" could not be started: ${cause.message}`, cause });
}

const signalNumbers: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};
