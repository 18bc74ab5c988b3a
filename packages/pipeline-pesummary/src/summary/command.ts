import { AsimovError } from "@asimov-gw/core/pipeline";

import type { Options } from "../options/index.ts";
import type { Source } from "../sources/index.ts";
import type { Summary } from "./summary.ts";

/** The arguments of summarypages for new pages in `webdir`. Throws `PESUMMARY_PATH`. */
export function newPages(summary: Summary, webdir: string): readonly string[] {
  return ["--webdir", webdir, ...summarised(summary)];
}

/** The arguments of summarypages that add to the pages in `webdir`. Throws `PESUMMARY_PATH`. */
export function morePages(summary: Summary, webdir: string): readonly string[] {
  return ["--add_to_existing", "--existing_webdir", webdir, ...summarised(summary)];
}

/** The arguments of summarypages for new pages in `webdir` of what a metafile holds, under the labels that it has. */
export function pagesOfMetafile(options: Options, metafile: string, webdir: string): readonly string[] {
  return ["--webdir", webdir, "--gw", ...written(options), "--samples", metafile];
}

/** The arguments of summarymodify that take labels out of a metafile. */
export function withoutLabels(labels: readonly string[], metafile: string, webdir: string): readonly string[] {
  return ["--samples", metafile, "--webdir", webdir, "--remove_label", ...labels, "--overwrite"];
}

// Options of one label come last: the parser takes the first value of each for the name of a config file, which it then is not.
function summarised({ options, sources }: Summary): readonly string[] {
  const known = (of: (source: Source) => string | number | undefined): readonly string[] => {
    const values = sources.map(of);
    return values.some((value) => value === undefined) ? [] : values.map(String);
  };
  const samples = sources.map((source) => plainPath(source.samples, /[*@]|https:\/\//));
  const configs = sources.map(({ config }) => (config === undefined ? "none" : plainPath(config, /[*@]|https:\/\//)));
  return [
    "--labels",
    ...sources.map(({ label }) => label),
    "--gw",
    ...option(
      "approximant",
      known(({ approximant }) => approximant),
    ),
    ...option(
      "f_low",
      known(({ lowestFrequency }) => lowestFrequency),
    ),
    ...option(
      "f_ref",
      known(({ referenceFrequency }) => referenceFrequency),
    ),
    ...written(options),
    ...option("samples", samples),
    ...(sources.some(({ config }) => config !== undefined) ? option("config", configs) : []),
    ...calibration(sources),
    ...sources.flatMap(({ label, psds }) => option(`${label}_psd`, perDetector(psds))),
  ];
}

function written(options: Options): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...(value === true ? [] : [value].flat().map(String))]);
}

function option(name: string, values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [`--${name}`, ...values];
}

// What envelopes correct can be said only for all labels together, and only where all have the same detectors. Said for one label they correct data.
function calibration(sources: readonly Source[]): readonly string[] {
  const detectors = Object.keys(sources[0]?.calibration ?? {});
  if (detectors.length === 0 || !canDefine(sources)) {
    return sources.flatMap(({ label, calibration: of }) => option(`${label}_calibration`, perDetector(mapFiles(of))));
  }
  const each = (value: (source: Source, detector: string) => string): readonly string[] =>
    detectors.flatMap((detector) => sources.map((source) => `${detector}:${value(source, detector)}`));
  return [
    ...option(
      "calibration",
      each((source, detector) => plainPath(source.calibration[detector]!.file, /:/)),
    ),
    ...option(
      "calibration_definition",
      each((source, detector) => source.calibration[detector]!.definition),
    ),
  ];
}

/** Whether summarypages can be told what each envelope corrects. */
export function canDefine(sources: readonly Source[]): boolean {
  const [first, ...others] = sources.map(({ calibration: of }) => Object.keys(of).toSorted().join(" "));
  return others.every((detectors) => detectors === first);
}

function mapFiles(envelopes: Source["calibration"]): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(envelopes).map(([detector, { file }]) => [detector, file]));
}

function perDetector(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).map(([detector, file]) => `${detector}:${plainPath(file, /:/)}`);
}

function plainPath(path: string, special: RegExp): string {
  const found = special.exec(path)?.[0];
  if (found === undefined) return path;
  throw new AsimovError("PESUMMARY_PATH", {
    message: `PESummary takes "${found}" in a path for something else: ${path}`,
    remedy: "Let the file be at a path without it.",
  });
}
