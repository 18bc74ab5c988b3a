import { AsimovError, systemCode } from "../../system/index.ts";
import type { Engine } from "./engine.ts";

/** Does `action` on the records; when the system refuses it, that is no answer: `SCHEDULER_UNREACHABLE`. */
export async function reach<T>({ name, settings }: Engine, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof AsimovError || systemCode(cause) === undefined) throw cause;
    throw new AsimovError("SCHEDULER_UNREACHABLE", {
      message: `the records of the ${name} scheduler in ${settings.directory} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      exitCode: 4,
      cause,
    });
  }
}
