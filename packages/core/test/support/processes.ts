import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A Node program of a test, in a process group of its own; its group is killed when the test ends. */
export interface Program {
  readonly child: ChildProcess & { readonly pid: number };
  /** Lines of its standard output so far. */
  readonly lines: readonly string[];
  /** The next line that it prints; rejects when it ends before. */
  line(): Promise<string>;
  /** Its exit code, or the signal that ended it, once it has ended. */
  end(): Promise<number | NodeJS.Signals>;
}

/** Starts the TypeScript module `module`. It reads a pipe as its standard input: closing it can tell it to end. */
export function start(module: URL, ...args: readonly string[]): Program {
  return startCommand(process.execPath, ["--disable-warning=ExperimentalWarning", "--conditions=@asimov-gw/source", fileURLToPath(module), ...args]);
}

/** Starts the TypeScript module `module` as the user with this number, who is in no group but that of the same number. */
export function startAs(user: number, module: URL, ...args: readonly string[]): Program {
  const flags = ["--disable-warning=ExperimentalWarning", "--conditions=@asimov-gw/source"];
  return startCommand(process.execPath, [...flags, fileURLToPath(module), ...args], { uid: user, gid: user });
}

/** Starts any command in the same way. */
export function startCommand(command: string, args: readonly string[], as: { readonly uid?: number; readonly gid?: number } = {}): Program {
  const child = spawn(command, args, { detached: true, stdio: ["pipe", "pipe", "inherit"], ...as });
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  const group = child.pid;
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const lines: string[] = [];
  const waiting: ((line: string | undefined) => void)[] = [];
  let given = 0;
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    lines.push(...parts);
    while (waiting.length > 0 && given < lines.length) waiting.shift()!(lines[given++]);
  });
  void ended.then(() => waiting.forEach((tell) => tell(undefined)));
  onTestFinished(() => killIfAny(-group));
  return {
    child: child as Program["child"],
    lines,
    line: async () => {
      const line = given < lines.length ? lines[given++] : await new Promise<string | undefined>((resolve) => waiting.push(resolve));
      if (line === undefined) throw new Error(`${command} ended without another line`);
      return line;
    },
    end: () => ended,
  };
}

/** Kills a process, or a group (a negative number), if there is one. */
export function killIfAny(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Waits until `condition` holds; the test's own time limit ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}
