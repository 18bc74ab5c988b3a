import { open, stat } from "node:fs/promises";
import { join } from "node:path";

import type { Progress } from "@asimov-gw/core/pipeline";

import { namesIn } from "../directory.ts";
import { samplerLines, type SamplerLine } from "./lines.ts";
import { timeLeft } from "./time-left.ts";

const tailBytes = 64 * 1024;

/**
 * How far a run is, from its workflow and from what its samplers print. Of several that run side by side the one that is furthest from its end counts.
 * Measures: `iterations` (of a Markov chain `steps` and `samples`), `ncall` (likelihood calls), `dlogz` (nat), `efficiency` (a fraction), `time left` (s, an estimate), as far as the sampler says them.
 */
export async function readProgress(runDirectory: string): Promise<Progress | undefined> {
  const names = await namesIn(join(runDirectory, "submit"));
  const samplings = names.flatMap((name) => /^(.+_analysis_(?:[A-Z]\d)+(?:_par\d+)?)\.submit$/.exec(name)?.[1] ?? []);
  if (samplings.length === 0) return undefined;
  const logs = await namesIn(join(runDirectory, "log_data_analysis"));
  const states = await Promise.all(samplings.map((name) => stateOf(name, runDirectory, logs)));
  const done = states.filter((state) => state === "done").length;
  const waiting = states.filter((state) => state === "waiting").length;
  if (waiting === samplings.length) return { stage: "generation", message: "preparing the data" };
  if (done === samplings.length) return { stage: "final", message: "writing the final result" };
  const running = states.filter((state) => typeof state !== "string");
  const slowest = running.toSorted((a, b) => distance(b) - distance(a))[0];
  const several = samplings.length > 1 ? { done, total: samplings.length } : {};
  return { stage: "sampling", ...several, ...(slowest && told(slowest, samplings.length, done, waiting)) };
}

interface Running {
  /** The last one is the latest; there may be none yet. */
  readonly lines: readonly SamplerLine[];
  readonly timeLeft: number | undefined;
}

async function stateOf(name: string, runDirectory: string, logs: readonly string[]): Promise<"done" | "waiting" | Running> {
  const own = [`${name}.out`, `${name}.err`].filter((log) => logs.includes(log));
  if (await hasResult(name, runDirectory)) return "done";
  if (own.length === 0) return "waiting";
  const tails = await Promise.all(own.map((log) => readTail(join(runDirectory, "log_data_analysis", log))));
  const lines = tails.map(samplerLines).find((found) => found.length > 0) ?? [];
  return { lines, timeLeft: timeLeft(lines) };
}

// Empty ones are placeholders of bilby_pipe.
async function hasResult(name: string, runDirectory: string): Promise<boolean> {
  const directory = join(runDirectory, "result");
  const files = (await namesIn(directory)).filter((file) => file.startsWith(`${name}_result.`) && !file.endsWith(".old"));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(directory, file))).size));
  return sizes.some((size) => size > 0);
}

/** Larger for what has longer to go; what has said nothing yet is furthest from its end. */
function distance({ lines }: Running): number {
  return lines.at(-1)?.left ?? Number.POSITIVE_INFINITY;
}

function told({ lines, timeLeft: seconds }: Running, all: number, done: number, waiting: number): Partial<Progress> {
  const last = lines.at(-1);
  // Nobody knows how long those will take that have not begun.
  const left = waiting > 0 ? undefined : seconds;
  const samplers = all > 1 ? [`${done} of ${all} samplers done`] : [];
  const message = [...samplers, ...(last ? [last.message] : []), ...(left === undefined ? [] : [`about ${inWords(left)} left`])].join(", ");
  const measures = { ...last?.measures, ...(left !== undefined && { "time left": Math.round(left) }) };
  return { ...(Object.keys(measures).length > 0 && { measures }), ...(message !== "" && { message }) };
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 36 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

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
