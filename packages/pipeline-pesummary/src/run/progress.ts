import { open } from "node:fs/promises";
import { join } from "node:path";

import type { Progress } from "@asimov-gw/core/pipeline";
import { systemCode } from "@asimov-gw/core/system";

import { logFiles } from "./log-files.ts";

/** What summarypages says when it begins with something, in its order. */
const stages: readonly (readonly [said: string, stage: string])[] = [
  ["Command line arguments: ", "reading"],
  ["Starting to generate plots", "plots"],
  ["Starting to generate webpages", "pages"],
  ["Starting to generate the meta file", "metafile"],
];

const lastBytes = 65_536;

/** What the job in `directory` is doing, by its log; undefined before it says anything. */
export async function progressOf(directory: string): Promise<Progress | undefined> {
  const log = (await Promise.all(logFiles.map((file) => endOf(join(directory, file))))).join("\n");
  const last = stages.findLast(([said]) => log.includes(said));
  return last && { stage: last[1] };
}

async function endOf(path: string): Promise<string> {
  try {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(lastBytes), 0, lastBytes, Math.max(0, size - lastBytes));
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  }
}
