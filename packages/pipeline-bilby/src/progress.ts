import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

import type { Progress } from "@asimov-gw/core/pipeline";

import { namesIn } from "./directory.ts";

const tailBytes = 16 * 1024;

/** How far a run is, from what its jobs print. How many iterations a nested sampler needs is not known before it ends, so nothing is said of the total. */
export async function readProgress(runDirectory: string): Promise<Progress | undefined> {
  if (!existsSync(runDirectory)) return undefined;
  const logs = join(runDirectory, "log_data_analysis");
  const names = (await namesIn(logs)).filter((name) => /\.(out|err)$/.test(name));
  const ofEnd = names.filter((name) => /_(final_result|merge)\.(out|err)$/.test(name));
  if (ofEnd.length > 0) return { stage: "final", message: "writing the final result" };
  if (names.length === 0) return { stage: "generation", message: "preparing the data" };
  const tails = await Promise.all(names.map((name) => readTail(join(logs, name))));
  const samplers = tails.flatMap((tail) => lastProgress(tail) ?? []);
  // Several samplers run side by side: the one that is furthest from its end says how far the analysis is.
  const slowest = samplers.sort((a, b) => b.dlogz / b.target - a.dlogz / a.target)[0];
  if (slowest === undefined) return { stage: "sampling" };
  const { iterations, dlogz, target } = slowest;
  const message = `${iterations} iterations, dlogz ${dlogz}, ends at ${target}`;
  return { stage: "sampling", measures: { iterations, dlogz }, message };
}

/** What dynesty printed last: `1054it [0:00:24 ... dlogz:48.4>1]`, alone on a line or over and over on the same one. */
export function lastProgress(text: string): { readonly iterations: number; readonly dlogz: number; readonly target: number } | undefined {
  const last = text.split(/[\r\n]/).findLast((line) => pattern.test(line));
  const [, iterations, dlogz, target] = pattern.exec(last ?? "") ?? [];
  const found = { iterations: Number(iterations), dlogz: Number(dlogz), target: Number(target) };
  return Object.values(found).every(Number.isFinite) ? found : undefined;
}

const pattern = /^\s*(\d+)it \[.*dlogz:\s*([\d.e+-]+)>([\d.e+-]+)/;

async function readTail(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
