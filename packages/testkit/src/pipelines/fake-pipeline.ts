import { existsSync } from "node:fs";
import { join } from "node:path";

import { Pipeline, type BuiltWorkflow } from "@asimov-gw/core/pipeline";

import { writeWorkflow, type FakeNode } from "./write-workflow.ts";

/** A pipeline whose program is a shell script: jobs that write small files, one after the other. */
export abstract class FakePipeline extends Pipeline {
  static override readonly template: URL = new URL("../../templates/fake.ini.hbs", import.meta.url);

  /** The jobs and what they make. */
  protected abstract nodes(): readonly FakeNode[];

  async buildDag(): Promise<BuiltWorkflow> {
    const { runDirectory } = this.analysis;
    return { file: writeWorkflow(runDirectory, "workflow", this.nodes()), directory: runDirectory };
  }

  async detectCompletion(): Promise<boolean> {
    return this.nodes().every(({ products }) => Object.keys(products).every((path) => existsSync(join(this.analysis.runDirectory, path))));
  }
}
