import { join } from "node:path";
import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";

import type { Assets } from "@asimov-gw/core/pipeline";

/** The file with the samples of all parameters that a run ends with. */
function samplesOf(runDirectory: string, reweighted: boolean): string {
  return join(runDirectory, reweighted ? "reweighted_posterior_samples.dat" : "extrinsic_posterior_samples.dat");
}

/** Whether the final samples are there and whole. */
export async function isComplete(runDirectory: string, reweighted: boolean): Promise<boolean> {
  const file = samplesOf(runDirectory, reweighted);
  return existsSync(file) && (await isWholeTable(file));
}

/** What a complete run offers: the final samples, and all marginal likelihoods of its grids. */
export function assetsOf(runDirectory: string, reweighted: boolean): Assets {
  return { samples: samplesOf(runDirectory, reweighted), lnL_marg: join(runDirectory, "all.net") };
}

/** Whether a file is a table: a line with the names of its columns, and samples that all have as many numbers. */
export async function isWholeTable(file: string): Promise<boolean> {
  let names: number | undefined;
  let columns: number | undefined;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const words = line.replaceAll("#", " ").trim().split(/\s+/);
    if (words[0] === "") continue;
    if (words.every((word) => word !== "" && Number.isFinite(Number(word)))) {
      columns ??= words.length;
      if (words.length !== columns) return false;
    } else names = words.length;
  }
  return columns !== undefined && columns === names;
}
