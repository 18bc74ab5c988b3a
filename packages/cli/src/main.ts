import { readFileSync } from "node:fs";

import { Command, CommanderError } from "commander";

import { addCommands } from "./program/index.ts";

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

  addCommands(program, { directory, command });
  return program;
}

const exitCodes = `
Exit codes:
  0  done
  1  the command failed, or its input was refused
  2  the command line was wrong
  3  analyses failed newly while others went on
  4  a scheduler could not be reached, a submission is unconfirmed, the credentials have expired, or the disk is too full
  5  another pass is at work`;

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return version;
}
