import { readLogs } from "./logs.ts";
import type { Ask } from "../../plugins/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { HookName } from "../types.ts";
import type { Pipeline } from "../pipeline.ts";
import type { ContextData } from "./protocol.ts";

type Default = (pipeline: Pipeline, data: ContextData, ask: Ask) => Promise<unknown>;

/** What core does for a member that a pipeline does not override. */
export function byDefault(member: HookName, pipeline: object, data: ContextData, ask: Ask): Promise<unknown> {
  return defaults[member](pipeline as Pipeline, data, ask);
}

const nothing: Default = async () => undefined;

const required: Default = async (_, data) => {
  throw new AsimovError("PIPELINE_INCOMPLETE", { message: `pipeline "${data.analysis.pipeline}" lacks a required method` });
};

const defaults: Readonly<Record<HookName, Default>> = {
  beforeConfig: nothing,
  beforeBuild: nothing,
  buildDag: required,
  beforeSubmit: nothing,
  submitDag: async (pipeline, data) => pipeline.submitWorkflow(built(data)),
  checkProgress: nothing,
  whileRunning: nothing,
  detectCompletion: required,
  collectAssets: required,
  collectSettings: nothing,
  collectLogs: async (pipeline, data) => readLogs(data.analysis.runDirectory, declared(pipeline, "logPatterns") ?? ["*.out", "*.err", "*.log"]),
  afterCompletion: async (pipeline, data, ask) => {
    if (data.postprocessors.length === 0 && !overrides(pipeline, "runPesummary")) return pipeline.storeResults();
    await ask("startProcessing");
    return pipeline.runPesummary();
  },
  runPesummary: async (_pipeline, _data, ask) => ask("postprocess"),
  detectCompletionProcessing: async (_pipeline, _data, ask) => ask("postprocess"),
  afterProcessing: async (pipeline) => pipeline.storeResults(),
  storeResults: async (pipeline, _, ask) => ask("store", declared(pipeline, "finalAssets") ?? []),
  ejectJob: async (_pipeline, _data, ask) => ask("removeSubmissions"),
  clean: async (_pipeline, _data, ask) => ask("trashRunDirectory"),
  resurrect: async (pipeline) => pipeline.submitDag(),
  samples: async (_, data) => {
    const samples = data.assets["samples"];
    return typeof samples === "string" ? [samples] : Array.isArray(samples) ? samples : Object.values(samples ?? {}).flat();
  },
  html: async () => "",
  resultPages: async () => ({}),
};

function built(data: ContextData): NonNullable<ContextData["workflow"]> {
  if (data.workflow) return data.workflow;
  throw new AsimovError("WORKFLOW_NOT_BUILT", { message: "there is no workflow to submit", at: data.analysis.address });
}

// The topmost owner of a member is the base class, of whichever copy of core.
function overrides(pipeline: object, member: HookName): boolean {
  let owners = 0;
  for (let one: unknown = pipeline; typeof one === "object" && one !== null; one = Object.getPrototypeOf(one))
    if (Object.hasOwn(one, member)) owners++;
  return owners > 1;
}

// Declarations of the class are data from another package: looked at, not trusted.
function declared(pipeline: object, key: "finalAssets" | "logPatterns"): readonly string[] | undefined {
  const value = (pipeline.constructor as unknown as Readonly<Record<string, unknown>>)[key];
  return Array.isArray(value) ? value.map(String) : undefined;
}
