import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Files by relative path. */
export type Tree = Readonly<Record<string, string>>;

/** Writes `tree` into `directory`. */
export function writeTree(directory: string, tree: Tree): void {
  for (const [name, text] of Object.entries(tree)) {
    const file = join(directory, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
