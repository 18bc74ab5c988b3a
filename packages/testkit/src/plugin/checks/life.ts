import { deepEqual, equal, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";

import type { Assets, LogFile, Progress } from "@asimov-gw/core/pipeline";
import { AsimovError, isRecord, runsFromSources } from "@asimov-gw/core/system";

import { checksOf, NotApplicable, type PipelineCheck } from "../check.ts";
import type { Trial } from "../trial.ts";
import { overrides } from "./class.ts";

/** While it runs, when it ends, and when a person steps in. */
export const checksOfLife: readonly PipelineCheck[] = checksOf("life", {
  submit: [
    "a submission is one submission, with an id",
    "What is submitted twice runs twice.",
    async (trial) => {
      await trial.buildWorkflow();
      const submission = await trial.call<{ readonly jobId?: unknown }>("submit");
      equal(typeof submission.jobId, "string", "submitDag gives no submission");
      equal(trial.askedOf("submitWorkflow").length + trial.askedOf("submitJob").length, 1);
    },
  ],
  resurrect: [
    "a rescue submits once, without the builder",
    "The builder would lose what is done already.",
    async (trial) => {
      await trial.buildWorkflow();
      trial.asked.length = 0;
      const ran = trial.askedOf("run").length;
      await trial.call("resurrect");
      deepEqual([trial.askedOf("submitWorkflow").length + trial.askedOf("submitJob").length, trial.askedOf("run").length - ran], [1, 0]);
    },
  ],
  "progress-early": [
    "without a run directory there is no progress, and no error",
    "Core looks as soon as something is submitted.",
    async (trial) => {
      await trial.build();
      isProgress(await trial.call("look"));
    },
  ],
  progress: [
    "progress is told as stage, done, total, measures and message",
    "What does not fit is left out, and nobody sees it.",
    async (trial) => {
      if (!overrides(trial, "checkProgress")) throw new NotApplicable("it tells no progress");
      await trial.buildWorkflow();
      trial.put(trial.options.fixture.unfinished ?? {});
      isProgress(await trial.call("look"));
    },
  ],
  "progress-seen": [
    "of a run that goes on it tells something",
    "Who waits for weeks wants to see that it moves.",
    async (trial) => {
      const { unfinished } = trial.options.fixture;
      if (!overrides(trial, "checkProgress") || unfinished === undefined)
        throw new NotApplicable("it tells no progress, or the fixture has no unfinished run");
      await trial.buildWorkflow();
      trial.put(unfinished);
      const { stage, done, measures, message } = (await trial.call<Progress | undefined>("look")) ?? {};
      ok(stage ?? done ?? measures ?? message, "checkProgress tells nothing");
    },
  ],
  "progress-reads": [
    "a look at the progress changes nothing",
    "It happens at any moment, also while jobs write.",
    async (trial) => {
      await trial.finish();
      const before = trial.tree();
      await trial.call("look");
      deepEqual(trial.changedOutside(before), []);
    },
  ],
  logs: [
    "the log files of a run are found",
    "They are what people look at when something failed.",
    async (trial) => {
      await trial.finish();
      const wanted = Object.keys(trial.options.fixture.logs);
      ok(wanted.length > 0, "the fixture has no log file");
      const found = Object.values(await trial.call<Readonly<Record<string, LogFile>>>("collectLogs")).map(({ path }) => path);
      deepEqual(
        wanted.filter((name) => !found.some((path) => path.endsWith(`/${name}`))),
        [],
      );
    },
  ],
  "logs-early": [
    "without a run directory there are no log files, and no error",
    "An attempt can fail before it has one.",
    async (trial) => {
      await trial.build();
      deepEqual(Object.keys((await trial.call<object | undefined>("collectLogs")) ?? {}), []);
    },
  ],
  "logs-tails": [
    "of a long log only the end is taken",
    "Logs grow to gigabytes, and the memory of a plugin's process is limited.",
    async (trial) => {
      await trial.finish();
      const [name] = Object.keys(trial.options.fixture.logs);
      if (name === undefined) throw new NotApplicable("the fixture has no log file");
      trial.put({ [name]: "a line of a log\n".repeat(1 << 18) });
      const logs = await trial.call<Readonly<Record<string, LogFile>>>("collectLogs");
      ok(
        Object.values(logs).every(({ tail }) => tail.length <= 1 << 20),
        "a tail is longer than a MiB",
      );
    },
  ],
  completed: [
    "after completion the results are stored, or post-processing starts",
    "Otherwise the analysis is stuck.",
    async (trial) => {
      await collected(trial);
      await trial.call("afterCompletion");
      ok(trial.askedOf("store").length + trial.askedOf("startProcessing").length > 0, "neither is asked for");
    },
  ],
  "completed-again": [
    "afterCompletion a second time does no harm",
    "After a crash it runs again.",
    async (trial) => {
      await collected(trial);
      await trial.call("afterCompletion");
      const before = trial.tree();
      await trial.call("afterCompletion");
      deepEqual(trial.changedOutside(before), []);
    },
  ],
  "completed-within": [
    "afterCompletion writes in the run directory at most, and publishes pages through core",
    "A web root or a repository that is written past core is left half written by a crash.",
    async (trial) => {
      await collected(trial);
      const before = trial.tree();
      await trial.call("afterCompletion");
      deepEqual(trial.changedOutside(before, trial.runDirectory), []);
    },
  ],
  store: [
    "storing is left to core",
    "Only core knows the archive; what is copied past it has no hash.",
    async (trial) => {
      await collected(trial);
      const before = trial.tree();
      await trial.call("storeResults");
      deepEqual(trial.changedOutside(before), []);
      ok(trial.askedOf("store").length > 0, "nothing is stored");
    },
  ],
  eject: [
    "ending it removes its submissions through core",
    "Only core knows all of them, those of post-processing too.",
    async (trial) => {
      await trial.buildWorkflow();
      trial.asked.length = 0;
      await trial.call("ejectJob");
      ok(trial.askedOf("removeSubmissions").length > 0 || trial.askedOf("run").length > 0, "nothing is removed");
    },
  ],
  clean: [
    "cleaning leaves the repository, the results and the neighbours as they are",
    "What is discarded is the attempt, and nothing else.",
    async (trial) => {
      await trial.finish();
      const before = trial.tree();
      await trial.call("clean");
      deepEqual(
        trial.changedOutside(before, trial.runDirectory).filter((path) => !path.startsWith("trash-")),
        [],
      );
    },
  ],
  samples: [
    "samples are absolute paths",
    "Reports and other programs read them from anywhere.",
    async (trial) => {
      await collected(trial);
      const samples = await trial.call<readonly string[]>("samples");
      ok(Array.isArray(samples) && samples.every((path) => isAbsolute(path)), JSON.stringify(samples));
    },
  ],
  pages: [
    "result pages are absolute paths or addresses, by label",
    "They become links.",
    async (trial) => {
      await collected(trial);
      const pages = await trial.call<Readonly<Record<string, string>>>("resultPages");
      for (const [label, place] of Object.entries(pages)) ok(label !== "" && (isAbsolute(place) || URL.canParse(place)), `${label}: ${place}`);
    },
  ],
  html: [
    "its piece of the report is a text",
    "It is put into a page.",
    async (trial) => {
      await collected(trial);
      equal(typeof (await trial.call("html")), "string");
    },
  ],
  "early-questions": [
    "questions for a report before anything ran are answered, or refused in words",
    "Reports show analyses in any status.",
    async (trial) => {
      await trial.build();
      for (const question of ["samples", "html", "resultPages"] as const) {
        try {
          await trial.call(question);
        } catch (error) {
          ok(error instanceof AsimovError && error.code !== "PLUGIN_ERROR", `${question}: ${String(error)}`);
        }
      }
    },
  ],
  quiet: [
    "importing the module prints and writes nothing",
    "Standard output of a command is its result, which programs read.",
    async (trial) => {
      const before = trial.tree();
      const printed = printedBy(trial);
      deepEqual([printed, trial.changedOutside(before)], ["", []]);
    },
  ],
});

async function collected(trial: Trial): Promise<void> {
  await trial.finish();
  trial.assets = (await trial.call<Assets | undefined>("collectAssets")) ?? {};
  trial.asked.length = 0;
}

function isProgress(value: unknown): void {
  if (value === undefined || value === null) return;
  ok(isRecord(value), `checkProgress returned ${JSON.stringify(value)}`);
  const { stage, done, total, measures, message, ...others } = value;
  deepEqual(Object.keys(others), [], "these are not among what progress can be");
  for (const text of [stage, message]) ok(text === undefined || typeof text === "string");
  for (const number of [done, total, ...Object.values(isRecord(measures) ? measures : {})])
    ok(number === undefined || Number.isFinite(number), `${String(number)} is no number`);
}

// In a process of its own: here the module is imported already.
function printedBy({ options: { plugin, name } }: Trial): string {
  const entry = plugin.pipelines.get(name)!;
  const url = entry.module.startsWith("file:") ? entry.module : pathToFileURL(entry.module).href;
  const args = [
    ...(runsFromSources ? ["--conditions=@asimov-gw/source"] : []),
    "--input-type=module",
    "--eval",
    `await import(${JSON.stringify(url)});`,
  ];
  return execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
