import { existsSync } from "node:fs";
import { join } from "node:path";

import { AsimovError, definePipeline, type Assets, type BuiltWorkflow, type Progress } from "@asimov-gw/core/pipeline";

import { FakePipeline } from "./fake-pipeline.ts";
import { writeScript, type FakeNode } from "./write-workflow.ts";

/** Like a sampler such as bilby: wants PSDs, generates data, samples, makes a final result (`samples`), and has a page made of it afterwards. */
export class SamplerPipeline extends FakePipeline {
  static override readonly name: string = "sampler";
  static override readonly finalAssets: readonly string[] = ["samples"];
  static override readonly requiredInputs: readonly string[] = ["psds"];

  protected nodes(): readonly FakeNode[] {
    const { address } = this.analysis;
    return [
      { name: "data_generation", products: { "data/data.txt": "strain\n" } },
      { name: "data_analysis", products: { "result/checkpoint.txt": "checkpoint\n" } },
      { name: "final_result", products: { "final_result/result.json": `${JSON.stringify({ analysis: address, posterior: [1, 2, 3] })}\n` } },
    ];
  }

  override async buildDag(): Promise<BuiltWorkflow> {
    const { address, psds } = this.analysis;
    const missing = Object.values(psds).find((file) => !existsSync(file));
    if (Object.keys(psds).length > 0 && missing === undefined) return super.buildDag();
    const message = missing === undefined ? "there is no PSD" : `there is no PSD at ${missing}`;
    throw new AsimovError("PSD_MISSING", { message, at: address, remedy: "Need an analysis that makes some." });
  }

  override async checkProgress(): Promise<Progress> {
    const done = this.nodes().filter(({ products }) => Object.keys(products).every((path) => existsSync(this.#path(path)))).length;
    return { stage: this.nodes()[done]?.name, done, total: this.nodes().length };
  }

  async collectAssets(): Promise<Assets> {
    return { samples: "final_result/result.json" };
  }

  override async afterCompletion(): Promise<void> {
    await this.runPesummary();
  }

  override async runPesummary(): Promise<void> {
    const { runDirectory } = this.analysis;
    const script = writeScript(runDirectory, { name: "summary", products: { "summary/home.html": "<h1>summary</h1>\n" } });
    await this.submitJob({ name: "summary", command: "/bin/sh", args: [script], directory: runDirectory });
  }

  override async detectCompletionProcessing(): Promise<boolean> {
    return existsSync(this.#path("summary/home.html"));
  }

  #path(path: string): string {
    return join(this.analysis.runDirectory, path);
  }
}

/** Like one that works in iterations over a grid, such as RIFT: each begins where the one before it ended. */
export class IteratingPipeline extends SamplerPipeline {
  static override readonly name: string = "iterating";

  protected override nodes(): readonly FakeNode[] {
    const iterations = [0, 1, 2, 3].map((index) => ({
      name: `iteration_${index}`,
      products: { [`iteration_${index}/grid.txt`]: `grid ${index}\n` },
    }));
    return [...iterations, { name: "extrinsic", products: { "extrinsic_posterior_samples.dat": "m1 m2\n36 29\n" } }];
  }

  override async collectAssets(): Promise<Assets> {
    return { samples: "extrinsic_posterior_samples.dat" };
  }
}

definePipeline(SamplerPipeline);
definePipeline(IteratingPipeline);
