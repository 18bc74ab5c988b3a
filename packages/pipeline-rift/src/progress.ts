import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Progress } from "@asimov-gw/core/pipeline";

const workflow = "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag";

/**
 * How far a run is, from what its jobs have left: the iterations that are done, the effective samples of the latest one, and the latest result of the
 * convergence test, a divergence between the samples of two iterations. Iterations that go on until they agree are a workflow of its own in the place of
 * one, so that nobody knows their number before.
 */
export async function readProgress(runDirectory: string): Promise<Progress | undefined> {
  const names = await namesIn(runDirectory);
  if (!names.includes(workflow)) return undefined;
  const outer = await iterationsIn(runDirectory, names);
  const inner = await innermost(runDirectory, outer);
  const isAfter = inner === undefined || outer.done > inner.place;
  // The samples of the inner workflow are those of the iteration whose place it takes.
  const done = outer.done + (inner?.done ?? 0) - (inner && isAfter ? 1 : 0);
  const latest = isAfter ? { ...inner?.measures, ...outer.measures } : { ...outer.measures, ...inner.measures };
  const limit = await threshold(isAfter ? runDirectory : inner.directory);
  const inLast = await namesIn(join(runDirectory, `iteration_${outer.total - 1}_ile`));
  const total = inner ? {} : { total: outer.total };
  const message = messageOf(done, total.total, latest, limit);
  return { stage: stageOf(names, outer, inLast), done, ...total, measures: { iteration: done, ...latest }, message };
}

async function innermost(
  runDirectory: string,
  { total }: Iterations,
): Promise<(Iterations & { readonly place: number; readonly directory: string }) | undefined> {
  for (let place = 0; place < total; place++) {
    const directory = join(runDirectory, `iteration_${place}_cip`);
    const names = await namesIn(directory);
    if (names.includes(workflow)) return { ...(await iterationsIn(directory, names)), place, directory };
  }
  return undefined;
}

interface Measures {
  readonly "effective samples"?: number;
  readonly "convergence test"?: number;
}

interface Iterations {
  readonly done: number;
  /** As the workflow has them. */
  readonly total: number;
  readonly measures: Measures;
}

async function iterationsIn(directory: string, names: readonly string[]): Promise<Iterations> {
  // Each iteration puts its likelihoods together once.
  const total = (await readFile(join(directory, workflow), "utf8")).match(/^JOB \S+ \S*unify\.sub\b/gm)?.length ?? 0;
  const numbers = names.flatMap((name) => /^posterior_samples-(\d+)\.dat$/.exec(name)?.[1] ?? []).map(Number);
  const done = Math.max(0, ...numbers.filter((number) => number <= total));
  const [effective, test] = [await effectiveSamples(directory, done - 1), await testResult(directory, done)];
  const measures = { ...(effective !== undefined && { "effective samples": effective }), ...(test !== undefined && { "convergence test": test }) };
  return { done, total, measures };
}

// Several jobs sample the posterior of one iteration, and their samples are put together.
async function effectiveSamples(directory: string, iteration: number): Promise<number | undefined> {
  const place = join(directory, `iteration_${iteration}_cip`);
  const files = (await namesIn(place)).filter((name) => /^overlap-grid-[\d-]+\+annotation_ESS\.dat$/.test(name));
  const values = await Promise.all(files.map(async (name) => columnOf(await readFile(join(place, name), "utf8"), "neff")));
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.round(known.reduce((sum, value) => sum + value, 0));
}

/** The first value in a column of a small table whose names stand in its first line, after `#`. */
function columnOf(text: string, name: string): number | undefined {
  const [names = "", values = ""] = text.split("\n");
  const value = Number(values.trim().split(/\s+/)[names.replace("#", "").trim().split(/\s+/).indexOf(name)]);
  return Number.isFinite(value) ? value : undefined;
}

// The test of an iteration is that of its samples and those before; the first ones are passed over, and print nothing.
async function testResult(directory: string, done: number): Promise<number | undefined> {
  for (let iteration = done; iteration > 0; iteration--) {
    const logs = join(directory, `iteration_${iteration}_test`, "logs");
    const files = (await namesIn(logs)).filter((name) => /^test-.*\.out$/.test(name));
    for (const name of files.toReversed()) {
      const text = (await readFile(join(logs, name), "utf8")).trim();
      if (text !== "" && Number.isFinite(Number(text))) return Number(text);
    }
  }
  return undefined;
}

async function threshold(directory: string): Promise<number | undefined> {
  const names = await namesIn(directory);
  if (!names.includes("args_test.txt")) return undefined;
  const value = Number(/--threshold\s+(\S+)/.exec(await readFile(join(directory, "args_test.txt"), "utf8"))?.[1]);
  return Number.isFinite(value) ? value : undefined;
}

function stageOf(names: readonly string[], { done, total }: Iterations, inLast: readonly string[]): string {
  if (names.includes("reweighted_posterior_samples.dat")) return "final";
  if (names.includes("extrinsic_posterior_samples.dat")) return names.includes("Calib_reweight.sub") ? "calibration" : "final";
  return done >= total || inLast.some((name) => name.startsWith("EXTR_out")) ? "extrinsic parameters" : "iterations";
}

function messageOf(done: number, total: number | undefined, measures: Measures, limit: number | undefined): string {
  const effective = measures["effective samples"];
  const test = measures["convergence test"];
  return [
    `${done}${total === undefined ? "" : ` of ${total}`} iterations`,
    ...(effective === undefined ? [] : [`${effective} effective samples`]),
    ...(test === undefined ? [] : [`convergence test ${test.toPrecision(3)}${limit === undefined ? "" : `, agrees below ${limit}`}`]),
  ].join(", ");
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
