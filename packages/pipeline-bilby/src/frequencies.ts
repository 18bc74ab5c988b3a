import type { Settings } from "@asimov-gw/core/pipeline";

import { at, forEachDetector, mapAt } from "./settings.ts";

/** From which frequency each detector's data are used, and the waveform starts if that is another, in Hz. Throws `SETTING_MISSING`. */
export function minimumFrequency(settings: Settings, detectors: readonly string[]): Settings {
  const frequencies = forEachDetector(mapAt(settings, "quality", "minimum frequency"), detectors, "quality.minimum frequency");
  const start = at(settings, "likelihood", "start frequency");
  return start === undefined ? frequencies : { ...frequencies, waveform: start };
}

/** Up to which frequency each detector's data are used, in Hz. Throws `SETTING_MISSING`. */
export function maximumFrequency(settings: Settings, detectors: readonly string[]): Settings {
  const map = mapAt(settings, "quality", "maximum frequency");
  return forEachDetector(map, detectors, "quality.maximum frequency", ', or "likelihood.sample rate", from which it then follows');
}
