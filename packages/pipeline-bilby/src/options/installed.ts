import { AsimovError, didYouMean, type Pipeline, type Value } from "@asimov-gw/core/pipeline";

import { mapAt } from "../settings.ts";
import { furtherOptions } from "./further.ts";
import { problem } from "./problem.ts";

/** An option of the installed bilby_pipe, as its `--help` lists it. */
export interface InstalledOption {
  /** Whether it takes no value: it is there or not. */
  readonly isFlag: boolean;
  /** The values that it takes; undefined when it takes any. */
  readonly choices?: readonly string[];
}

/**
 * Compares the `pipeline options` with those of the bilby_pipe that will run, which is asked once per process.
 * Throws `PIPELINE_OPTION_UNKNOWN`, `PIPELINE_OPTION_VALUE`, `BUILDER_FAILED` when it does not answer.
 */
export async function checkOptions({ analysis, environment, run }: Pick<Pipeline, "analysis" | "environment" | "run">): Promise<void> {
  const values = mapAt(analysis.settings, "pipeline options");
  const given = furtherOptions(analysis.settings).filter(({ key }) => values[key] !== null);
  if (given.length === 0) return;
  const program = environment.find("bilby_pipe");
  const installed = await installedOptions(program, run);
  for (const { key, name } of given) check(key, values[key] ?? null, name, installed);
}

/** The options in the text of `bilby_pipe --help`, by name. */
export function readHelp(help: string): ReadonlyMap<string, InstalledOption> {
  const lines = help.matchAll(/^ {2}(?:-\w, )?--([A-Za-z][\w-]*)(?: (\{[^}]*\}|[A-Z][A-Z0-9_]*))?(?= {2}|$)/gm);
  return new Map(
    [...lines].map(([, name = "", value]) => {
      const choices = value?.startsWith("{") ? [...new Set(value.slice(1, -1).split(","))] : undefined;
      return [name, { isFlag: value === undefined, ...(choices && { choices }) }];
    }),
  );
}

const asked = new Map<string, Promise<ReadonlyMap<string, InstalledOption>>>();

function installedOptions(program: string, run: Pipeline["run"]): Promise<ReadonlyMap<string, InstalledOption>> {
  const known = asked.get(program);
  if (known) return known;
  const answer = ask(program, run);
  asked.set(program, answer);
  // What failed is asked again.
  answer.catch(() => asked.delete(program));
  return answer;
}

async function ask(program: string, run: Pipeline["run"]): Promise<ReadonlyMap<string, InstalledOption>> {
  // In narrow columns the values stand in lines of their own.
  const { exitCode, stdout, stderr } = await run(program, ["--help"], { environment: { COLUMNS: "500" } });
  const options = readHelp(stdout);
  if (exitCode === 0 && options.size > 0) return options;
  throw new AsimovError("BUILDER_FAILED", {
    message: `${program} --help, which lists the options that it knows, ended with exit code ${exitCode} and ${options.size} options: ${stderr.trim().split("\n").at(-1) ?? ""}`,
    remedy: "Look whether bilby_pipe is installed as it should be: asimov doctor.",
  });
}

function check(key: string, value: Value, name: string, installed: ReadonlyMap<string, InstalledOption>): void {
  const option = installed.get(name);
  if (option === undefined)
    throw problem(
      "PIPELINE_OPTION_UNKNOWN",
      key,
      `is no option of the installed bilby_pipe.${didYouMean(name, installed.keys())}`,
      "bilby_pipe --help lists its options: correct the name, or remove it.",
    );
  if (option.isFlag && typeof value !== "boolean")
    throw problem("PIPELINE_OPTION_VALUE", key, `is ${JSON.stringify(value)}, but the option takes no value`, "Write true or false.");
  if (option.choices && !(typeof value === "string" && option.choices.includes(value)))
    throw problem("PIPELINE_OPTION_VALUE", key, `is ${JSON.stringify(value)}, expected one of ${option.choices.join(", ")}`);
}
