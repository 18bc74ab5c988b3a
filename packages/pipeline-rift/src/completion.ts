import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import type { Assets } from "@asimov-gw/core/pipeline";

/** Whether the final samples are there and whole. */
export async function isComplete(runDirectory: string, reweighted: boolean): Promise<boolean> {
  const file = samplesOf(runDirectory, reweighted);
  return existsSync(file) && (await isWholeTable(file));
}

/** What a complete run offers: the final samples, and all marginal likelihoods of its grids. */
export function assetsOf(runDirectory: string, reweighted: boolean): Assets {
  return { samples: samplesOf(runDirectory, reweighted), lnL_marg: join(runDirectory, "all.net") };
}

function samplesOf(runDirectory: string, reweighted: boolean): string {
  return join(runDirectory, reweighted ? "reweighted_posterior_samples.dat" : "extrinsic_posterior_samples.dat");
}

// A line with the names of the columns, first or last, and samples with as many numbers each; a file that was cut off ends within a line.
async function isWholeTable(file: string): Promise<boolean> {
  let names: number | undefined;
  let columns: number | undefined;
  let last = "";
  const stream = createReadStream(file, "utf8");
  stream.on("data", (piece) => {
    last = String(piece).slice(-1);
  });
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    const words = line.replaceAll("#", " ").trim().split(/\s+/);
    if (words[0] === "") continue;
    if (words.every(isNumber)) {
      columns ??= words.length;
      if (words.length !== columns) return false;
    } else names = words.length;
  }
  return last === "\n" && columns !== undefined && columns === names;
}

function isNumber(word: string): boolean {
  return /^[+-]?(inf|nan)$/i.test(word) || Number.isFinite(Number(word));
}
