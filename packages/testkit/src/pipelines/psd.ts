import { definePipeline, type Assets } from "@asimov-gw/core/pipeline";

import { FakePipeline } from "./fake-pipeline.ts";
import type { FakeNode } from "./write-workflow.ts";

/** Estimates noise, or says so: a file for each of `interferometers`, together its asset `psds`. */
export class PsdPipeline extends FakePipeline {
  static override readonly name = "psd";

  protected nodes(): readonly FakeNode[] {
    return this.#detectors().map((detector) => ({ name: `psd_${detector}`, products: { [`${detector}.txt`]: "20 1e-46\n1024 1e-46\n" } }));
  }

  async collectAssets(): Promise<Assets> {
    return { psds: Object.fromEntries(this.#detectors().map((detector) => [detector, `${detector}.txt`])) };
  }

  #detectors(): readonly string[] {
    const { interferometers } = this.analysis.settings;
    return Array.isArray(interferometers) ? interferometers.map(String) : [];
  }
}

definePipeline(PsdPipeline);
