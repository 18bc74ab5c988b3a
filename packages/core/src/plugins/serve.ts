import { AsimovError, fromPlainError, toPlainError } from "../system/index.ts";
import type { FromHost, ToHost } from "./host.ts";

/** Asks the process that started this host; rejects with its error. */
export type Ask = (door: string, argument?: unknown) => Promise<unknown>;

/** Serves calls in a plugin host: runs in the child process, `work` does one operation. */
export function serveHost(work: (operation: string, payload: unknown, ask: Ask) => Promise<unknown>): void {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let next = 0;
  const send = (message: FromHost): void => {
    process.send?.(message);
  };
  const ask: Ask = (door, argument) =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      send({ type: "request", id, door, argument });
    });
  process.on("message", (message: ToHost) => {
    if (message.type === "call") {
      work(message.operation, message.payload, ask).then(
        (value) => send({ type: "result", value }),
        (error: unknown) => send({ type: "error", error: toPlainError(error, "PLUGIN_ERROR") }),
      );
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === "reply") asked?.resolve(message.value);
    else asked?.reject(fromPlainError(message.error));
  });
  // A promise that nobody waits for is the plugin's fault, and must not go unseen.
  process.on("unhandledRejection", (error) => send({ type: "error", error: toPlainError(error, "PLUGIN_ERROR") }));
  process.on("uncaughtException", (error) => send({ type: "error", error: toPlainError(error, "PLUGIN_ERROR") }));
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
