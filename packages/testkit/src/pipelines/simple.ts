import { definePipeline, type Assets } from "@asimov-gw/core/pipeline";

import { FakePipeline } from "./fake-pipeline.ts";
import type { FakeNode } from "./write-workflow.ts";

/** One job that writes `results.dat`, its asset `results`. */
export class SimplePipeline extends FakePipeline {
  static override readonly name = "simple";
  static override readonly finalAssets: readonly string[] = ["results"];

  protected nodes(): readonly FakeNode[] {
    return [{ name: "test_job", products: { "results.dat": `results of ${this.analysis.address}\n` } }];
  }

  async collectAssets(): Promise<Assets> {
    return { results: "results.dat" };
  }
}

definePipeline(SimplePipeline);
