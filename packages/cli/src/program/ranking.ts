import type { Command } from "commander";

import { until } from "../arguments.ts";
import type { Invocation } from "./invocation.ts";
import { addChangingWhere } from "./where.ts";

const pauseHelp = `
What runs goes on and is looked after. Without a name the whole project is paused.

Examples:
  asimov pause --until +2h --reason "maintenance of the cluster"
  asimov pause GW150914
  asimov pause --where 'pipeline: bilby' --until 2026-03-01T12:00:00Z --yes`;

const priorityHelp = `
Higher ones are built and submitted first, and schedulers that have an order among the jobs of one user are told. An analysis without a priority
of its own has that of its event, an event without one 0. Without a number it is shown. Before a negative number: --

Examples:
  asimov priority GW150914 10
  asimov priority GW150914/pe --clear
  asimov priority --where 'label.urgent: true' 100 --yes
  asimov priority -- GW150914/test -5`;

/** Commands that say what comes first, and what comes later. */
export function addRanking(program: Command, { directory, command }: Invocation): void {
  const pause = program
    .command("pause")
    .summary("build and submit nothing new of an event, an analysis or the project")
    .description("build, submit and resurrect nothing new, of what is named or selected or of the whole project, until it is resumed")
    .argument("[name...]", "events, or SUBJECT/ANALYSIS")
    .option("--until <time>", "when it ends by itself: 2026-03-01T12:00:00Z, or from now +2h, 3d", until)
    .option("--reason <text>", "why, for others");
  addChangingWhere(pause)
    .addHelpText("after", pauseHelp)
    .action(async (names: string[], options) => (await import("../commands/pause.ts")).pause(directory(), command, names, options));

  const resume = program
    .command("resume")
    .summary("end a pause")
    .description("end the pause of what is named or selected, or that of the project")
    .argument("[name...]", "events, or SUBJECT/ANALYSIS")
    .option("--all", "end every pause that there is");
  addChangingWhere(resume)
    .addHelpText("after", "\nExamples:\n  asimov resume\n  asimov resume GW150914\n  asimov resume --all")
    .action(async (names: string[], options) => (await import("../commands/pause.ts")).resume(directory(), command, names, options));

  const priority = program
    .command("priority")
    .summary("what is built and submitted first")
    .description("the priority of an event or an analysis: higher ones are built and submitted first")
    .argument("[name-and-number...]", "events, or SUBJECT/ANALYSIS; then the number; with --where only that")
    .option("--clear", "take its own priority away");
  addChangingWhere(priority)
    .addHelpText("after", priorityHelp)
    .action(async (words: string[], options) => (await import("../commands/priority.ts")).priority(directory(), command, words, options));
}
