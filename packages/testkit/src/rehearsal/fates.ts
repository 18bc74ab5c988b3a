import { Random } from "../random.ts";
import { evicted, held, succeeds, type Fate } from "../scheduler/fate.ts";

/** How often an attempt whose job failed is taken up again in the rehearsal: no fate needs more. */
export const retries = 2;

// Hours that an analysis runs, at least and at most.
const hours: Readonly<Record<string, readonly [number, number]>> = {
  psd: [1, 4],
  sampler: [6, 60],
  iterating: [12, 72],
  subject: [0.2, 2],
  project: [1, 6],
};

/**
 * What the seed has in store for the submission number `time` of an analysis, as the scheduler names it (`PIPELINE/ADDRESS`, with `/JOB` for a job
 * of its post-processing): long queues, holds that end, evictions, jobs that fail or get lost, of the latter at most as many as there are retries.
 */
export function fateOf(seed: string | number, name: string, time: number): Fate {
  const random = new Random(seed, "fate", name, time);
  const [pipeline = ""] = name.split("/");
  const isJob = name.endsWith("/summary") && name.split("/").length === 4;
  const [least, most] = isJob ? [0.1, 0.5] : (hours[pipeline] ?? [1, 2]);
  let fate = succeeds(Math.round(random.between(300, 21_600)), Math.round(3600 * random.between(least, most)));
  if (random.chance(0.15)) fate = evicted(fate);
  if (random.chance(0.1)) fate = held(fate, Math.round(3600 * random.between(1, 8)));
  if (isJob || time > retries || !random.chance(0.2)) return fate;
  const cause = random.pick(["exit", "signal", "lost"] as const);
  return { ...fate, end: { state: "failed", node: random.below(2), exitCode: cause === "exit" ? 1 : 137, cause } };
}
