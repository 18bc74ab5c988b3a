import type { ChildProcess } from "node:child_process";

import { packageFile } from "./package.ts";

const guard = packageFile("assets/guard.sh");

/** The file descriptor of a guarded child that must be a pipe to us. */
const pipe = 4;

/** How a program is started that must not outlive this process, even when that is killed: to be spawned detached, with a pipe as descriptor 4. */
export function guardedCommand(program: string, args: readonly string[]): { readonly program: string; readonly args: readonly string[] } {
  return { program: "/bin/sh", args: [guard, program, ...args] };
}

/** Holds our end of the pipe of a child started by {@link guardedCommand} until it ends: whatever it leaves behind in its group ends then too. */
export function holdGuard(child: ChildProcess): void {
  const end = child.stdio[pipe];
  if (!end) return;
  // Reset by a child that was killed, which is no news.
  end.on("error", () => end.destroy());
  if ("unref" in end && typeof end.unref === "function") end.unref();
  child.once("exit", () => end.destroy());
}
