import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

import { nameOf, type Trial } from "./name.ts";
import { keep, makePlace, quiet, type Place } from "./place.ts";
import { rehearse } from "./rehearse.ts";
import { tryOut, type Outcome } from "./trial.ts";

/** The counts of many trials. */
export interface Counts {
  readonly trials: number;
  /** How often something was really killed: a step may not be reached a second time. */
  readonly kills: number;
  readonly violations: number;
  /** The most passes that a trial took more than undisturbed. */
  readonly late: number;
}

/** A place with the names of the scenarios whose beginnings it keeps. */
export interface Rehearsed {
  readonly place: Place;
  readonly rehearsed: Set<string>;
}

/**
 * Makes all trials, `workers` at a time, each in a place of its own, of which `first` may be one; prints every violation with how to see it again.
 */
export async function runAll(directory: string, trials: readonly Trial[], workers: number, seed: number, first?: Rehearsed): Promise<Counts> {
  const queue = [...trials];
  const counts = { trials: 0, kills: 0, violations: 0, late: 0 };
  const started = performance.now();
  const work = async (index: number): Promise<void> => {
    const isFirst = index === 0 && first !== undefined;
    const { place, rehearsed } = isFirst ? first : { place: makePlace(join(directory, `place ${index}`)), rehearsed: new Set<string>() };
    for (let trial = queue.shift(); trial; trial = queue.shift()) {
      if (!rehearsed.has(trial.scenario.name)) await rehearse(place, trial.scenario);
      rehearsed.add(trial.scenario.name);
      const outcome = await tryOut(place, trial);
      counts.trials += 1;
      counts.kills += outcome.struck.length;
      counts.late = Math.max(counts.late, outcome.late);
      if (outcome.problems.length > 0) {
        counts.violations += 1;
        await tell(place, trial, outcome, seed);
      }
      if (counts.trials % 50 === 0) progress(counts, trials.length, (performance.now() - started) / 1000);
    }
    await quiet(place);
  };
  await Promise.all(Array.from({ length: Math.min(workers, trials.length) }, (_, index) => work(index)));
  return counts;
}

async function tell(place: Place, trial: Trial, { struck, problems, told }: Outcome, seed: number): Promise<void> {
  const kept = mkdtempSync(join(tmpdir(), "asimov-violation-"));
  await keep(place, kept);
  const lines = [
    `violation in ${nameOf(trial)} (seed ${seed})`,
    ...struck.map((step) => `  killed before: ${step}`),
    ...problems.map((problem) => `  ${problem.replaceAll("\n", "\n    ")}`),
    `  again: npm run faults -- --trial ${nameOf(trial)}`,
    `  kept: ${kept}`,
    ...told.map((text) => `    ${text.replaceAll("\n", "\n    ")}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function progress({ trials, violations }: Counts, all: number, seconds: number): void {
  process.stdout.write(`${trials} of ${all} trials, ${violations} violations, ${Math.round(seconds)} s\n`);
}
