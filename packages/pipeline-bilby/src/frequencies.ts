import type { Settings } from "@asimov-gw/core/pipeline";

import { at, forDetectors, mapAt } from "./settings.ts";

/** From which frequency each detector's data are used, and the waveform starts if that is another, in Hz. */
export function minimumFrequency(settings: Settings, detectors: readonly string[]): Settings | undefined {
  const frequencies = fromEitherHome("minimum frequency", settings, detectors);
  const start = at(settings, "likelihood", "start frequency");
  return frequencies === undefined || start === undefined ? frequencies : { ...frequencies, waveform: start };
}

/** Up to which frequency each detector's data are used, in Hz; where nothing is set, up to 7/8 of the highest that the sample rate allows. */
export function maximumFrequency(settings: Settings, detectors: readonly string[]): Settings | undefined {
  const set = fromEitherHome("maximum frequency", settings, detectors);
  const rate = at(settings, "likelihood", "sample rate");
  if (set !== undefined || typeof rate !== "number") return set;
  return Object.fromEntries(detectors.map((detector) => [detector, Math.floor((0.875 * rate) / 2)]));
}

// Blueprints of different ages keep them in different sections.
function fromEitherHome(key: string, settings: Settings, detectors: readonly string[]): Settings | undefined {
  return (
    forDetectors(mapAt(settings, "likelihood", key), detectors, `likelihood.${key}`) ??
    forDetectors(mapAt(settings, "quality", key), detectors, `quality.${key}`)
  );
}
