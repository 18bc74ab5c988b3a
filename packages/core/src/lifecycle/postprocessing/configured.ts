import type { Analysis } from "../../analysis/index.ts";
import { isMap, type Settings } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";

/** A post-processor that settings ask for. */
export interface ConfiguredPostprocessor {
  readonly name: string;
  /** What stands under its name. */
  readonly settings: Settings;
}

/** The post-processors that the settings ask for, in the order in which they run: that of the settings. */
export function configuredPostprocessors(settings: Settings): readonly ConfiguredPostprocessor[] {
  const postprocessing = Object.hasOwn(settings, "postprocessing") ? settings["postprocessing"] : undefined;
  if (!isMap(postprocessing)) return [];
  return Object.entries(postprocessing).flatMap(([name, value]) => (value === null ? [] : [{ name, settings: isMap(value) ? value : {} }]));
}

/** The error for a post-processor that settings ask for and that is not there. */
export function postprocessorMissing({ address }: Analysis, name: string): AsimovError {
  return new AsimovError("POSTPROCESSOR_NOT_INSTALLED", {
    message: `the settings ask for post-processing with "${name}", which is not installed`,
    at: address,
    remedy: `Install it (npm install @asimov-gw/pipeline-${name}), or cut it away on the analysis: "postprocessing: null".`,
  });
}
