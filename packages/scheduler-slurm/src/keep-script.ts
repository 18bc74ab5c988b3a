import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { readIfExists, sha256, writeAtomic } from "@asimov-gw/core/system";

/** Copies `assets/task.sh` below `directory` and gives the path: jobs must be handed over even after this package was replaced on the disk. */
export function keepScript(directory: string): string {
  const text = readFileSync(new URL("../assets/task.sh", import.meta.url), "utf8");
  const own = join(directory, `script-${sha256(text).slice(0, 12)}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const path = join(own, "task.sh");
  if (readIfExists(path) !== text) writeAtomic(path, text, 0o700);
  return path;
}
