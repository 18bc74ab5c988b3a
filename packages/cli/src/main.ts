import { readFileSync } from "node:fs";

import type { Decision } from "@asimov-gw/core/lifecycle";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";

import { attempt, lines, time } from "./arguments.ts";

import { applyHelp } from "./apply-help.ts";

/** Runs the command line `args` and returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const program = createProgram(args);
  try {
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { reportError } = await import("./report-error.ts");
    return reportError(error, { debug: args.includes("--debug"), json: args.includes("--json") });
  }
}

function createProgram(args: readonly string[]): Command {
  const program = new Command("asimov")
    .description("Runs the parameter estimation of gravitational-wave events: one ledger, any pipeline, any scheduler.")
    .version(version(), "--version")
    .option("--debug", "print all of an error, with its stack")
    .option("-C, --directory <path>", "work as if started in this directory")
    .exitOverride()
    .showHelpAfterError("(asimov COMMAND --help tells more)")
    .configureHelp({ showGlobalOptions: false })
    .addHelpText("after", exitCodes);
  const directory = (): string => program.opts<{ directory?: string }>().directory ?? process.cwd();
  const command = ["asimov", ...args].join(" ");

  program
    .command("init")
    .description("start a project in this directory")
    .argument("<name>", "what the project is called, for people")
    .addHelpText("after", '\nExample:\n  asimov init "GWTC-5 catalogue"')
    .action(async (name: string) => (await import("./commands/init.ts")).init(directory(), name));

  program
    .command("apply")
    .description("put blueprints into the ledger: all documents of a file, or none")
    .requiredOption("-f, --file <file>", "a YAML file of one or more documents, or its http(s) URL", collect)
    .option("-e, --event <name>", 'the event that analyses go to, over "event:" in their documents')
    .option("-U, --update", "allow documents that differ from what the ledger has")
    .option("--update-unstarted", "likewise, and give analyses that are not built yet the event's newest revision")
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", applyHelp)
    .action(async (options) => (await import("./commands/apply.ts")).apply(directory(), command, options));

  program
    .command("manage")
    .description("build: write the config files of ready analyses; submit: run their builders and hand the jobs to the scheduler")
    .argument("<step...>", "build, submit, or both", step)
    .option("-e, --event <name>", "only analyses of this event")
    .option("-a, --analysis <address>", "only this analysis, as SUBJECT/ANALYSIS", collect)
    .addOption(new Option("--overwrite", "lose changes that were made to a config file by hand").conflicts("keepEdit"))
    .option("--keep-edit", "run with a config file that was changed by hand; the ledger records it")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  asimov manage build\n  asimov manage build submit --event GW150914")
    .action(async (_step: string, options, self: Command) =>
      (await import("./commands/manage.ts")).manage(directory(), command, self.args.map(step), options),
    );

  program
    .command("monitor")
    .description("look after everything that runs: completion, failures, results")
    .argument("[event]", "only analyses of this event")
    .option("-c, --chain", "build and submit what is, or becomes, ready")
    .option("-w, --watch", "go on until nothing is left to do, with a live table")
    .option("--interval <seconds>", "seconds between the passes of --watch", seconds)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  asimov monitor --chain            one pass, as from cron\n  asimov monitor --chain --watch    until everything is done",
    )
    .action(async (event: string | undefined, options) => (await import("./commands/monitor.ts")).monitor(directory(), command, event, options));

  const report = program.command("report").description("what the ledger knows");
  report
    .command("status")
    .description("every analysis with its status, why, and what to do")
    .argument("[event]", "only analyses of this event")
    .option("--json", "print the result as JSON")
    .action(async (event: string | undefined, options) => (await import("./commands/status.ts")).status(directory(), command, event, options));

  program
    .command("show")
    .description("an event, or the settings of an analysis: what they are, where they come from, and the config file that they make")
    .argument("<subject>", "an event, or SUBJECT/ANALYSIS")
    .argument("[analysis]", "an analysis of it")
    .option("-w, --where <key>", "every layer that says something of a setting, or of what is below it, and which one counts")
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
      "\nExamples:\n  asimov show GW150914\n  asimov show GW150914 pe\n  asimov show GW150914/pe --where 'likelihood.sample rate'\n  asimov show GW150914/pe --at 2026-03-01T12:00:00Z\n  asimov show GW150914/pe --config --plain",
    )
    .action(async (subject: string, name: string | undefined, options) =>
      (await import("./commands/show.ts")).show(directory(), command, subject, name, options),
    );

  program
    .command("log")
    .description("what changed in the ledger, when, by whom, through which command; the newest last")
    .argument("[subject]", "only this event and all that belongs to it, or SUBJECT/ANALYSIS")
    .argument("[analysis]", "only this analysis of it")
    .option("-n, --limit <lines>", "only the newest lines", lines)
    .option("-r, --reverse", "the newest first")
    .option("--json", "print all of every change as JSON")
    .addHelpText("after", "\nExamples:\n  asimov log GW150914 --limit 20\n  asimov log GW150914/pe --json")
    .action(async (subject: string | undefined, name: string | undefined, options) =>
      (await import("./commands/log.ts")).log(directory(), command, subject, name, options),
    );

  program
    .command("graph")
    .description("what needs what: the analyses by level with their status, and needs that are not met")
    .argument("[subject]", "only analyses of this event")
    .addOption(new Option("--dot", "print it for Graphviz").conflicts(["json", "mermaid"]))
    .addOption(new Option("--mermaid", "print it for Mermaid, as in Markdown files").conflicts("json"))
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExamples:\n  asimov graph GW150914\n  asimov graph GW150914 --dot | dot -Tsvg >needs.svg")
    .action(async (subject: string | undefined, options) => (await import("./commands/graph.ts")).graph(directory(), command, subject, options));

  const analysis = program.command("analysis").alias("production").description("decide about single analyses");
  for (const [name, description] of Object.entries(decisions) as [Decision, string][]) {
    const decision = analysis.command(name).description(description).argument("<address...>", "SUBJECT/ANALYSIS, or a name where it is unique");
    if (name === "restart") decision.option("--refresh", "with the settings that the ledger has now, not those it was built with");
    decision.action(async (addresses: string[], options) =>
      (await import("./commands/decide.ts")).decide(directory(), command, name, addresses, options),
    );
  }

  program
    .command("plugins")
    .description("the plugins that are installed, with their versions and where they were found")
    .option("--json", "print the result as JSON")
    .action(async (options) => (await import("./commands/plugins.ts")).plugins(directory(), options));

  const config = program.command("config").description("the configuration of this machine and user");
  config
    .command("show")
    .description("every setting that is not a default, and the file that it comes from")
    .option("--json", "print the result as JSON")
    .action(async (options) => (await import("./commands/config.ts")).showConfig(directory(), options));

  return program;
}

const decisions: Readonly<Record<Decision, string>> = {
  stop: "end its jobs; the next monitor pass removes them",
  restart: "run it again from the start; its files go to the project's trash",
  resurrect: "go on with a stuck or stopped analysis from where it was",
};

const exitCodes = `
Exit codes:
  0  done
  1  the command failed, or its input was refused
  2  the command line was wrong
  3  analyses failed newly while others went on
  4  a scheduler could not be reached, or a submission is unconfirmed
  5  another pass is at work`;

function step(value: string): "build" | "submit" {
  if (value === "build" || value === "submit") return value;
  throw new InvalidArgumentError('It is "build" or "submit".');
}

function seconds(value: string): number {
  const number = Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError("It is a number of seconds above 0.");
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return version;
}
