import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { nameOf, trialOf, type Trial } from "./name.ts";
import { makePlace } from "./place.ts";
import { enumerated, plan, type Known } from "./plan.ts";
import { record, rehearse } from "./rehearse.ts";
import { runAll, type Rehearsed } from "./run.ts";
import { scenarios } from "./scenarios.ts";

const help = `Kills asimov at every step of apply, build, submit, monitor, completion and store, and looks whether it goes on rightly.

  npm run faults -- --trials N --seed S   first a trial for every step of every process, in an order that the seed gives, then combinations
  npm run faults -- --trial NAME          one trial again, as a violation names it; may be given several times
  npm run faults -- --list                the steps, and which trial kills there
      --scenario NAME    only this scenario: ${scenarios.map(({ name }) => name).join(", ")}
      --part I/N         of all trials only the I-th of N parts
      --workers N        trials at a time (2)
      --built            the packages have just been built

The directory of a violation is kept. The last line has the counts; the exit code is 0 only without a violation.
`;

const options = {
  trials: { type: "string", default: "300" },
  seed: { type: "string", default: "20150914" },
  trial: { type: "string", multiple: true },
  scenario: { type: "string" },
  part: { type: "string", default: "1/1" },
  workers: { type: "string", default: "2" },
  built: { type: "boolean" },
  list: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const { values } = parseArgs({ options });
if (values.help) {
  process.stdout.write(help);
} else {
  if (!values.built)
    execFileSync("npm", ["run", "--silent", "build"], { cwd: fileURLToPath(new URL("..", import.meta.url)), stdio: ["ignore", "ignore", "inherit"] });
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "asimov-faults-")));
  try {
    process.exitCode = await main(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function main(directory: string): Promise<number> {
  if (values.trial !== undefined) return report(await runAll(directory, values.trial.map(trialOf), Number(values.workers), seed()));
  // With a blank: people have them in the names of their directories.
  const first = { place: makePlace(join(directory, "first place")), rehearsed: new Set<string>() };
  const known = await steps(first);
  if (values.list) {
    for (const { scenario, stage, steps: all } of known)
      for (const trial of enumerated({ scenario, stage, steps: all })) {
        const [kill] = trial.kills;
        process.stdout.write(`${nameOf(trial).padEnd(44)} ${kill ? all[kill.role][kill.at - 1] : ""}\n`);
      }
    return 0;
  }
  return report(await runAll(directory, partOf(plan(known, Number(values.trials), seed())), Number(values.workers), seed(), first));
}

async function steps({ place, rehearsed }: Rehearsed): Promise<readonly Known[]> {
  const chosen = scenarios.filter(({ name }) => values.scenario === undefined || name === values.scenario);
  if (chosen.length === 0) throw new Error(`there is no scenario "${values.scenario}". There are: ${scenarios.map(({ name }) => name).join(", ")}`);
  const known: Known[] = [];
  for (const scenario of chosen) {
    await rehearse(place, scenario);
    rehearsed.add(scenario.name);
    for (const stage of scenario.stages) known.push({ scenario, stage, steps: await record(place, scenario, stage) });
  }
  const count = known.reduce((sum, { steps: all }) => sum + Object.values(all).reduce((inner, { length }) => inner + length, 0), 0);
  process.stdout.write(`${count} steps in ${known.length} stages of ${chosen.length} scenarios\n`);
  return known;
}

function seed(): number {
  return Number(values.seed);
}

function partOf(trials: readonly Trial[]): readonly Trial[] {
  const [part = 1, parts = 1] = values.part.split("/").map(Number);
  return trials.filter((_, index) => index % parts === part - 1);
}

function report({ trials, kills, violations, late }: Awaited<ReturnType<typeof runAll>>): number {
  process.stdout.write(`most passes more than undisturbed: ${late}\n${trials} trials, ${kills} kills, ${violations} violations\n`);
  return violations === 0 ? 0 : 1;
}
