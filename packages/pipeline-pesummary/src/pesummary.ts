import { existsSync } from "node:fs";
import { join } from "node:path";

import { Pipeline, type Assets, type BuiltWorkflow, type Progress } from "@asimov-gw/core/pipeline";

import { checkOptions, pesummarySettings, type Options } from "./options/index.ts";
import { isComplete, logFiles, metafileIn, pagesIn, pagesName, prepare, productsOf, progressOf, publish, requestsOf, startIn } from "./run/index.ts";
import { combinedSources, withoutSamples, type Source } from "./sources/index.ts";
import { readSummary, summaryOf, untold, type Summary } from "./summary/index.ts";

/** The results of several analyses in one metafile with pages, by PESummary. `options` and `sources` are for the template. */
export class Pesummary extends Pipeline {
  static override readonly name = "pesummary";
  static override readonly template: URL = new URL("../templates/pesummary.yaml.hbs", import.meta.url);
  static override readonly distribution = "pesummary";
  static override readonly requiredInputs: readonly string[] = ["samples"];
  static override readonly availableOutputs: readonly string[] = ["metafile", "summary"];
  static override readonly finalAssets: readonly string[] = ["metafile", "summary"];
  static override readonly logPatterns: readonly string[] = logFiles;

  override async beforeConfig(): Promise<void> {
    const summary = this.#summary;
    const left = withoutSamples(this.analysis);
    for (const note of [...left.map((name) => `"${name}" offers no samples, and is left out`), ...untold(summary)]) this.log.warn(note);
    await this.#check(summary);
  }

  async buildDag(): Promise<BuiltWorkflow> {
    const summary = await readSummary(this.analysis.configFile);
    await this.#check(summary);
    const place = { directory: this.analysis.runDirectory, published: this.#published };
    const programs = { summarypages: this.environment.find("summarypages"), summarymodify: this.environment.find("summarymodify") };
    const requests = requestsOf(this.analysis.settings, summary.options, this.environment.accounting, true);
    const { plan, ...workflow } = await prepare(summary, place, programs, requests);
    this.log.info(
      plan.kind === "new" ? "the pages are made from the start" : `the published pages are taken over: ${plan.kind} ${plan.labels.join(", ")}`,
    );
    return workflow;
  }

  async detectCompletion(): Promise<boolean> {
    return isComplete(this.analysis.runDirectory);
  }

  async collectAssets(): Promise<Assets> {
    await publish(this.analysis.runDirectory, (name, directory) => this.publishPages(name, directory));
    return productsOf(this.analysis.runDirectory);
  }

  override async checkProgress(): Promise<Progress | undefined> {
    return progressOf(this.analysis.runDirectory);
  }

  override async samples(): Promise<readonly string[]> {
    return [metafileIn(pagesIn(this.analysis.runDirectory))];
  }

  override async resultPages(): Promise<Readonly<Record<string, string>>> {
    const start = startIn(this.#published);
    return existsSync(start) ? { PESummary: start } : {};
  }

  get options(): Options {
    return this.#summary.options;
  }

  get sources(): readonly Source[] {
    return this.#summary.sources;
  }

  get #summary(): Summary {
    return summaryOf(pesummarySettings(this.analysis.settings, true), combinedSources(this.analysis));
  }

  get #published(): string {
    return join(this.analysis.pagesDirectory, pagesName);
  }

  async #check({ options }: Summary): Promise<void> {
    await checkOptions(options, this.environment.find("summarypages"), (...call) => this.run(...call));
  }
}
