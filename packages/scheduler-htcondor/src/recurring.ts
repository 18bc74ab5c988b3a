import type { Recurring, RecurringJob } from "@asimov-gw/core/scheduler";
import { AsimovError, typed } from "@asimov-gw/core/system";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import { clusterOf } from "./act.ts";
import type { Ad } from "./ads.ts";
import { quoted } from "./constraints.ts";
import { holdIn } from "./holds.ts";
import type { Options } from "./options.ts";
import { jobIdOf, jobStatus } from "./observe.ts";
import { appended, refusal, submittedId } from "./submit.ts";
import type { Tools } from "./tools.ts";

// JobUniverse of what runs at the access point by itself.
const localUniverse = 12;

/**
 * Commands that the access point itself starts again and again: jobs of the local universe with a time table ("CronTab Scheduling" in the manual), which
 * stay in the queue after each run.
 */
export function recurringJobs(tools: Tools, options: Options): Recurring {
  return {
    start: async (job) => {
      // One whose answer was lost would go on for ever beside the next.
      const known = await started(tools, options, job);
      if (known) return unlessHeld(tools, known);
      const directory = mkdtempSync(join(tmpdir(), "asimov-cron-"));
      try {
        const file = join(directory, "cron.sub");
        writeFileSync(file, describe(job, options));
        const args = [...tools.where, "-terse", "-batch-name", job.name, file];
        const result = await tools.run("condor_submit", args, { cwd: job.directory, timeLimit: options.submitTimeLimit });
        const id = submittedId(result.stdout);
        if (result.exitCode !== 0 || id === undefined) throw refusal("condor_submit", result);
        return id;
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    },
    isStarted: async (id) => {
      const [ad] = await tools.queue(`ClusterId == ${clusterOf(id)}`, attributes);
      if (!ad || ad["JobStatus"] === jobStatus.removed) return false;
      if (!isHeld(ad)) return true;
      return { held: holdIn(ad).reason, remedy: `Mend what it says, then: ${typedFor(tools, "condor_release", ad)}` };
    },
    stop: async (id) => {
      const result = await tools.run("condor_rm", [...tools.where, String(clusterOf(id))]);
      if (result.exitCode === 0) return;
      const left = await tools.queue(`ClusterId == ${clusterOf(id)}`, ["ClusterId"]);
      if (left.length > 0) throw refusal("condor_rm", result);
    },
  };
}

async function started(tools: Tools, { owner }: Options, { name, directory }: RecurringJob): Promise<Ad | undefined> {
  const same = `JobUniverse == ${localUniverse} && Owner == ${quoted(owner)} && JobBatchName == ${quoted(name)} && Iwd == ${quoted(directory)}`;
  const [ad] = await tools.queue(same, attributes);
  return ad;
}

const attributes = ["ClusterId", "ProcId", "JobStatus", "HoldReason", "HoldReasonCode", "HoldReasonSubCode"];

function isHeld(ad: Ad): boolean {
  return ad["JobStatus"] === jobStatus.held;
}

// Found again, it would pass for started and never do anything.
function unlessHeld(tools: Tools, ad: Ad): string {
  if (!isHeld(ad)) return jobIdOf(ad);
  throw new AsimovError("HTCONDOR_JOB_HELD", {
    message: `job ${jobIdOf(ad)} of an earlier start is held: ${holdIn(ad).reason}`,
    remedy: `${typedFor(tools, "condor_release", ad)} lets it go on, ${typedFor(tools, "condor_rm", ad)} ends it; then: asimov start`,
  });
}

function typedFor({ where }: Tools, tool: string, ad: Ad): string {
  return [tool, ...where, jobIdOf(ad)].map(typed).join(" ");
}

/** The submit file of a command that runs again and again. Throws `CONFIG_INVALID` for a time from one to the next that no time table has. */
export function describe({ command, directory, interval }: RecurringJob, options: Options): string {
  const [program = "", ...args] = command;
  const environment = {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: process.env["HOME"] ?? homedir(),
    LANG: process.env["LANG"] ?? "C.UTF-8",
  };
  const files = (["output", "error", "log"] as const).map((kind) => `${kind} = ${join(directory, ".asimov", `cron.${kind}`)}`);
  return [
    "universe = local",
    `executable = ${program}`,
    `arguments = ${quotedWords(args)}`,
    `initialdir = ${directory}`,
    // Sites refuse `getenv`: the few that commands need are named.
    `environment = ${quotedWords(Object.entries(environment).map(([key, value]) => `${key}=${value}`))}`,
    ...files,
    ...timeTable(interval),
    "on_exit_remove = false",
    ...appended(options).filter((word) => word !== "-append"),
    "queue",
    "",
  ].join("\n");
}

// Every so many minutes within an hour, or every so many hours within a day: time tables know no others that are even.
function timeTable(interval: number): readonly string[] {
  const minutes = Math.max(1, Math.round(interval / 60));
  if (minutes < 60 && 60 % minutes === 0) return [`cron_minute = */${minutes}`];
  const hours = minutes / 60;
  if (Number.isInteger(hours) && 24 % hours === 0) return ["cron_minute = 0", hours === 1 ? "cron_hour = *" : `cron_hour = */${hours}`];
  throw new AsimovError("CONFIG_INVALID", {
    message: `HTCondor's time tables have no even steps of ${minutes} minutes`,
    remedy: "Choose a divisor of 60 minutes or of 24 hours: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20 or 30 minutes, or 1, 2, 3, 4, 6, 8, 12 or 24 hours.",
  });
}

// The new syntax of arguments and environment: words in single quotes, in which one is doubled, and double ones are doubled everywhere.
function quotedWords(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word.replaceAll("'", "''").replaceAll('"', '""')}'`);
  return `"${quoted.join(" ")}"`;
}
