import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";

import { AsimovError, type BuiltWorkflow, type Pipeline, type RunResult } from "@asimov-gw/core/pipeline";

/**
 * Runs bilby_pipe, which makes the run directory and a DAGMan file in it. Paths in that file are relative to where bilby_pipe ran: the directory
 * above. Throws `RUN_DIRECTORY_EXISTS`, `BUILDER_FAILED`, `BUILDER_IGNORED_OPTIONS`.
 */
export async function build({ analysis, environment, run }: Pick<Pipeline, "analysis" | "environment" | "run">): Promise<BuiltWorkflow> {
  const { runDirectory, configFile, slug } = analysis;
  // bilby_pipe would silently build into RUNDIR_A, beside whatever is there.
  const other = `${runDirectory}_A`;
  const hadOther = existsSync(other);
  if (existsSync(runDirectory)) {
    throw new AsimovError("RUN_DIRECTORY_EXISTS", {
      message: `the run directory exists already, and bilby_pipe would not write into it: ${runDirectory}`,
      remedy: "Move it away, or let asimov clean it: set the status of the analysis to restart.",
    });
  }
  const program = environment.find("bilby_pipe");
  const directory = dirname(runDirectory);
  await mkdir(directory, { recursive: true });
  // bilby_pipe looks for its sister programs on PATH only.
  const path = [dirname(program), process.env["PATH"] ?? ""].join(delimiter);
  // Values on the command line are pasted unquoted into every job's arguments: only names that need no quotes may stand there.
  const result = await run(program, [configFile, "--label", slug, "--outdir", basename(runDirectory)], { directory, environment: { PATH: path } });

  const file = join(runDirectory, "submit", `dag_${slug}.submit`);
  if (result.exitCode !== 0) throw failed(`ended with exit code ${result.exitCode}`, result);
  if (!hadOther && existsSync(other)) throw failed(`wrote into ${other} instead of ${runDirectory}`, result);
  if (!existsSync(file)) throw failed(`did not write ${file}`, result);
  const ignored = /Unrecognized arguments (\[.*\])/.exec(plain(result))?.[1];
  if (ignored !== undefined) {
    throw new AsimovError("BUILDER_IGNORED_OPTIONS", {
      message: `bilby_pipe does not know options of the config file and would run without them: ${ignored}`,
      remedy: "Remove the settings behind them, or use a version of bilby_pipe that knows them.",
    });
  }
  return { file, directory };
}

function failed(how: string, result: RunResult): AsimovError {
  return new AsimovError("BUILDER_FAILED", {
    message: [`bilby_pipe ${how}`, ...lastWords(result).map((line) => `  ${line}`)].join("\n"),
    remedy: "The analysis's log has all of its output. Correct the settings, then submit again.",
  });
}

// Progress, and the frames and source lines of a Python traceback, say little to a user.
function lastWords(result: RunResult): readonly string[] {
  const lines = plain(result).split("\n");
  return lines.filter((line) => /^\S/.test(line) && !/\bINFO\b|^Traceback|^usage:/.test(line)).slice(-3);
}

function plain({ stdout, stderr }: RunResult): string {
  return `${stdout}\n${stderr}`.replaceAll(/\u001B\[[0-9;]*m/g, "");
}
