import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import { localStatus } from "@asimov-gw/core/scheduler";

/** How a command ended and what it printed. */
export interface Result {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command at work. */
export interface Running {
  readonly pid: number;
  readonly result: Promise<Result>;
  /** Waits until it has printed a text. */
  printed(text: string): Promise<void>;
  /** Ends it at once, as a power cut would: it can't tidy up. */
  kill(): Promise<void>;
}

/** Somebody who is no superuser; the numbers need no account. */
export interface User {
  readonly uid: number;
  readonly gid: number;
  /** Further groups that they are in. */
  readonly groups?: readonly number[];
}

/** Starts a program; `plain` makes what it prints the same in every run. Other users keep what they make to themselves (umask 077). */
export function start(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  plain: (text: string) => string,
  as?: User,
): Running {
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  const child = as
    ? spawn("setpriv", [...identity(as), "/bin/sh", "-c", 'umask 077; exec "$@"', "sh", program, ...args], { cwd, env, stdio })
    : spawn(program, args, { cwd, env, stdio });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      output[stream] += text;
    });
  }
  const result = new Promise<Result>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout: plain(output.stdout), stderr: plain(output.stderr) }));
  });
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await result;
  };
  return { pid: child.pid ?? 0, result, kill, printed: (text) => until(() => output.stdout.includes(text)) };
}

function identity({ uid, gid, groups = [] }: User): readonly string[] {
  return [`--reuid=${uid}`, `--regid=${gid}`, groups.length === 0 ? "--clear-groups" : `--groups=${groups.join(",")}`];
}

/** Kills every process that belongs to the test in `directory`: those that name it in their arguments or in their environment. */
export async function killAll(directory: string): Promise<void> {
  await until(() => {
    const left = processesOf(directory);
    for (const pid of left) killIfThere(pid);
    return left.length === 0;
  });
}

/** Kills the supervisor of the local scheduler and all of its jobs. */
export async function killSupervisorAndJobs(directory: string, state: string): Promise<void> {
  const { supervisor } = await localStatus({ directory: state });
  if (supervisor) killIfThere(supervisor.identity.pid);
  await killAll(directory);
}

/** Waits until `condition` holds; the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(10);
}

/** Command lines of the processes of the test in `directory`, except its scheduler's supervisor. */
export function leftovers(directory: string): readonly string[] {
  const commands = processesOf(directory).map((pid) => read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim());
  return commands.filter((command) => command !== "" && !command.includes("supervisor-main"));
}

function processesOf(directory: string): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => `${read(`/proc/${pid}/cmdline`)}\0${read(`/proc/${pid}/environ`)}`.includes(directory));
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // The process has ended, or is another user's.
    return "";
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
