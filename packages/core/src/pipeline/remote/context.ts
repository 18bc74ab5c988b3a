import { delimiter, join } from "node:path";

import type { Ask } from "../../plugins/index.ts";
import { AsimovError, isProgram } from "../../system/index.ts";
import {
  apiVersion,
  type AnalysisView,
  type Assets,
  type AssetValue,
  type EnvironmentView,
  type PipelineContext,
  type RunResult,
  type Submission,
} from "../types.ts";
import { byDefault } from "./defaults.ts";
import { renderConfig } from "./render.ts";
import type { ContextData } from "./protocol.ts";

/** The context that a pipeline object gets in the plugin host: plain data, and doors to the process that started the host. */
export function createContext(data: ContextData, ask: Ask, pipeline: () => object): PipelineContext {
  const environment = createEnvironment(data);
  const log = (level: "info" | "warn", text: string): void => {
    // A message is not worth failing for: where it can't be recorded it is at least printed.
    ask("log", { level, text }).catch((error: unknown) => process.stderr.write(`${level}: ${text} (not recorded: ${String(error)})\n`));
  };
  return {
    apiVersion,
    environment,
    analysis: createAnalysis(data, environment, pipeline),
    log: { info: (text) => log("info", text), warn: (text) => log("warn", text) },
    run: (command, args, options) => ask("run", { command, args, ...options }) as Promise<RunResult>,
    submitWorkflow: (workflow) => ask("submitWorkflow", workflow) as Promise<Submission>,
    publishPages: (name, directory) => ask("publishPages", { name, directory }) as Promise<string>,
    submitJob: (job) => ask("submitJob", job) as Promise<Submission>,
    byDefault: (member, object) => byDefault(member, object, data, ask),
  };
}

function createAnalysis(data: ContextData, environment: EnvironmentView, pipeline: () => object): AnalysisView {
  const { psds, ...plain } = data.analysis;
  const analysis: AnalysisView = {
    ...plain,
    get psds() {
      return unambiguous(psds);
    },
    inputs: inputsOf(data),
    makeConfig: () => renderConfig(pipeline(), analysis, environment),
  };
  return analysis;
}

// A name is refused only when it is asked for: others of the same analyses are not in doubt.
function inputsOf({ analysis }: ContextData): Assets {
  const offers = analysis.needs.flatMap(({ subject, name, assets }) =>
    Object.entries(assets).map(([asset, value]) => ({ asset, value, by: subject === "" ? `project:${name}` : `${subject}/${name}` })),
  );
  const inputs = {};
  for (const [asset, all] of Map.groupBy(offers, (offer) => offer.asset)) {
    const get = (): AssetValue => {
      if (all.length === 1) return all[0]!.value;
      throw new AsimovError("ASSET_AMBIGUOUS", {
        message: `${all.map(({ by }) => by).join(" and ")} offer "${asset}", and a single one is asked for`,
        at: analysis.address,
        remedy: "Need only one of them.",
      });
    };
    Object.defineProperty(inputs, asset, { enumerable: true, get });
  }
  return inputs;
}

function unambiguous(psds: ContextData["analysis"]["psds"]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(psds).map(([detector, offers]) => {
      if (offers.length === 1) return [detector, offers[0]!.path];
      throw new AsimovError("PSD_AMBIGUOUS", {
        message: `${offers.map((offer) => offer.from).join(" and ")} both offer a PSD for ${detector}`,
        remedy: `Need only one of them, or name the file on the analysis: "psds: {${detector}: PATH}".`,
      });
    }),
  );
}

function createEnvironment(data: ContextData): EnvironmentView {
  const { prefix } = data.environment;
  const program = data.postprocessing?.name ?? data.analysis.pipeline;
  return {
    ...data.environment,
    find: (wanted) => {
      // A prefix that is named counts alone: another installation on PATH would run unnoticed in its place.
      const directories = prefix === undefined ? (process.env["PATH"] ?? "").split(delimiter) : [join(prefix, "bin")];
      const found = directories.map((directory) => join(directory, wanted)).find(isProgram);
      if (found !== undefined) return found;
      throw new AsimovError("PROGRAM_NOT_FOUND", {
        message: `${program} needs the program "${wanted}", which is not ${prefix === undefined ? "on PATH" : `in ${prefix}/bin`}`,
        at: data.analysis.address,
        remedy: `Install it, and name where in .asimov/config.yaml: "pipelines: {${program}: {environment: PREFIX}}".`,
      });
    },
  };
}
