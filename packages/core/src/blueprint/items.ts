import { statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

import type { Source } from "../settings/index.ts";
import type { ItemReader } from "./expand/index.ts";
import { isUrl } from "./fetch.ts";
import { systemCode } from "../system/index.ts";
import { parseBlueprint } from "./parse.ts";
import { readFileBounded } from "./read-file.ts";

/**
 * Looks for items of bundles: beside the bundle's file and in `analyses/` there, in `directory` and in `analyses/` there, in
 * `$ASIMOV_DATA_PATH/analyses` and in `~/.asimov/gwdata/asimov-data/analyses`; the first one counts.
 */
export function itemReader(directory: string, env: Readonly<Record<string, string | undefined>>): ItemReader {
  return (item, bundle) => {
    const name = /\.ya?ml$/i.test(item) ? item : `${item}.yaml`;
    const files = [...new Set(folders(bundle, directory, env).map((folder) => join(folder, name)))];
    const file = files.find(exists);
    return file === undefined ? { searched: files } : { documents: parseBlueprint(readFileBounded(file, `It is listed in ${bundle.file}.`), file) };
  };
}

function folders(bundle: Source, directory: string, env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const data = env["ASIMOV_DATA_PATH"];
  return [
    // A bundle that came from elsewhere names files of this machine, not of that server.
    ...(isUrl(bundle.file) ? [] : [dirname(bundle.file), join(dirname(bundle.file), "analyses")]),
    directory,
    join(directory, "analyses"),
    ...(data ? [resolve(directory, data, "analyses")] : []),
    join(env["HOME"] ?? homedir(), ".asimov/gwdata/asimov-data/analyses"),
  ];
}

// One that may not be looked at is taken as there: reading it says why it can't be read.
function exists(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return systemCode(error) !== "ENOTDIR";
  }
}
