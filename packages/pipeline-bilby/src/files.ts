import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { AsimovError, type AnalysisView, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { at, isMap, mapAt, textsAt } from "./settings.ts";

/** A path of the settings as an absolute one: relative paths start at the project directory. Addresses such as `osdf://...` stay. */
export function absolute(path: string, projectDirectory: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path) ? path : resolve(projectDirectory, path);
}

/** The paths in `map` made absolute; lists of paths too. */
export function absolutePaths(map: Settings, projectDirectory: string): Settings {
  const change = (value: Value): Value =>
    typeof value === "string" ? absolute(value, projectDirectory) : Array.isArray(value) ? value.map(change) : value;
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** Throws `DATA_FILE_MISSING` with every file that the settings name for this analysis and that does not exist. */
export function checkFiles(analysis: AnalysisView): void {
  const missing = namedFiles(analysis).filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return;
  throw new AsimovError("DATA_FILE_MISSING", {
    message: missing.map(({ key, file }) => `"${key}" names a file that does not exist: ${file}`).join("\n"),
    remedy: `Put the file there or change the setting; relative paths start at the project directory, ${analysis.projectDirectory}.`,
  });
}

interface NamedFile {
  readonly key: string;
  readonly file: string;
}

function namedFiles({ settings, psds, projectDirectory }: AnalysisView): readonly NamedFile[] {
  const detectors = textsAt(settings, "interferometers");
  const perDetector = (...path: readonly string[]): readonly NamedFile[] =>
    detectors.flatMap((detector) => textsAt(mapAt(settings, ...path), detector).map((file) => ({ key: [...path, detector].join("."), file })));
  const single = (...path: readonly string[]): readonly NamedFile[] => textsAt(settings, ...path).map((file) => ({ key: path.join("."), file }));
  const calibrated = at(settings, "likelihood", "calibration", "sample") !== false;
  const named = [
    ...perDetector("data", "data files"),
    ...(calibrated ? perDetector("data", "calibration") : []),
    ...single("likelihood", "roq", "linear matrix"),
    ...single("likelihood", "roq", "quadratic matrix"),
    ...single("waveform", "file"),
    ...single("scheduler", "additional files"),
    ...priorFiles(mapAt(settings, "priors")),
  ].map(({ key, file }) => ({ key, file: absolute(file, projectDirectory) }));
  const spectra = detectors.flatMap((detector) => (psds[detector] === undefined ? [] : [{ key: `psds.${detector}`, file: psds[detector] }]));
  // A pattern or an address is for the program to look up.
  return [...named, ...spectra].filter(({ file }) => !/[*?]|:\/\//.test(file));
}

function priorFiles(priors: Settings): readonly NamedFile[] {
  return Object.entries(priors).flatMap(([parameter, prior]) =>
    Object.entries(isMap(prior) ? prior : {})
      .filter(([argument]) => /^(file[\s_-]+name|hp[\s_-]+file)$/.test(argument))
      .flatMap(([argument, file]) => (typeof file === "string" ? [{ key: `priors.${parameter}.${argument}`, file }] : [])),
  );
}
