import { copyFile, open } from "node:fs/promises";
import { join } from "node:path";

import { AsimovError, type AnalysisView } from "@asimov-gw/core/pipeline";

import { absolute } from "../files.ts";
import { forDetectors, textsAt } from "../settings.ts";
import { filesByDetector } from "./needed.ts";
import { runTool, type Building } from "./tools.ts";

/**
 * The noise spectrum of each detector, as XML or as two columns: files that a needed analysis offers as `xml psds` or that the settings have as such,
 * else the `psds` of the analysis. Throws `PSD_AMBIGUOUS` for a setting beside those of a needed analysis, `PSD_MISSING`.
 */
export function spectra(analysis: Pick<AnalysisView, "settings" | "inputs" | "psds" | "projectDirectory">): Readonly<Record<string, string>> {
  const { settings, inputs, psds, projectDirectory } = analysis;
  const detectors = textsAt(settings, "interferometers");
  const set = forDetectors(settings, detectors, "xml psds") ?? {};
  const offered = filesByDetector(inputs["xml psds"]);
  const alsoOffered = filesByDetector(inputs["psds"]);
  return Object.fromEntries(
    detectors.map((detector) => {
      const file = set[detector];
      if (typeof file === "string") {
        if (offered[detector] ?? alsoOffered[detector]) throw ambiguous(detector);
        return [detector, absolute(file, projectDirectory)];
      }
      const found = offered[detector]?.[0] ?? psds[detector];
      if (found === undefined) throw missing(detector);
      return [detector, found];
    }),
  );
}

/** Puts the spectra where the likelihood jobs read them: `H1-psd.xml.gz` in the run directory. Those of two columns are converted among the input files. */
export async function convertSpectra(building: Building): Promise<(runDirectory: string) => Promise<void>> {
  const files: [string, string][] = [];
  for (const [detector, file] of Object.entries(spectra(building.analysis))) {
    const name = `${detector}-psd.xml.gz`;
    if (isXml(file)) {
      files.push([name, file]);
      continue;
    }
    await checkColumns(file, detector);
    files.push([
      name,
      await runTool(building, "convert_psd_ascii2xml", ["--fname-psd-ascii", file, "--ifo", detector, "--conventional-postfix"], name),
    ]);
  }
  return async (runDirectory) => {
    for (const [name, file] of files) await copyFile(file, join(runDirectory, name));
  };
}

function isXml(file: string): boolean {
  return /\.xml(\.gz)?$/.test(file);
}

// RIFT's converter fills up from 0 Hz by counting bins: a spectrum that does not start at a whole number of them would be shifted.
async function checkColumns(file: string, detector: string): Promise<void> {
  const rows = (await head(file))
    .split("\n")
    .slice(0, -1)
    .filter((line) => line.trim() !== "" && !line.trim().startsWith("#"))
    .map((line) =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(Number),
    );
  const [first, second] = rows;
  const [f0, step] = [first?.[0] ?? NaN, (second?.[0] ?? NaN) - (first?.[0] ?? NaN)];
  const isTable = first?.length === 2 && second?.length === 2 && step > 0;
  if (isTable && Math.abs(f0 / step - Math.trunc(f0 / step)) < 1e-6) return;
  throw new AsimovError("PSD_UNSUITABLE", {
    message: isTable
      ? `the PSD of ${detector} starts at ${f0} Hz in steps of ${step} Hz, and RIFT can only fill up whole steps from 0 Hz: ${file}`
      : `the PSD of ${detector} is no table of two columns, Hz and 1/Hz: ${file}`,
    remedy: "Use a spectrum that starts at 0 Hz, or one as XML: xml psds.",
  });
}

async function head(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

function ambiguous(detector: string): AsimovError {
  return new AsimovError("PSD_AMBIGUOUS", {
    message: `there are two PSDs for ${detector}: "xml psds" of the settings, and that of a needed analysis`,
    remedy: 'Remove one: "xml psds: null" on the analysis, or the need.',
  });
}

function missing(detector: string): AsimovError {
  return new AsimovError("PSD_MISSING", {
    message: `there is no PSD for ${detector}`,
    remedy: 'Set "psds" (two columns: Hz, 1/Hz) or "xml psds" for it, or need an analysis that offers psds.',
  });
}
