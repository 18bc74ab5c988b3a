import { AsimovError } from "../../system/index.ts";

/** Whether a pipeline wanted to write, or to start a program, where a dry run does not let it. */
export function isRestricted(error: unknown): boolean {
  return error instanceof AsimovError && /Access to this API has been restricted/.test(error.message);
}
