import type { PipelineClass } from "@asimov-gw/core/pipeline";

import { ProjectPipeline, SubjectPipeline } from "./combining.ts";
import { PsdPipeline } from "./psd.ts";
import { IteratingPipeline, SamplerPipeline } from "./sampler.ts";
import { SimplePipeline } from "./simple.ts";

export { FakePipeline } from "./fake-pipeline.ts";
export { inProcess } from "./in-process.ts";
export { writeScript, writeWorkflow, type FakeNode } from "./write-workflow.ts";
export { IteratingPipeline, ProjectPipeline, PsdPipeline, SamplerPipeline, SimplePipeline, SubjectPipeline };

/** The pipelines that a simulated world has installed unless it is told otherwise: `simple`, `subject`, `project`, `psd`, `sampler`, `iterating`. */
export const fakePipelines: readonly PipelineClass[] = [
  SimplePipeline,
  SubjectPipeline,
  ProjectPipeline,
  PsdPipeline,
  SamplerPipeline,
  IteratingPipeline,
];
