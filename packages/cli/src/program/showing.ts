import { Option, type Command } from "commander";

import { attempt, lines, time } from "../arguments.ts";
import type { Invocation } from "./invocation.ts";
import { addWhere } from "./where.ts";

/** Commands that show what the ledger knows, and change nothing. */
export function addShowing(program: Command, { directory, command }: Invocation): void {
  const report = program.command("report").description("what the ledger knows");
  const status = report
    .command("status")
    .description("every analysis with its status, why, and what to do")
    .argument("[subject]", "only this event, or SUBJECT/ANALYSIS");
  addWhere(status)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov report status GW150914\n  asimov report status --where 'pipeline: bilby, status: stuck' --where 'label.urgent: true'",
    )
    .action(async (subject: string | undefined, options) => (await import("../commands/status.ts")).status(directory(), command, subject, options));

  const why = program
    .command("why")
    .summary("what does not get on, and the command that helps")
    .description("what is blocked, stuck or waits for a person, by its cause; of one analysis its needs, jobs, attempts and what to type next")
    .argument("[subject]", "only this event, or SUBJECT/ANALYSIS")
    .argument("[analysis]", "an analysis of it");
  addWhere(why)
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  asimov why\n  asimov why GW150914/pe\n  asimov why --where 'pipeline: bilby'")
    .action(async (subject: string | undefined, name: string | undefined, options) =>
      (await import("../commands/why.ts")).why(directory(), command, subject, name, options),
    );

  program
    .command("show")
    .summary("an event, or the settings of an analysis and where they come from")
    .description("an event, or the settings of an analysis: what they are, where they come from, and the config file that they make")
    .argument("<subject>", "an event, or SUBJECT/ANALYSIS")
    .argument("[analysis]", "an analysis of it")
    .option("-w, --where <key>", "every layer that says something of a setting, or of what is below it, which one counts, and what is derived")
    .addOption(new Option("-a, --attempt <number>", "what this attempt was built with").argParser(attempt).conflicts("now"))
    .option("--now", "what a build now would take, whatever the newest attempt was built with")
    .addOption(
      new Option("--at <time>", "what a build would have taken then (2026-03-01T12:00:00Z, or Unix seconds)").argParser(time).conflicts("attempt"),
    )
    .addOption(new Option("--config", "the config file, each line with where it came from; nothing is written").conflicts("where"))
    .option("--plain", "with --config: only its text")
    .addOption(new Option("--yaml", "print YAML, which is what is printed anyway").conflicts("json"))
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov show GW150914\n  asimov show GW150914 pe\n  asimov show GW150914/pe --where 'likelihood.sample rate'\n  asimov show GW150914/pe --where 'quality.maximum frequency' --json\n  asimov show GW150914/pe --at 2026-03-01T12:00:00Z\n  asimov show GW150914/pe --config --plain",
    )
    .action(async (subject: string, name: string | undefined, options) =>
      (await import("../commands/show.ts")).show(directory(), command, subject, name, options),
    );

  const logs = program
    .command("logs")
    .summary("log files of an analysis")
    .description("the ends of the log files of an analysis: what its hooks ran, its jobs, and what its pipeline names")
    .argument("[analysis-and-file...]", "SUBJECT/ANALYSIS, or a name where it is unique; then only this file, by its name; with --where only that");
  addWhere(logs)
    .addOption(new Option("-f, --follow", "go on with what comes to them, until the analysis leaves its status").conflicts("where"))
    .addOption(new Option("-n, --lines <number>", "lines of each file").argParser(lines).default(20))
    .addOption(new Option("-a, --attempt <number>", "of this attempt instead of the newest").argParser(attempt))
    .addOption(new Option("--json", "print the result as JSON").conflicts("follow"))
    .addHelpText(
      "after",
      "\nExamples:\n  asimov logs GW150914/pe\n  asimov logs GW150914/pe --follow\n  asimov logs GW150914/pe commands --lines 200\n  asimov logs --where 'status: stuck' --lines 5",
    )
    .action(async (words: readonly string[], options, self: Command) => {
      const most = options.where ? 1 : 2;
      if (words.length > most) self.error(`error: too many words: ${words.slice(most).join(" ")}`);
      await (await import("../commands/logs.ts")).logs(directory(), command, words, options);
    });

  const jobs = program
    .command("jobs")
    .summary("the jobs of an analysis: state, tries, host, times, last line")
    .description(
      "the jobs of an analysis as its scheduler tells them: state, tries, host, times, exit code, CPU, memory, and the last line of output",
    )
    .argument("[analysis]", "SUBJECT/ANALYSIS, or a name where it is unique; or --where");
  addWhere(jobs)
    .option("--failed", "only those that have failed")
    .addOption(new Option("-a, --attempt <number>", "of this attempt instead of the newest").argParser(attempt))
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov jobs GW150914/pe\n  asimov jobs GW150914/pe --failed\n  asimov jobs --where 'status: stuck' --failed",
    )
    .action(async (analysis: string | undefined, options) => (await import("../commands/jobs.ts")).jobs(directory(), command, analysis, options));

  const log = program
    .command("log")
    .summary("what changed, when, by whom, through which command")
    .description("what changed in the ledger, when, by whom, through which command; the newest last")
    .argument("[subject]", "only this event and all that belongs to it, or SUBJECT/ANALYSIS")
    .argument("[analysis]", "only this analysis of it");
  addWhere(log)
    .option("-n, --limit <lines>", "only the newest lines", lines)
    .option("-r, --reverse", "the newest first")
    .option("--json", "print all of every change as JSON")
    .addHelpText("after", "\nExamples:\n  asimov log GW150914 --limit 20\n  asimov log GW150914/pe --json")
    .action(async (subject: string | undefined, name: string | undefined, options) =>
      (await import("../commands/log.ts")).log(directory(), command, subject, name, options),
    );

  const graph = program
    .command("graph")
    .summary("what needs what")
    .description("what needs what: the analyses by level with their status, and needs that are not met")
    .argument("[subject]", "only this event, or SUBJECT/ANALYSIS and all that it needs");
  addWhere(graph)
    .addOption(new Option("--dot", "print it for Graphviz").conflicts(["json", "mermaid"]))
    .addOption(new Option("--mermaid", "print it for Mermaid, as in Markdown files").conflicts("json"))
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov graph GW150914\n  asimov graph GW150914 --dot | dot -Tsvg >needs.svg\n  asimov graph --where 'name: pe'   and all that it needs",
    )
    .action(async (subject: string | undefined, options) => (await import("../commands/graph.ts")).graph(directory(), command, subject, options));
}
