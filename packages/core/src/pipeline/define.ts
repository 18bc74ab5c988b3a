import { AsimovError } from "../system/index.ts";
import { apiVersion } from "./types.ts";
import type { Pipeline } from "./pipeline.ts";
import type { PipelineContext } from "./types.ts";

/** The key under which a pipeline class carries the version of the contract it was written for. Shared by all copies of core. */
export const pipelineBrand: unique symbol = Symbol.for("asimov.pipeline") as typeof pipelineBrand;

/** A class that implements {@link Pipeline}. */
export interface PipelineClass {
  new (context: PipelineContext): Pipeline;
  readonly name: string;
}

const required = ["buildDag", "detectCompletion", "collectAssets"] as const;

/** Marks a class as a pipeline and checks that it has the required members; the default export of a pipeline's module. Throws `PIPELINE_INCOMPLETE`. */
export function definePipeline<C extends PipelineClass>(pipeline: C): C {
  const prototype = pipeline.prototype as unknown as Record<string, unknown>;
  const missing = required.filter((member) => typeof prototype[member] !== "function");
  if (missing.length > 0) {
    throw new AsimovError("PIPELINE_INCOMPLETE", {
      message: `pipeline "${pipeline.name}" lacks ${missing.join(", ")}`,
      remedy: `Add the missing methods to the class, such as "async ${missing[0]}() { ... }".`,
    });
  }
  Object.defineProperty(pipeline, pipelineBrand, { value: apiVersion });
  return pipeline;
}
