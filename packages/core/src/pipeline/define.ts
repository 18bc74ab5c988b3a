import { brand, branded, type ClassKind } from "./brand.ts";
import type { Pipeline } from "./pipeline.ts";
import type { PipelineContext } from "./types.ts";

/** The key under which a pipeline class carries the version of the contract it was written for. Shared by all copies of core. */
export const pipelineBrand: unique symbol = Symbol.for("asimov.pipeline") as typeof pipelineBrand;

/** A class that implements {@link Pipeline}. */
export interface PipelineClass {
  new (context: PipelineContext): Pipeline;
  readonly name: string;
}

const kind: ClassKind = {
  brand: pipelineBrand,
  what: "pipeline",
  define: "definePipeline",
  required: ["buildDag", "detectCompletion", "collectAssets"],
  incomplete: "PIPELINE_INCOMPLETE",
  mistaken: "PLUGIN_NOT_A_PIPELINE",
};

/** Marks a class as a pipeline and checks that it has the required members; the default export of a pipeline's module. Throws `PIPELINE_INCOMPLETE`. */
export function definePipeline<C extends PipelineClass>(pipeline: C): C {
  return brand(kind, pipeline);
}

/** The pipeline class that a module exports. Throws `PLUGIN_NOT_A_PIPELINE`. */
export function pipelineFrom(module: Readonly<Record<string, unknown>>, url: string): PipelineClass {
  return branded(kind, module, url) as PipelineClass;
}
