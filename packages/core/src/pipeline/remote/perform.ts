import type { Ask } from "../../plugins/index.ts";
import { AsimovError, fromPlainError, type PlainError } from "../../system/index.ts";
import { pipelineBrand, type PipelineClass } from "../define.ts";
import type { Pipeline } from "../pipeline.ts";
import { apiVersion } from "../types.ts";
import { createContext } from "./context.ts";
import { readIni } from "../read-ini.ts";
import { readProvided } from "./provided.ts";
import type { ClassCall, Operation, PipelineCall, PipelineDescription } from "./protocol.ts";
import { configExtension } from "./render.ts";

/**
 * Makes the pipeline object for one call, and does one operation with it, or asks its class. `payload` is a {@link PipelineCall} or a
 * {@link ClassCall}; `ask` reaches the doors of the call. Errors name the member that failed.
 */
export async function perform(pipelineClass: PipelineClass, operation: string, payload: object, ask: Ask): Promise<unknown> {
  if (operation === "describe") return describe(pipelineClass);
  if (operation === "readIni" || operation === "settingsFromConfig") {
    return named(operation, () => ofClass(pipelineClass, operation, (payload as ClassCall).argument));
  }
  const pipeline = create(pipelineClass, (payload as PipelineCall).context, ask);
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

// An operation may be a sequence: its author wants to know which member it was.
async function named<T>(member: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AsimovError) throw cause;
    // Of the plugin's own copy of core.
    if (cause instanceof Error && cause.name === "AsimovError") throw fromPlainError(cause as Error & PlainError);
    const error = new AsimovError("PLUGIN_ERROR", { message: `${member} failed: ${cause instanceof Error ? cause.message : String(cause)}`, cause });
    if (cause instanceof Error && cause.stack !== undefined) error.stack = cause.stack;
    throw error;
  }
}

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

/** The pipeline class that a module exports: branded, never tested by instanceof, since the plugin may have its own copy of core. Throws `PLUGIN_NOT_A_PIPELINE`. */
export function pipelineFrom(module: Readonly<Record<string, unknown>>, url: string): PipelineClass {
  const candidate = module["default"];
  if (typeof candidate === "function" && (candidate as unknown as Record<symbol, unknown>)[pipelineBrand] === apiVersion)
    return candidate as PipelineClass;
  throw new AsimovError("PLUGIN_NOT_A_PIPELINE", {
    message: "the module's default export is not a pipeline of this version of the contract",
    at: url,
    remedy: "Its author writes: export default definePipeline(CLASS)",
  });
}

// A class that does not extend ours may lack them.
async function ofClass(pipelineClass: PipelineClass, operation: "readIni" | "settingsFromConfig", argument: unknown): Promise<unknown> {
  const method = (pipelineClass as unknown as Readonly<Record<string, unknown>>)[operation];
  if (typeof method === "function") return (await method.call(pipelineClass, argument)) as unknown;
  return operation === "readIni" ? readIni(String(argument)) : undefined;
}

function describe(pipelineClass: PipelineClass): PipelineDescription {
  const declared = pipelineClass as unknown as Readonly<Record<string, unknown>>;
  return {
    name: pipelineClass.name,
    configExtension: configExtension(declared["template"] as URL | undefined),
    finalAssets: Array.isArray(declared["finalAssets"]) ? declared["finalAssets"].map(String) : [],
    submitsItself: declared["submitsItself"] === true,
    stateHandlers: (declared["stateHandlers"] ?? {}) as Readonly<Record<string, string>>,
  };
}
