import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import type { RemotePipeline } from "../pipeline/remote/index.ts";
import { AsimovError } from "../system/index.ts";

/** Options of a config file, by name, as the text of their values. */
export type Options = Readonly<Record<string, string>>;

/**
 * The options of the text of a config file, as its pipeline reads them; `file` is what it would be called, `at` where errors are. Throws
 * `CONFIG_NOT_READABLE`.
 */
export async function readOptions(pipeline: RemotePipeline, text: string, file: string, timeout: number, at: string): Promise<Options> {
  refuseBinary(text, at);
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

// Whatever reads it would make options of it, and it would go to people's terminals.
function refuseBinary(text: string, at: string): void {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  const found = /[\u0000-\u0008\u000b\u000e-\u001f\u007f\ufffd]/.exec(text);
  if (!found) return;
  const line = text.slice(0, found.index).split("\n").length;
  throw new AsimovError("CONFIG_NOT_READABLE", {
    message: `it is not text in UTF-8 (line ${line})`,
    at,
    remedy: "Name a config file. Text in another encoding: iconv -f latin1 -t utf-8 FILE > NEW",
  });
}
