import { AsimovError, didYouMean, type RunOptions, type RunResult } from "@asimov-gw/core/pipeline";

import type { Options, OptionValue } from "./option.ts";
import { problem } from "./problem.ts";

/** An option of the installed summarypages, as its `--help` lists it. */
export interface InstalledOption {
  /** How many values it takes. */
  readonly takes: "none" | "none or one" | "one" | "several";
  /** The values that it takes; undefined when it takes any. */
  readonly choices?: readonly string[];
}

type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

/**
 * Compares `options` with those of the summarypages that will run, which is asked once per process: it would leave out what it does not know, and say
 * so only in its log. Throws `PESUMMARY_OPTION_UNKNOWN`, `PESUMMARY_OPTION_VALUE`, `BUILDER_FAILED` when it does not answer.
 */
export async function checkOptions(options: Options, program: string, run: Run): Promise<void> {
  const installed = await installedOptions(program, run);
  for (const [name, value] of Object.entries(options)) check(name, value, installed);
}

/** The options in the text of `summarypages --help`, by name. */
export function readHelp(help: string): ReadonlyMap<string, InstalledOption> {
  const lines = help.matchAll(/^ {2}(?:-\w(?: [^,\n]+)?, )?--([A-Za-z]\w*)(?: (\S.*?))?(?= {2}|$)/gm);
  return new Map([...lines].map(([, name = "", values = ""]) => [name, { takes: taken(values), ...choicesIn(values) }]));
}

function taken(values: string): InstalledOption["takes"] {
  if (values === "") return "none";
  if (values.endsWith("...]")) return "several";
  return values.startsWith("[") ? "none or one" : "one";
}

function choicesIn(values: string): { readonly choices?: readonly string[] } {
  const choices = /^\[?\{([^}]*)\}/.exec(values)?.[1];
  return choices === undefined ? {} : { choices: choices.split(",") };
}

const asked = new Map<string, Promise<ReadonlyMap<string, InstalledOption>>>();

function installedOptions(program: string, run: Run): Promise<ReadonlyMap<string, InstalledOption>> {
  const known = asked.get(program);
  if (known) return known;
  const answer = ask(program, run);
  asked.set(program, answer);
  // What failed is asked again.
  answer.catch(() => asked.delete(program));
  return answer;
}

async function ask(program: string, run: Run): Promise<ReadonlyMap<string, InstalledOption>> {
  // In narrow columns the values stand in lines of their own.
  const { exitCode, stdout, stderr } = await run(program, ["--help"], { environment: { COLUMNS: "500" } });
  const options = readHelp(stdout);
  if (exitCode === 0 && options.size > 0) return options;
  throw new AsimovError("BUILDER_FAILED", {
    message: `${program} --help, which lists the options that it knows, ended with exit code ${exitCode} and ${options.size} options: ${stderr.trim().split("\n").at(-1) ?? ""}`,
    remedy: "Look whether PESummary is installed as it should be: asimov doctor.",
  });
}

function check(name: string, value: OptionValue, installed: ReadonlyMap<string, InstalledOption>): void {
  const option = installed.get(name);
  if (option === undefined)
    throw problem(
      "PESUMMARY_OPTION_UNKNOWN",
      name,
      `is no option of the installed summarypages.${didYouMean(name, installed.keys())}`,
      "summarypages --help lists its options: correct the name, or remove it.",
    );
  const values = value === true ? [] : [value].flat();
  const fits = { none: values.length === 0, "none or one": values.length <= 1, one: values.length === 1, several: values.length > 0 }[option.takes];
  if (!fits) {
    const shown = value === true ? "without a value" : JSON.stringify(value);
    throw problem(
      "PESUMMARY_OPTION_VALUE",
      name,
      `is ${shown}, but the option takes ${option.takes === "none" ? "no value" : option.takes === "several" ? "one or several values" : `${option.takes} value`}`,
    );
  }
  const { choices } = option;
  const wrong = choices && values.find((one) => !choices.includes(String(one)));
  if (wrong !== undefined) throw problem("PESUMMARY_OPTION_VALUE", name, `is ${JSON.stringify(wrong)}, expected one of ${choices!.join(", ")}`);
}
