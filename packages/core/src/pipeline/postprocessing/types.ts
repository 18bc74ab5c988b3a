import type { Settings } from "../../settings/index.ts";
import type { PipelineDoors } from "../remote/index.ts";
import type { Assets, PipelineContext } from "../types.ts";

/** What core injects into a post-processor: what a pipeline gets, and what there is to work on. */
export interface PostprocessorContext extends Omit<PipelineContext, "byDefault"> {
  /** What stands under its name in the settings (`postprocessing.NAME`). */
  readonly settings: Settings;
  /** Recorded products of the analysis, and those of the post-processors before it as `NAME.ASSET`; absolute paths. */
  readonly assets: Assets;
  /** A directory of its own below the run directory; it is there. */
  readonly directory: string;
}

/** The members of a post-processor that core calls. */
export type PostprocessorOperation = "check" | "run" | "detectCompletion" | "collectAssets";

/** What a post-processor may ask of core while it works. */
export type PostprocessorDoors = Pick<PipelineDoors, "run" | "log" | "publishPages" | "submitJob" | "submitWorkflow">;
