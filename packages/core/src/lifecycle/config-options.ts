import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import type { RemotePipeline } from "../pipeline/remote/index.ts";

/** Options of a config file, by name, as the text of their values. */
export type Options = Readonly<Record<string, string>>;

/** The options of the text of a config file, as its pipeline reads them; `file` is what it would be called, `at` where errors are. */
export async function readOptions(pipeline: RemotePipeline, text: string, file: string, timeout: number, at: string): Promise<Options> {
  // The pipeline reads files, and this text may be in none.
  const directory = mkdtempSync(join(tmpdir(), "asimov-config-"));
  try {
    const copy = join(directory, basename(file));
    writeFileSync(copy, text);
    return await pipeline.ask("readIni", copy, timeout, at);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
