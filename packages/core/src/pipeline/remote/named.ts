import { AsimovError, fromPlainError, machineTrouble, type PlainError } from "../../system/index.ts";

/** Does `work` of a plugin; what it throws names the member: an operation may be a sequence of several. */
export async function named<T>(member: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AsimovError) throw cause;
    // Of the plugin's own copy of core.
    if (cause instanceof Error && cause.name === "AsimovError") throw fromPlainError(cause as Error & PlainError);
    const trouble = machineTrouble(cause);
    if (trouble) throw trouble;
    const error = new AsimovError("PLUGIN_ERROR", { message: `${member} failed: ${cause instanceof Error ? cause.message : String(cause)}`, cause });
    if (cause instanceof Error && cause.stack !== undefined) error.stack = cause.stack;
    throw error;
  }
}
