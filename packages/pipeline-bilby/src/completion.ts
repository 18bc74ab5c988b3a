import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";

import { isWholeHdf5 } from "./whole-hdf5.ts";
import { isWholeJson } from "./whole-json.ts";

/** Final result files of a run, absolute and in order: never those in `result/`, where bilby_pipe puts placeholders and unfinished work. */
export async function resultFiles(runDirectory: string): Promise<readonly string[]> {
  const names = await namesIn(join(runDirectory, "final_result"));
  return names.filter((name) => extname(name) in checks).map((name) => join(runDirectory, "final_result", name));
}

/** Whether every final result that the workflow was to make is there and whole. */
export async function isComplete(runDirectory: string): Promise<boolean> {
  const files = await resultFiles(runDirectory);
  const expected = (await namesIn(join(runDirectory, "submit"))).flatMap((name) => /^(.+)_final_result\.submit$/.exec(name)?.[1] ?? []);
  const stems = new Set(files.map((file) => /([^/]+)_result\.[a-z0-9]+$/.exec(file)?.[1]));
  if (files.length === 0 || !expected.every((stem) => stems.has(stem))) return false;
  for (const file of files) if (!(await checks[extname(file)]!(file))) return false;
  return true;
}

const checks: Readonly<Record<string, (file: string) => Promise<boolean>>> = {
  ".json": (file) => isWholeJson(file, "posterior"),
  ".hdf5": isWholeHdf5,
  ".h5": isWholeHdf5,
};

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
