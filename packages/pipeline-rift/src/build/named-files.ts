import type { AnalysisView } from "@asimov-gw/core/pipeline";

import { absolute, type NamedFile } from "../files.ts";
import { textsAt, textsForDetectors } from "../settings.ts";
import { bootstrapOf } from "./bootstrap.ts";
import { bilbyConfigOf, reweights } from "./calibration.ts";
import { givenCoinc } from "./coinc.ts";
import { spectra } from "./psds.ts";
import { strainFiles, strainOf } from "./strain.ts";

/** Every file that the settings, or needed analyses, name for this one. */
export function namedFiles(analysis: AnalysisView): readonly NamedFile[] {
  const { settings, projectDirectory } = analysis;
  const detectors = textsAt(settings, "interferometers");
  const single = (...path: readonly string[]): readonly NamedFile[] =>
    textsAt(settings, ...path).map((file) => ({ key: path.join("."), file: absolute(file, projectDirectory) }));
  const perDetector = (files: Readonly<Record<string, string>>, key: string): readonly NamedFile[] =>
    Object.entries(files).map(([detector, file]) => ({ key: `${key}.${detector}`, file: absolute(file, projectDirectory) }));
  const coinc = givenCoinc(analysis);
  const bootstrap = bootstrapOf(analysis);
  const grids = bootstrap === undefined ? [] : bootstrap.kind === "grid" ? [bootstrap.file] : bootstrap.files;
  return [
    ...strainFiles(strainOf(analysis)),
    ...perDetector(spectra(analysis), "psds"),
    ...perDetector(textsForDetectors(settings, detectors, "data", "calibration") ?? {}, "data.calibration"),
    ...single("likelihood", "marginalization", "distance lookup"),
    ...single("scheduler", "additional files"),
    ...(coinc === undefined ? [] : [{ key: "files.coinc", file: coinc }]),
    ...grids.map((file) => ({ key: bootstrap?.key ?? "", file })),
    ...(reweights(analysis) ? [{ key: "sampler.likelihood.calibration.bilby ini file", file: bilbyConfigOf(analysis) }] : []),
  ];
}
