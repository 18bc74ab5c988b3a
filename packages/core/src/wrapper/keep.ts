import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { packageFile, readIfExists, sha256, writeAtomic } from "../system/index.ts";

/**
 * Copies the wrapper and what it needs below `directory`, which its jobs must be able to read, and gives its path: jobs must start under it even after
 * this package was replaced on the disk.
 */
export function keepWrapper(directory: string): string {
  const texts = ["job.sh", "transfer.sh"].map((name) => [name, readFileSync(packageFile(`assets/${name}`), "utf8")] as const);
  const own = join(directory, `wrapper-${sha256(JSON.stringify(texts)).slice(0, 12)}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  for (const [name, text] of texts) if (readIfExists(join(own, name)) !== text) writeAtomic(join(own, name), text);
  return join(own, "job.sh");
}
