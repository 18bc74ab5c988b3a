import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Files by relative path; an object is written as JSON. */
export type Tree = Readonly<Record<string, string | object>>;

/** A temporary directory that holds `tree`, and goes when the test ends. */
export function directoryWith(tree: Tree = {}): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "asimov-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  write(directory, tree);
  return directory;
}

/** Writes `tree` into a directory that is there. */
export function write(directory: string, tree: Tree): void {
  for (const [name, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), typeof content === "string" ? content : JSON.stringify(content));
  }
}
