import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { namesIn } from "../directory.ts";

/** A result that the workflow of a run was to make. */
export interface ExpectedResult {
  /** Absolute; undefined while there is none. */
  readonly file: string | undefined;
  /** As bilby_pipe calls it: `LABEL_data0_1126259462-4_analysis_H1L1_merge`. */
  readonly name: string;
  /** Results of the parallel runs that it was merged from; absolute, there or not. */
  readonly parts: readonly string[];
}

/**
 * The results that the workflow in a run directory was to make, by its submit files. Those in `final_result/`, or where `final-result` was set to false, in
 * `result/`: the merged ones, and those of analyses without parallel runs. Of each data segment the one with the most detectors comes first.
 */
export async function expectedResults(runDirectory: string): Promise<readonly ExpectedResult[]> {
  const nodes = (await namesIn(join(runDirectory, "submit"))).flatMap((file) => /^(.+)\.submit$/.exec(file)?.[1] ?? []);
  const final = nodes.flatMap((node) => /^(.+)_final_result$/.exec(node)?.[1] ?? []);
  const single = nodes.filter((node) => /_analysis_(?:[A-Z]\d)+$/.test(node));
  const merged = nodes.filter((node) => /_analysis_(?:[A-Z]\d)+_merge$/.test(node));
  const directory = join(runDirectory, final.length > 0 ? "final_result" : "result");
  const files = await namesIn(directory);
  const extensions = await extensionsOf(runDirectory);
  return (final.length > 0 ? final : [...single, ...merged]).toSorted(combinedFirst).map((name) => {
    const extension = extensions.find((one) => files.includes(`${name}_result.${one}`));
    const runs = merged.includes(name) ? nodes.filter((node) => node.startsWith(name.replace(/_merge$/, "_par"))) : [];
    return {
      name,
      file: extension === undefined ? undefined : join(directory, `${name}_result.${extension}`),
      parts: runs.map((run) => join(runDirectory, "result", `${run}_result.${extension ?? extensions[0]}`)),
    };
  });
}

const byFormat: Readonly<Record<string, string>> = { hdf5: "hdf5", json: "json", pickle: "pkl" };

// A file of another format was not written by the workflow.
async function extensionsOf(runDirectory: string): Promise<readonly string[]> {
  const config = (await namesIn(runDirectory)).find((name) => name.endsWith("_config_complete.ini"));
  const format = config === undefined ? undefined : /^result-format\s*=\s*(\w+)/m.exec(await readFile(join(runDirectory, config), "utf8"))?.[1];
  const extension = byFormat[format ?? ""];
  return extension === undefined ? Object.values(byFormat) : [extension];
}

function combinedFirst(one: string, other: string): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  return a.segment - b.segment || b.detectors - a.detectors || (one < other ? -1 : 1);
}

function placeOf(name: string): { readonly segment: number; readonly detectors: number } {
  const [, segment, detectors = ""] = /_data(\d+)_[\d-]+_analysis_((?:[A-Z]\d)+)(?:_merge)?$/.exec(name) ?? [];
  return { segment: Number(segment ?? 0), detectors: detectors.length / 2 };
}
