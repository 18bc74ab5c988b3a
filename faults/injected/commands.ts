import commands from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";

import { step } from "./step.ts";

type Start = (program: string, args: readonly string[], ...rest: unknown[]) => ChildProcess;

/** Makes the start of every program, its end, and every message to one of ours a step. */
export function patchCommands(): void {
  for (const key of ["spawn", "fork"] as const) {
    const original = commands[key] as unknown as Start;
    Reflect.set(commands, key, (program: string, args: readonly string[] = [], ...rest: unknown[]) => {
      const name = `${key} ${[basename(program), ...args.filter((arg) => /^[^-{]/.test(arg)).map((arg) => basename(arg))].slice(0, 3).join(" ")}`;
      step(name);
      const child = original(program, args, ...rest);
      step(`after ${name}`);
      if (key === "fork") countMessages(child);
      child.once("exit", () => step(`end of ${name}`));
      return child;
    });
  }
  syncBuiltinESMExports();
}

function countMessages(child: ChildProcess): void {
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  Reflect.set(child, "send", (message: unknown, ...rest: unknown[]) => {
    const operation = typeof message === "object" && message !== null && "operation" in message ? ` ${String(message.operation)}` : "";
    step(`send${operation}`);
    return send(message, ...rest);
  });
}
