import { AsyncLocalStorage } from "node:async_hooks";

import { AsimovError, fromPlainError, toPlainError } from "../system/index.ts";
import type { FromHost, ToHost } from "./host.ts";

/** Asks the process that started this host; rejects with its error. */
export type Ask = (door: string, argument?: unknown) => Promise<unknown>;

/** Serves calls in a plugin host: runs in the child process, `work` does one operation. */
export function serveHost(work: (operation: string, payload: unknown, ask: Ask) => Promise<unknown>): void {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  // Whatever code does, also after its call has ended, belongs to the call in which it was begun.
  const calls = new AsyncLocalStorage<number>();
  let newest = 0;
  let next = 0;
  const send = (message: FromHost): void => {
    process.send?.(message);
  };
  const fail = (call: number, error: unknown): void => send({ type: "error", call, error: toPlainError(error, "PLUGIN_ERROR") });
  const serve = ({ call, operation, payload }: Extract<ToHost, { type: "call" }>): void => {
    const ask: Ask = (door, argument) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve, reject });
        send({ type: "request", call, id, door, argument });
      });
    work(operation, payload, ask).then(
      // A turn later: a promise that was rejected and left alone comes first.
      (value) => setImmediate(() => send({ type: "result", call, value })),
      (error: unknown) => fail(call, error),
    );
  };
  process.on("message", (message: ToHost) => {
    if (message.type === "call") {
      newest = message.call;
      calls.run(message.call, serve, message);
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === "reply") asked?.resolve(message.value);
    else asked?.reject(fromPlainError(message.error));
  });
  // A promise that nobody waits for is the plugin's fault, and must not go unseen.
  process.on("unhandledRejection", (error) => fail(calls.getStore() ?? newest, error));
  process.on("uncaughtException", (error) => fail(calls.getStore() ?? newest, error));
  // The parent is gone: nobody waits for an answer any more.
  process.on("disconnect", () => process.exit(0));
}

/** Imports the module of an entry point. Throws `PLUGIN_LOAD_FAILED` with the reason. */
export async function importPlugin(module: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(module)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new AsimovError("PLUGIN_LOAD_FAILED", {
      message: cause instanceof Error ? cause.message : String(cause),
      at: module,
      remedy: "Reinstall the package, or report it to its author: asimov plugins shows where it comes from.",
      cause,
    });
  }
}
