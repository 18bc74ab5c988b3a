import { join } from "node:path";

import type { Analysis } from "../../analysis/index.ts";
import { isMap, pathKey, type Origin, type Settings, type Value } from "../../settings/index.ts";
import { AsimovError, sha256, slug } from "../../system/index.ts";

/** A file that settings name by a source and its id there. */
export interface SourcedFile {
  /** As the settings have it below `files`. */
  readonly name: string;
  readonly source: string;
  readonly id: string;
  /** Where it is kept, once it was fetched: an absolute path. */
  readonly file: string;
}

/** Settings of which each such file is the path where it is kept, and the files. */
export interface WithFiles {
  readonly settings: Settings;
  readonly lineage: ReadonlyMap<string, Origin>;
  readonly files: readonly SourcedFile[];
}

interface Named {
  readonly settings: Settings;
  readonly lineage: ReadonlyMap<string, Origin>;
}

/**
 * Puts the path where it is kept, below the project's `directory`, in the place of each file that the settings of an analysis name by a source,
 * `files: {coinc: {source: NAME, id: ID}}`. Throws `FILE_UNSUITABLE`.
 */
export function withFiles({ settings, lineage }: Named, analysis: Analysis, directory: string): WithFiles {
  const named = isMap(settings["files"]) ? settings["files"] : {};
  const files = Object.entries(named).flatMap(([name, value]) => (isMap(value) ? [sourced(name, value, analysis, directory)] : []));
  if (files.length === 0) return { settings, lineage, files };
  const paths: Settings = Object.fromEntries(files.map(({ name, file }) => [name, file]));
  const origins = files.flatMap(({ name }) => {
    const origin = lineage.get(pathKey(["files", name, "id"]));
    return origin ? [[pathKey(["files", name]), origin] as const] : [];
  });
  return { settings: { ...settings, files: { ...named, ...paths } }, lineage: new Map([...lineage, ...origins]), files };
}

function sourced(name: string, value: Settings, { address, subject }: Analysis, directory: string): SourcedFile {
  const unknown = Object.keys(value).filter((key) => key !== "source" && key !== "id");
  const [source, id] = [textOf(value["source"]), textOf(value["id"])];
  if (source === undefined || id === undefined || unknown.length > 0) {
    throw new AsimovError("FILE_UNSUITABLE", {
      message: `"files.${name}" is ${JSON.stringify(value)}, expected a path, or a source and the id that the file has there`,
      at: address,
      remedy: `Write it as "${name}: PATH" or "${name}: {source: NAME, id: ID}".`,
    });
  }
  // Ids that differ only in what a path can't have are kept apart.
  const place = `${slug(id)}-${sha256(`${source}\n${id}`).slice(0, 8)}`;
  return { name, source, id, file: join(directory, ".asimov", "files", slug(subject || "project"), slug(source), place, slug(name)) };
}

function textOf(value: Value | undefined): string | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return text === "" ? undefined : text;
}
