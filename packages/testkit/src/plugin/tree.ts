import { createHash } from "node:crypto";
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

import type { Files } from "./fixture.ts";

/** What lies below a directory: for each path what is there, so that any change shows. */
export type Tree = ReadonlyMap<string, string>;

/** Writes files below a directory. */
export function writeFiles(directory: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    if (content instanceof URL) cpSync(content, path, { recursive: true });
    else writeFileSync(path, content);
  }
}

/** The bytes of one of {@link Files}; undefined for a directory. */
export function bytesOf(content: Files[string]): Uint8Array | undefined {
  if (content instanceof URL) return statSync(content).isDirectory() ? undefined : readFileSync(content);
  return typeof content === "string" ? Buffer.from(content) : content;
}

/** Everything below a directory as it is now. */
export function treeOf(directory: string): Tree {
  const paths = readdirSync(directory, { encoding: "utf8", recursive: true }).toSorted();
  return new Map(paths.map((path) => [path, describe(join(directory, path))]));
}

/** Paths that are in only one of both trees, or not the same in both. */
export function changed(before: Tree, after: Tree): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).toSorted();
}

/** Whether a path, relative to `root`, is one of these absolute directories or below it, or above and made for it. */
export function isWithin(root: string, path: string, directories: readonly string[]): boolean {
  return directories.some((directory) => {
    const allowed = relative(root, directory);
    return path === allowed || path.startsWith(allowed + sep) || allowed.startsWith(path + sep);
  });
}

function describe(path: string): string {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  if (stats.isDirectory()) return "directory";
  return `${createHash("sha256").update(readFileSync(path)).digest("hex")} ${(stats.mode & 0o777).toString(8)}`;
}
