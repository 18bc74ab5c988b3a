import { Pipeline, type Assets, type BuiltWorkflow, type DraftedSettings, type Progress, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { build } from "./build.ts";
import { channelsOf } from "./channels.ts";
import { settingsFromConfig } from "./from-config/index.ts";
import { absolute, absolutePaths, checkFiles } from "./files.ts";
import { maximumFrequency, minimumFrequency } from "./frequencies.ts";
import { renderPriors, type PriorLine } from "./priors/index.ts";
import { checkOptions, furtherOptions, isOpen, optionOr, type FurtherOption } from "./options/index.ts";
import { readProgress } from "./progress/index.ts";
import { collectAssets, isComplete } from "./results/index.ts";
import { at, forDetectors, mapAt, textsAt } from "./settings.ts";

/** Parameter estimation by bilby, through `bilby_pipe`. The getters and `path` to `modes` are for the template. */
export class Bilby extends Pipeline {
  static override readonly name = "bilby";
  static override readonly template: URL = new URL("../templates/bilby.ini.hbs", import.meta.url);
  static override readonly distribution = "bilby_pipe";
  static override readonly finalAssets: readonly string[] = ["samples", "config", "evidence"];
  static override readonly availableOutputs: readonly string[] = ["samples", "config", "evidence"];
  static override readonly logPatterns: readonly string[] = [
    "log_data_generation/*.{err,out}",
    "log_data_analysis/*.{err,out}",
    "log_results_page/*.{err,out}",
  ];

  static override async settingsFromConfig(options: Readonly<Record<string, string>>): Promise<DraftedSettings> {
    return settingsFromConfig(options);
  }

  override async beforeConfig(): Promise<void> {
    checkFiles(this.analysis);
    await checkOptions(this.#life);
  }

  async buildDag(): Promise<BuiltWorkflow> {
    return build(this.#life);
  }

  async detectCompletion(): Promise<boolean> {
    return isComplete(this.#life);
  }

  async collectAssets(): Promise<Assets> {
    return collectAssets(this.#life);
  }

  override async checkProgress(): Promise<Progress | undefined> {
    return readProgress(this.analysis.runDirectory);
  }

  get dataFiles(): Settings | undefined {
    const files = this.#perDetector("data", "data files");
    return files && absolutePaths(files, this.analysis.projectDirectory);
  }

  get channels(): Settings | undefined {
    const channels = this.#perDetector("data", "channels");
    return channels && channelsOf(channels);
  }

  get frameTypes(): Settings | undefined {
    return this.#perDetector("data", "frame types");
  }

  get psds(): Settings | undefined {
    return forDetectors(this.analysis.psds, this.#detectors, "psds");
  }

  get minimumFrequency(): Settings {
    return minimumFrequency(this.analysis.settings, this.#detectors);
  }

  get maximumFrequency(): Settings {
    return maximumFrequency(this.analysis.settings, this.#detectors);
  }

  /** Calibration envelopes by detector, unless calibration is not to be sampled. */
  get calibration(): Settings | undefined {
    if (at(this.analysis.settings, "likelihood", "calibration", "sample") === false) return undefined;
    const files = this.#perDetector("data", "calibration");
    return files && absolutePaths(files, this.analysis.projectDirectory);
  }

  get additionalFiles(): readonly string[] {
    return textsAt(this.analysis.settings, "scheduler", "additional files").map((file) => absolute(file, this.analysis.projectDirectory));
  }

  get priors(): readonly PriorLine[] {
    return renderPriors(mapAt(this.analysis.settings, "priors"), (path) => absolute(path, this.analysis.projectDirectory));
  }

  /** The `pipeline options` that no other part of the template writes. */
  get options(): readonly FurtherOption[] {
    return furtherOptions(this.analysis.settings, (path) => absolute(path, this.analysis.projectDirectory)).filter(({ name }) => !isOpen(name));
  }

  /** The value of `pipeline options` for an option that otherwise has the constant value `otherwise`, or none. */
  optionOr(name: string, otherwise?: Value): Value | undefined {
    return optionOr(this.analysis.settings, name, otherwise);
  }

  /** A path of the settings as an absolute one. */
  path(value: Value | undefined): Value | undefined {
    return typeof value === "string" ? absolute(value, this.analysis.projectDirectory) : value;
  }

  /** A number rounded to a whole one: bilby_pipe accepts no other for rates and lengths. */
  whole(value: Value | undefined): Value | undefined {
    return typeof value === "number" ? Math.round(value) : value;
  }

  /** A mode array, such as `[[2, 2], [2, -2]]`. */
  modes(value: Value | undefined): string | undefined {
    return value === undefined || value === null || typeof value === "string" ? (value ?? undefined) : JSON.stringify(value);
  }

  get #life(): Pick<Pipeline, "analysis" | "environment" | "run" | "log"> {
    return { analysis: this.analysis, environment: this.environment, log: this.log, run: (...call) => this.run(...call) };
  }

  get #detectors(): readonly string[] {
    return textsAt(this.analysis.settings, "interferometers");
  }

  #perDetector(...path: readonly string[]): Settings | undefined {
    return forDetectors(mapAt(this.analysis.settings, ...path), this.#detectors, path.join("."));
  }
}
