import { AsimovError, didYouMean, type Pipeline } from "@asimov-gw/core/pipeline";

import { problem } from "./problem.ts";
import { isRaw } from "./value.ts";
import { eccentricArguments, furtherOptions } from "./further.ts";

/** The program that builds RIFT's workflows. */
export const builder = "util_RIFT_pseudo_pipe.py";

/** Names of options, each with whether it takes no value: it is there or not. */
type InstalledOptions = ReadonlyMap<string, { readonly isFlag: boolean }>;

type Surroundings = Pick<Pipeline, "analysis" | "environment" | "run">;

/**
 * Compares the options that the settings name as RIFT does with those of the builder that will run, which is asked once per process.
 * Throws `PIPELINE_OPTION_UNKNOWN`, `PIPELINE_OPTION_VALUE`, `BUILDER_FAILED` when it does not answer.
 */
export async function checkOptions({ analysis, environment, run }: Surroundings): Promise<void> {
  const given = [...furtherOptions(analysis.settings), ...eccentricArguments(analysis.settings)].filter(({ value }) => value !== null);
  if (given.length === 0) return;
  const installed = await installedOptions(environment.find(builder), run);
  for (const { name, place, value } of given) {
    const option = installed.get(name);
    if (option === undefined)
      throw problem(
        "PIPELINE_OPTION_UNKNOWN",
        place,
        `is no option of the installed ${builder}, which would pass over it.${didYouMean(name, installed.keys())}`,
        `${builder} --help lists its options: correct the name, or remove it.`,
      );
    if (option.isFlag !== (typeof value === "boolean") && !isRaw(name)) {
      const [is, write] = option.isFlag ? ["takes no value", "Write true or false."] : ["takes a value", undefined];
      throw problem("PIPELINE_OPTION_VALUE", place, `is ${JSON.stringify(value)}, but the option ${is}`, write);
    }
  }
}

/** Throws `BUILDER_IGNORED_OPTIONS` for names below `[rift-pseudo-pipe]` of a config file that the builder at `program` would pass over. */
export async function checkConfig(config: Readonly<Record<string, string>>, program: string, run: Pipeline["run"]): Promise<void> {
  const installed = await installedOptions(program, run);
  const names = Object.keys(config).flatMap((key) => (key.startsWith(section) ? [key.slice(section.length)] : []));
  const ignored = names.filter((name) => !installed.has(name.replaceAll("_", "-")) && !beside.has(name));
  if (ignored.length === 0) return;
  throw new AsimovError("BUILDER_IGNORED_OPTIONS", {
    message: `${builder} does not know options of the config file and would run without them: ${ignored.join(", ")}`,
    remedy: "Remove the settings behind them, or use a version of RIFT that knows them.",
  });
}

const section = "rift-pseudo-pipe.";
// Read by the builder beside its options.
const beside: ReadonlySet<string> = new Set(["accounting_group", "accounting_group_user", "ile_require_gpus"]);

/** The options in the text of the builder's `--help`, by name. */
export function readHelp(help: string): InstalledOptions {
  const lines = help.matchAll(/^ {2}(?:-\w, )?--([A-Za-z][\w-]*)(?: ([A-Z][A-Z0-9_]*))?(?= {2}|$)/gm);
  return new Map([...lines].map(([, name = "", value]) => [name.replaceAll("_", "-"), { isFlag: value === undefined }]));
}

const asked = new Map<string, Promise<InstalledOptions>>();

function installedOptions(program: string, run: Pipeline["run"]): Promise<InstalledOptions> {
  const known = asked.get(program);
  if (known) return known;
  const answer = ask(program, run);
  asked.set(program, answer);
  // What failed is asked again.
  answer.catch(() => asked.delete(program));
  return answer;
}

async function ask(program: string, run: Pipeline["run"]): Promise<InstalledOptions> {
  // In narrow columns the values stand in lines of their own.
  const { exitCode, stdout, stderr } = await run(program, ["--help"], { environment: { COLUMNS: "500" } });
  const options = readHelp(stdout);
  if (exitCode === 0 && options.size > 0) return options;
  throw new AsimovError("BUILDER_FAILED", {
    message: `${program} --help, which lists the options that it knows, ended with exit code ${exitCode} and ${options.size} options: ${stderr.trim().split("\n").at(-1) ?? ""}`,
    remedy: "Look whether RIFT is installed as it should be: asimov doctor.",
  });
}
