import { readFile } from "node:fs/promises";

import { systemCode, type Place } from "../../system/index.ts";
import type { Problems } from "./problems.ts";

const remedies = {
  "configuration file": "Relative paths are read from the directory where the builder ran.",
  "DAG file": "Run the builder again if the file is gone.",
  "rescue file": undefined,
  "list of items": "Relative paths are read from the directory where the builder ran.",
  "submit file": "Relative paths are read from the directory where the builder ran; run it again if the file is gone.",
};

/** The text of `file`; undefined, with a problem at `at`, when it cannot be read. `what` names the file in the message. */
export async function readText(
  file: string,
  what: keyof typeof remedies,
  at: Place,
  problems: Problems,
  nodes?: readonly string[],
): Promise<string | undefined> {
  try {
    const text = await readFile(file, "utf8");
    problems.files.add(file);
    return text;
  } catch (error) {
    const reason = systemCode(error);
    if (reason === undefined) throw error;
    if (reason === "ENOENT" || reason === "ENOTDIR") {
      problems.add("WORKFLOW_NOT_FOUND", { message: `there is no ${what} ${file}`, at, remedy: remedies[what], cause: error }, nodes);
    } else {
      problems.add("WORKFLOW_UNREADABLE", { message: `the ${what} ${file} cannot be read: ${reason}`, at, cause: error }, nodes);
    }
    return undefined;
  }
}
