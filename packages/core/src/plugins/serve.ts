import { AsyncLocalStorage } from "node:async_hooks";

import { AsimovError, fromPlainError, toPlainError } from "../system/index.ts";
import type { FromHost, ToHost } from "./messages.ts";

/** Asks the process that started this host; rejects with its error. */
export type Ask = (door: string, argument?: unknown) => Promise<unknown>;

const longestMessage = 64 * 1024 * 1024;

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
  const sendBounded = (message: FromHost, what: string): void => {
    // Looked at here: one that is too long for the process that reads it would end that.
    const { length } = JSON.stringify(message);
    if (length <= longestMessage) return send(message);
    throw new AsimovError("PLUGIN_ERROR", { message: `${what} is ${length} characters long, at most ${longestMessage} are read` });
  };
  const fail = (call: number, error: unknown): void => send({ type: "error", call, error: toPlainError(error, "PLUGIN_ERROR") });
  const serve = ({ call, operation, payload }: Extract<ToHost, { type: "call" }>): void => {
    const ask: Ask = (door, argument) =>
      new Promise((resolve, reject) => {
        const id = next++;
        sendBounded({ type: "request", call, id, door, argument }, `what it asks of "${door}"`);
        waiting.set(id, { resolve, reject });
      });
    work(operation, payload, ask).then(
      // A turn later: a promise that was rejected and left alone comes first.
      (value) => setImmediate(() => sendBounded({ type: "result", call, value }, "its result")),
      (error: unknown) => fail(call, error),
    );
  };
  process.on("message", (message: ToHost) => {
    if (message.type === "call") {
      newest = message.call;
      send({ type: "begun", call: newest });
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
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    const call = calls.getStore() ?? newest;
    if (call === newest) return exit(code);
    // The process works for another call already.
    throw new Error("process.exit was called");
  };
  // The parent is gone: nobody waits for an answer any more.
  process.on("disconnect", () => exit(0));
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
