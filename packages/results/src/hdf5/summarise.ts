import { once } from "node:events";
import { open } from "node:fs/promises";

import { AsimovError, forkModule, fromPlainError, killGroup, type PlainError } from "@asimov-gw/core/system";

import { truncated } from "../errors.ts";
import { fromPlainText } from "../plain-text.ts";
import type { ResultSummary } from "../summary.ts";
import { isWhole } from "./superblock.ts";

/** What the reading process says, once. */
export type Answer = { readonly summary: string } | { readonly error: PlainError };

const keptOutput = 4000;

/**
 * The posteriors in an HDF5 file of bilby, PESummary or LALInference. It is read by a process of its own: where that gets no memory for WebAssembly, or
 * crashes, it is an error of this file, `RESULT_READER_FAILED`, and nothing else.
 */
export async function summariseHdf5(file: string): Promise<ResultSummary> {
  await refuseShort(file);
  const child = forkModule(new URL(import.meta.url.endsWith(".ts") ? "read-main.ts" : "read-main.js", import.meta.url), [file]);
  const answers: Answer[] = [];
  let output = "";
  child.on("message", (message) => answers.push(message as Answer));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => (output = (output + text).slice(-keptOutput)));
  }
  const end = (): void => killGroup(child, "SIGKILL");
  process.once("exit", end);
  try {
    // Its last words may come after its end.
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    const [answer] = answers;
    if (answer === undefined) throw failed(file, signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`, output);
    if ("error" in answer) throw fromPlainError(answer.error);
    return fromPlainText(answer.summary);
  } finally {
    process.removeListener("exit", end);
  }
}

// The library says only that it can't open such a file.
async function refuseShort(file: string): Promise<void> {
  const handle = await open(file, "r");
  try {
    const { whole, expected, size } = await isWhole(handle);
    if (!whole) throw truncated(file, `the HDF5 file has ${size} bytes of the ${expected} that its beginning says`);
  } finally {
    await handle.close();
  }
}

function failed(file: string, how: string, output: string): AsimovError {
  // Before its end Node.js prints stacks of its own insides.
  const lines = output.split("\n").map((line) => line.trim());
  const said = lines.find((line) => /fatal|error|what\(\)/i.test(line)) ?? lines.find((line) => line !== "") ?? "";
  return new AsimovError("RESULT_READER_FAILED", {
    message: `the process that reads HDF5 ${how} before it said what is in the file${said === "" ? "" : `: ${said}`}`,
    at: { file },
    remedy: "It may need more memory than it is allowed (ulimit -v tells); where h5py is installed, it tells whether the file itself is damaged.",
  });
}
