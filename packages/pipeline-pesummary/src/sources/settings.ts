import { resolve } from "node:path";

import type { Settings } from "@asimov-gw/core/pipeline";

import { at, isMap, mapAt, numberAt, textAt, unsuitable } from "../settings.ts";
import type { Envelope, Source } from "./source.ts";

/** What PESummary is told of an analysis with these settings. Relative paths start at the project directory. Throws `PESUMMARY_SETTING`. */
export function toldBySettings(
  settings: Settings,
  projectDirectory: string,
): Pick<Source, "approximant" | "lowestFrequency" | "referenceFrequency" | "calibration"> {
  return {
    approximant: textAt(settings, "waveform", "approximant"),
    lowestFrequency: lowestFrequency(settings),
    referenceFrequency: numberAt(settings, "waveform", "reference frequency"),
    calibration: calibration(settings, projectDirectory),
  };
}

function lowestFrequency(settings: Settings): number | undefined {
  const given = at(settings, "quality", "minimum frequency");
  if (typeof given === "number") return given;
  const detectors = detectorsOf(settings);
  const used = Object.entries(isMap(given) ? given : {}).filter(([detector]) => detectors.length === 0 || detectors.includes(detector));
  const numbers = used.flatMap(([, frequency]) => (typeof frequency === "number" ? [frequency] : []));
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}

function calibration(settings: Settings, projectDirectory: string): Readonly<Record<string, Envelope>> {
  if (at(settings, "likelihood", "calibration", "sample") === false) return {};
  const given = mapAt(settings, "data", "calibration");
  return Object.fromEntries(
    detectorsOf(settings).flatMap((detector) => {
      const file = textAt(given, detector);
      return file === undefined ? [] : [[detector, { file: resolve(projectDirectory, file), definition: definitionFor(detector, given) }]];
    }),
  );
}

// Where nothing is said: what PESummary and the detectors' own conventions have.
function definitionFor(detector: string, given: Settings): Envelope["definition"] {
  const type = at(given, "correction type");
  const own = isMap(type) ? at(type, detector) : type;
  if (own === undefined) return detector === "V1" ? "template" : "data";
  if (own === "data" || own === "template") return own;
  throw unsuitable("data.calibration.correction type", own, "data or template");
}

function detectorsOf(settings: Settings): readonly string[] {
  const value = at(settings, "interferometers");
  return (Array.isArray(value) ? value : [value]).flatMap((detector) => (typeof detector === "string" ? [detector] : []));
}
