import { type Log, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { forEachDetector, unsuitable } from "../settings.ts";

/** From which frequency each detector's data are used, in Hz. Throws `SETTING_MISSING`. */
export function minimumFrequency(settings: Settings, detectors: readonly string[]): Settings {
  return forEachDetector(settings, detectors, "quality", "minimum frequency");
}

/** The lowest of them. */
export function lowestFrequency(settings: Settings, detectors: readonly string[]): number {
  return Math.min(...Object.values(minimumFrequency(settings, detectors)).map(Number));
}

/** Up to which frequency each detector's data are used, in Hz. Throws `SETTING_MISSING`. */
export function maximumFrequency(settings: Settings, detectors: readonly string[]): Settings {
  return forEachDetector(settings, detectors, "quality", "maximum frequency");
}

/** Says it where RIFT, which has one maximum frequency for all detectors, will not use what the settings say. */
export function tellOneMaximum(settings: Settings, detectors: readonly string[], log: Log): void {
  const frequencies = Object.entries(maximumFrequency(settings, detectors));
  if (new Set(frequencies.map(([, frequency]) => frequency)).size < 2) return;
  const [detector, frequency] = frequencies.at(-1)!;
  log.warn(`RIFT has one maximum frequency for all detectors and takes that of the last one, ${detector}: ${JSON.stringify(frequency)} Hz.`);
}

/** A sample rate rounded to a whole number. Throws `SETTING_UNSUITABLE` for one that is no power of 2, which RIFT refuses. */
export function sampleRate(rate: Value | undefined): number | undefined {
  if (rate === undefined || rate === null) return undefined;
  const whole = Math.round(Number(rate));
  if (Number.isInteger(Math.log2(whole))) return whole;
  throw unsuitable("likelihood.sample rate", `is ${JSON.stringify(rate)}, but RIFT wants a power of 2`, "Use one such as 2048 or 4096.");
}
