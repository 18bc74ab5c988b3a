import { Pipeline, type Assets, type BuiltWorkflow, type DraftedSettings, type Progress, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { bilbyCopyOf, bootstrapOf, build, cachesOf, checkCoinc, gridOf, inputsOf, namedFiles, reweights, spectra, strainOf } from "./build/index.ts";
import { assetsOf, isComplete } from "./completion.ts";
import {
  assumed,
  boundOf,
  channelsOf,
  distancePriorOf,
  extraArguments,
  lowestFrequency,
  maximumFrequency,
  minimumFrequency,
  priorsPassedOver,
  rangeOf,
  settingsFromConfig,
  sampleRate,
  tellOneMaximum,
  type Assumed,
} from "./config/index.ts";
import { absolute, checkFiles } from "./files.ts";
import { checkOptions, eccentricArguments, furtherOptions, isOpen, optionOr, type FurtherOption } from "./options/index.ts";
import { readProgress } from "./progress.ts";
import { forDetectors, forEachDetector, mapAt, textsAt, textsForDetectors, unsuitable } from "./settings.ts";

/** A line of the config file. */
interface Line {
  readonly name: string;
  readonly text: string;
}

/** Parameter estimation by RIFT, through its pipeline builder. The getters, and `bound` to `usesGpu`, are for the template. */
export class Rift extends Pipeline {
  static override readonly name = "rift";
  static override readonly template: URL = new URL("../templates/rift.ini.hbs", import.meta.url);
  static override readonly distribution = "rift";
  static override readonly finalAssets: readonly string[] = ["samples", "lnL_marg", "config"];
  static override readonly availableOutputs: readonly string[] = ["samples", "lnL_marg", "config"];
  static override readonly logPatterns: readonly string[] = [
    "*.{err,out}",
    "iteration_*/logs/*.{err,out}",
    "iteration_*_cip/iteration_*/logs/*.{err,out}",
  ];

  static override async settingsFromConfig(options: Readonly<Record<string, string>>): Promise<DraftedSettings> {
    return settingsFromConfig(options);
  }

  override async beforeConfig(): Promise<void> {
    const { analysis, environment, log } = this;
    const { settings, projectDirectory } = analysis;
    checkFiles(namedFiles(analysis), projectDirectory);
    checkCoinc(analysis);
    await checkOptions({ analysis, environment, run: (...call) => this.run(...call) });
    tellOneMaximum(settings, this.#detectors, log);
    const passedOver = priorsPassedOver(settings);
    if (passedOver.length > 0) log.info(`RIFT has priors of its own for ${passedOver.join(", ")}, and passes over those of the settings.`);
  }

  async buildDag(): Promise<BuiltWorkflow> {
    const { analysis, environment, log } = this;
    return build({ analysis, environment, log, run: (...call) => this.run(...call) }, await Rift.readIni(analysis.configFile));
  }

  async detectCompletion(): Promise<boolean> {
    return isComplete(this.analysis.runDirectory, reweights(this.analysis));
  }

  async collectAssets(): Promise<Assets> {
    return { ...assetsOf(this.analysis.runDirectory, reweights(this.analysis)), config: this.analysis.configFile };
  }

  override async checkProgress(): Promise<Progress | undefined> {
    return readProgress(this.analysis.runDirectory);
  }

  get assumed(): Assumed | undefined {
    return assumed(this.analysis.settings);
  }

  get channels(): Settings {
    const { settings } = this.analysis;
    forEachDetector(settings, this.#detectors, "data", "channels");
    return channelsOf(textsForDetectors(settings, this.#detectors, "data", "channels") ?? {});
  }

  /** What frame files are looked up by: needed only where none are named. */
  get frameTypes(): Settings | undefined {
    const path = ["data", "frame types"];
    const isLookedUp = strainOf(this.analysis).kind === "looked up";
    return (isLookedUp ? forEachDetector : forDetectors)(this.analysis.settings, this.#detectors, ...path);
  }

  get caches(): Settings | undefined {
    return cachesOf(strainOf(this.analysis), inputsOf(this.analysis));
  }

  get minimumFrequency(): Settings {
    return minimumFrequency(this.analysis.settings, this.#detectors);
  }

  get maximumFrequency(): Settings {
    return maximumFrequency(this.analysis.settings, this.#detectors);
  }

  get lowestFrequency(): number {
    return lowestFrequency(this.analysis.settings, this.#detectors);
  }

  get envelopes(): readonly Line[] | undefined {
    const files = textsForDetectors(this.analysis.settings, this.#detectors, "data", "calibration");
    return files && Object.entries(files).map(([detector, file]) => this.#fileLine(`${detector}-spcal-envelope`, file));
  }

  get psds(): readonly Line[] {
    return Object.entries(spectra(this.analysis)).map(([detector, file]) => this.#fileLine(`${detector}-psd`, file));
  }

  get chirpMassRange(): string | undefined {
    const range = rangeOf(this.analysis.settings, "chirp mass");
    return range && `[${range.join(",")}]`;
  }

  get distancePrior(): string | undefined {
    return distancePriorOf(this.analysis.settings);
  }

  get bilbyConfig(): string {
    return bilbyCopyOf(this.analysis, inputsOf(this.analysis));
  }

  get extraArguments(): string | undefined {
    return extraArguments(this.analysis.settings);
  }

  get additionalFiles(): string | undefined {
    const files = textsAt(this.analysis.settings, "scheduler", "additional files").map((file) => this.#absolute(file));
    return files.length === 0 ? undefined : files.join(",");
  }

  get initialGrid(): string | undefined {
    return gridOf(bootstrapOf(this.analysis), inputsOf(this.analysis));
  }

  get supplementsGrid(): boolean | undefined {
    const bootstrap = bootstrapOf(this.analysis);
    return bootstrap && (bootstrap.kind === "samples" || bootstrap.supplements);
  }

  /** The arguments of an eccentric analysis that no other part of the template writes. */
  get eccentricArguments(): readonly FurtherOption[] {
    return eccentricArguments(this.analysis.settings).filter(({ name }) => !isOpen(name));
  }

  /** The further options that no other part of the template writes. */
  get options(): readonly FurtherOption[] {
    return furtherOptions(this.analysis.settings).filter(({ name }) => !isOpen(name));
  }

  /** Lines for the submit files of likelihood jobs. */
  get condorCommands(): readonly Line[] | undefined {
    const commands = Object.entries(mapAt(this.analysis.settings, "sampler", "ile", "condor commands"));
    return commands.length === 0 ? undefined : commands.map(([name, value]) => ({ name, text: escaped(condorText(name, value)) }));
  }

  /** An end of the range of a parameter's prior. */
  bound(parameter: string, end: "minimum" | "maximum"): number | undefined {
    return boundOf(this.analysis.settings, parameter, end);
  }

  comoving(volume: Value | undefined): boolean | undefined {
    return volume === "comoving" ? true : undefined;
  }

  /** Whether iterations go on until they agree: not where their number is set, which RIFT would pass over. */
  converges(forced: Value | undefined): boolean {
    return forced === undefined || forced === null;
  }

  /** The value of `pipeline options` for an option that otherwise has the constant value `otherwise`. */
  optionOr(name: string, otherwise: Value): Value {
    return optionOr(this.analysis.settings, name, otherwise);
  }

  /** Python's reader of config files takes % for the beginning of a reference. */
  escaped(text: string | undefined): string | undefined {
    return text === undefined ? undefined : escaped(text);
  }

  /** A path of the settings as an absolute one. */
  path(value: Value | undefined): Value | undefined {
    return typeof value === "string" ? this.#absolute(value) : value;
  }

  sampleRate(rate: Value | undefined): number | undefined {
    return sampleRate(rate);
  }

  usesGpu(said: Value | undefined): boolean {
    return said !== false;
  }

  get #detectors(): readonly string[] {
    return textsAt(this.analysis.settings, "interferometers");
  }

  #absolute(path: string): string {
    return absolute(path, this.analysis.projectDirectory);
  }

  #fileLine(name: string, file: string): Line {
    return { name, text: escaped(`"${this.#absolute(file)}"`) };
  }
}

function escaped(text: string): string {
  return text.replaceAll("%", "%%");
}

function condorText(name: string, value: Value): string {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw unsuitable(`sampler.ile.condor commands.${name}`, `is ${JSON.stringify(value)}, expected text or a number`);
}
