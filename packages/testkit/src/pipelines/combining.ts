import { definePipeline, type Assets } from "@asimov-gw/core/pipeline";

import { FakePipeline } from "./fake-pipeline.ts";
import type { FakeNode } from "./write-workflow.ts";

/** One job over all analyses that it combines: `combined_results.dat` names them with their assets, a line each; its asset `combined_results`. */
export class SubjectPipeline extends FakePipeline {
  static override readonly name: string = "subject";
  static override readonly finalAssets: readonly string[] = ["combined_results"];

  protected nodes(): readonly FakeNode[] {
    return [{ name: "test_subject_job", products: { "combined_results.dat": this.lines() } }];
  }

  async collectAssets(): Promise<Assets> {
    return { combined_results: "combined_results.dat" };
  }

  /** What it combines, a line each. */
  protected lines(): string {
    return this.analysis.analyses.map(({ subject, name, assets }) => `${subject}/${name}: ${Object.keys(assets).join(", ")}\n`).join("");
  }
}

/** Likewise over analyses of several subjects: `population_results.dat`, its asset `population_results`. */
export class ProjectPipeline extends SubjectPipeline {
  static override readonly name: string = "project";
  static override readonly finalAssets: readonly string[] = ["population_results"];

  protected override nodes(): readonly FakeNode[] {
    return [{ name: "test_project_job", products: { "population_results.dat": this.lines() } }];
  }

  override async collectAssets(): Promise<Assets> {
    return { population_results: "population_results.dat" };
  }
}

definePipeline(SubjectPipeline);
definePipeline(ProjectPipeline);
