import { join } from "node:path";

import { definePostprocessor, Postprocessor, type Assets } from "@asimov-gw/core/pipeline";

import { checkOptions, pesummarySettings } from "./options/index.ts";
import { isComplete, pagesName, prepare, productsOf, publish, requestsOf } from "./run/index.ts";
import { singleSources, toldBySettings, type Source } from "./sources/index.ts";
import { summaryOf, untold, type Summary } from "./summary/index.ts";

/** PESummary over the results of the one analysis that has it among its post-processing. */
class PesummaryPostprocessor extends Postprocessor {
  static override readonly name = "pesummary";

  override async check(): Promise<void> {
    if (this.#isItself) return;
    const { settings, projectDirectory } = this.analysis;
    toldBySettings(settings, projectDirectory);
    const { options } = await this.#checked([]);
    requestsOf(settings, options, this.environment.accounting, false);
  }

  async run(): Promise<void> {
    const sources = this.#sources;
    if (sources.length === 0) {
      if (!this.#isItself) this.log.warn("PESummary has nothing to summarise: the analysis offers no samples");
      return;
    }
    const summary = await this.#checked(sources);
    for (const note of untold(summary)) this.log.warn(note);
    const place = { directory: this.directory, published: join(this.analysis.pagesDirectory, pagesName) };
    const programs = { summarypages: this.environment.find("summarypages"), summarymodify: this.environment.find("summarymodify") };
    const requests = requestsOf(this.analysis.settings, summary.options, this.environment.accounting, false);
    const { file, directory } = await prepare(summary, place, programs, requests);
    await this.submitWorkflow({ file, directory });
  }

  async detectCompletion(): Promise<boolean> {
    return this.#sources.length === 0 || (await isComplete(this.directory));
  }

  async collectAssets(): Promise<Assets> {
    if (this.#sources.length === 0) return {};
    await publish(this.directory, (name, directory) => this.publishPages(name, directory));
    return productsOf(this.directory);
  }

  async #checked(sources: readonly Source[]): Promise<Summary> {
    const summary = summaryOf(pesummarySettings({ postprocessing: { pesummary: this.settings } }, false), sources);
    await checkOptions(summary.options, this.environment.find("summarypages"), (...call) => this.runCommand(...call));
    return summary;
  }

  get #sources(): readonly Source[] {
    return this.#isItself ? [] : singleSources(this.analysis, this.assets);
  }

  // Settings of PESummary for all analyses of a subject are there for its summary too, which is one already.
  get #isItself(): boolean {
    return this.analysis.pipeline === "pesummary";
  }
}

const postprocessor: typeof PesummaryPostprocessor = definePostprocessor(PesummaryPostprocessor);
export default postprocessor;
