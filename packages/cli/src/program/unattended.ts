import { Option, type Command } from "commander";

import { duration } from "../arguments.ts";
import type { Invocation } from "./invocation.ts";

const startHelp = `
Each pass is asimov monitor --chain as a process of its own, as you and with your PATH; what it prints goes to .asimov/monitor.log.
There is one monitor for a project at most. Without --by: cron where this machine has it, else the scheduler where it can repeat a job, else a
process in the background, which survives your logout, though not a reboot.

Examples:
  asimov start
  asimov start --interval 1h --by process
  asimov start --status`;

/** Commands that start and stop a monitor which keeps running. */
export function addUnattended(program: Command, { directory, command }: Invocation): void {
  program
    .command("start")
    .summary("a monitor that keeps running: passes by itself, after your logout too")
    .description("start a monitor that keeps running: asimov monitor --chain again and again")
    .option("--interval <time>", "from one pass to the next, such as 15m or 1h; 15m when not given", duration)
    .addOption(new Option("--by <means>", "what makes the passes").choices(["cron", "scheduler", "process"]))
    .option("--status", "show the monitor that was started, and the last passes")
    .addOption(new Option("--pass").hideHelp())
    .option("--dry-run", "show what would be started, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", startHelp)
    .action(async (options) => (await import("../commands/start.ts")).start(directory(), command, options));

  program
    .command("stop")
    .summary("end the monitor that keeps running")
    .description("end the monitor that asimov start has started; jobs go on")
    .option("--dry-run", "show what would be stopped, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nTo end the jobs of an analysis: asimov analysis stop ADDRESS\n\nExample:\n  asimov stop")
    .action(async (options) => (await import("../commands/start.ts")).stop(directory(), command, options));
}
