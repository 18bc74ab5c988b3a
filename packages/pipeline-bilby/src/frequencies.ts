import type { Settings } from "@asimov-gw/core/pipeline";

import { at, forDetectors, mapAt } from "./settings.ts";

/** From which frequency each detector's data are used, and the waveform starts if that is another, in Hz. */
export function minimumFrequency(settings: Settings, detectors: readonly string[]): Settings | undefined {
  const frequencies = forDetectors(mapAt(settings, "quality", "minimum frequency"), detectors, "quality.minimum frequency");
  const start = at(settings, "likelihood", "start frequency");
  return frequencies === undefined || start === undefined ? frequencies : { ...frequencies, waveform: start };
}
