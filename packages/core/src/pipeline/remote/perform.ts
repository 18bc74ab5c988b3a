import type { Ask } from "../../plugins/index.ts";
import { AsimovError, isRecord } from "../../system/index.ts";
import type { PipelineClass } from "../define.ts";
import type { Pipeline } from "../pipeline.ts";
import { createContext } from "./context.ts";
import { configExtension } from "../config-extension.ts";
import { readConfig } from "../read-config.ts";
import { named } from "./named.ts";
import { readProvided } from "./provided.ts";
import type { ClassCall, Operation, PipelineCall, PipelineDescription } from "./protocol.ts";

/**
 * Makes the pipeline object for one call, and does one operation with it, or asks its class. `payload` is a {@link PipelineCall} or a
 * {@link ClassCall}; `ask` reaches the doors of the call. Errors name the member that failed.
 */
export async function perform(pipelineClass: PipelineClass, operation: string, payload: object, ask: Ask): Promise<unknown> {
  if (operation === "describe") return describe(pipelineClass);
  if (operation === "readIni" || operation === "settingsFromConfig") {
    return named(operation, () => ofClass(pipelineClass, operation, (payload as ClassCall).argument));
  }
  const { context } = payload as PipelineCall;
  const pipeline = create(pipelineClass, context, ask);
  if (operation === "handleState") return handleState(pipeline, describe(pipelineClass).stateHandlers, context.status ?? "");
  return Object.hasOwn(sequences, operation)
    ? await sequences[operation as keyof typeof sequences](pipeline)
    : await named(operation, () => (pipeline as unknown as Record<string, () => Promise<unknown>>)[operation as Operation]!());
}

const sequences = {
  build: async (pipeline: Pipeline) => {
    await named("beforeConfig", () => pipeline.beforeConfig());
    return named("makeConfig", () => pipeline.analysis.makeConfig());
  },
  makeConfig: (pipeline: Pipeline) => named("makeConfig", () => pipeline.analysis.makeConfig()),
  buildDag: async (pipeline: Pipeline) => {
    await named("beforeBuild", () => pipeline.beforeBuild());
    return named("buildDag", () => pipeline.buildDag());
  },
  previewDag: (pipeline: Pipeline) => named("buildDag", () => pipeline.buildDag()),
  submit: async (pipeline: Pipeline) => {
    await named("beforeSubmit", () => pipeline.beforeSubmit());
    return named("submitDag", () => pipeline.submitDag());
  },
  buildAndSubmit: async (pipeline: Pipeline) => {
    await named("beforeBuild", () => pipeline.beforeBuild());
    await named("beforeSubmit", () => pipeline.beforeSubmit());
    return named("buildDag", () => pipeline.buildDag());
  },
  resurrect: async (pipeline: Pipeline) => {
    // Here rather than in what it does by default: a class that overrides that gets it all the same.
    await named("beforeSubmit", () => pipeline.beforeSubmit());
    return named("resurrect", () => pipeline.resurrect());
  },
  look: async (pipeline: Pipeline) => {
    const progress = await named("checkProgress", () => pipeline.checkProgress());
    await named("whileRunning", () => pipeline.whileRunning());
    return progress;
  },
  collectSettings: async (pipeline: Pipeline) => {
    // A class that extends an older copy of ours lacks it.
    const returned = typeof pipeline.collectSettings === "function" ? await named("collectSettings", () => pipeline.collectSettings()) : undefined;
    // Here, where it is what the author returned: on its way to the parent NaN becomes null, a date text, and undefined nothing.
    return readProvided(returned, pipeline.analysis.address);
  },
};

function create(pipelineClass: PipelineClass, context: PipelineCall["context"], ask: Ask): Pipeline {
  let pipeline: Pipeline | undefined;
  pipeline = new pipelineClass(
    createContext(context, ask, () => {
      if (pipeline) return pipeline;
      throw new AsimovError("PIPELINE_IN_CONSTRUCTION", { message: "the config file can't be rendered in the pipeline's constructor" });
    }),
  );
  return pipeline;
}

// A class that does not extend ours may lack them.
async function ofClass(pipelineClass: PipelineClass, operation: "readIni" | "settingsFromConfig", argument: unknown): Promise<unknown> {
  const method = (pipelineClass as unknown as Readonly<Record<string, unknown>>)[operation];
  if (typeof method === "function") return (await method.call(pipelineClass, argument)) as unknown;
  return operation === "readIni" ? readConfig(String(argument), describe(pipelineClass).configExtension) : undefined;
}

async function handleState(pipeline: Pipeline, handlers: PipelineDescription["stateHandlers"], status: string): Promise<unknown> {
  const member = Object.hasOwn(handlers, status) ? handlers[status]! : "";
  const method = (pipeline as unknown as Readonly<Record<string, unknown>>)[member];
  if (typeof method === "function") return named(member, () => method.call(pipeline) as Promise<unknown>);
  throw new AsimovError("PLUGIN_STATE", { message: `stateHandlers names "${member}" for status "${status}", which is no method of the class` });
}

// Declarations are data from another package: looked at, not trusted.
function describe(pipelineClass: PipelineClass): PipelineDescription {
  const declared = pipelineClass as unknown as Readonly<Record<string, unknown>>;
  const names = (key: string): readonly string[] => {
    const value = declared[key];
    return Array.isArray(value) ? value.map(String) : [];
  };
  const handlers = isRecord(declared["stateHandlers"]) ? Object.entries(declared["stateHandlers"]) : [];
  return {
    name: pipelineClass.name,
    configExtension: configExtension(declared["template"] as URL | undefined),
    finalAssets: names("finalAssets"),
    submitsItself: declared["submitsItself"] === true,
    stateHandlers: Object.fromEntries(handlers.map(([status, method]) => [status.toLowerCase(), String(method)])),
    requiredInputs: names("requiredInputs"),
    availableOutputs: names("availableOutputs"),
    distribution: typeof declared["distribution"] === "string" ? declared["distribution"] : undefined,
    versionArgs: Array.isArray(declared["versionArgs"]) ? declared["versionArgs"].map(String) : undefined,
  };
}
