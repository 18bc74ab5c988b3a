import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { AsimovError, type AnalysisView } from "@asimov-gw/core/pipeline";

import { absolute, type NamedFile } from "../files.ts";
import { forDetectors, textsAt } from "../settings.ts";
import { filesByDetector } from "./needed.ts";

type View = Pick<AnalysisView, "settings" | "inputs" | "projectDirectory">;

/** Where the strain is: lists of frame files by detector, frame files by detector, or nowhere, so that RIFT looks it up. */
export type Strain =
  | { readonly kind: "caches"; readonly caches: Readonly<Record<string, string>> }
  | { readonly kind: "frames"; readonly frames: Readonly<Record<string, readonly string[]>> }
  | { readonly kind: "looked up" };

/** The strain that the settings name as `data.cache files` or `data.data files`, else what needed analyses offer as `caches` or `frames`. */
export function strainOf({ settings, inputs, projectDirectory }: View): Strain {
  const detectors = textsAt(settings, "interferometers");
  const path = (file: unknown): string => absolute(String(file), projectDirectory);
  const caches = forDetectors(settings, detectors, "data", "cache files");
  if (caches) return { kind: "caches", caches: Object.fromEntries(Object.entries(caches).map(([detector, file]) => [detector, path(file)])) };
  const files = forDetectors(settings, detectors, "data", "data files");
  if (files)
    return { kind: "frames", frames: Object.fromEntries(Object.entries(files).map(([detector, one]) => [detector, [one].flat().map(path)])) };
  const [offered, frames] = [filesByDetector(inputs["caches"]), filesByDetector(inputs["frames"])];
  if (detectors.every((detector) => offered[detector]?.[0] !== undefined))
    return { kind: "caches", caches: Object.fromEntries(detectors.map((detector) => [detector, offered[detector]![0]!])) };
  if (detectors.every((detector) => frames[detector] !== undefined))
    return { kind: "frames", frames: Object.fromEntries(detectors.map((detector) => [detector, frames[detector]!])) };
  return { kind: "looked up" };
}

/** Lists of frame files by detector, as RIFT reads them when it builds; `inputs` is where they are made of frame files. */
export function cachesOf(strain: Strain, inputs: string): Readonly<Record<string, string>> | undefined {
  if (strain.kind === "looked up") return undefined;
  if (strain.kind === "caches") return strain.caches;
  return Object.fromEntries(Object.keys(strain.frames).map((detector) => [detector, join(inputs, `${detector}.cache`)]));
}

/** Files that must be there, with what names them. */
export function strainFiles(strain: Strain): readonly NamedFile[] {
  if (strain.kind === "looked up") return [];
  if (strain.kind === "caches") return Object.entries(strain.caches).map(([detector, file]) => ({ key: `data.cache files.${detector}`, file }));
  return Object.entries(strain.frames).flatMap(([detector, files]) => files.map((file) => ({ key: `data.data files.${detector}`, file })));
}

/** Writes the lists of frame files that the config file names. Throws `DATA_FILE_NAME`. */
export async function writeCaches(strain: Strain, inputs: string): Promise<void> {
  if (strain.kind !== "frames") return;
  for (const [detector, files] of Object.entries(strain.frames)) {
    await writeFile(join(inputs, `${detector}.cache`), files.map((file) => cacheLine(file, detector)).join(""));
  }
}

/** A line of a list of frame files. Throws `DATA_FILE_NAME` for a file whose name does not say what is in it (LIGO-T010150). */
function cacheLine(file: string, detector: string): string {
  const [, observatory = "", content = "", start = "", duration = ""] =
    /^([A-Z][A-Z0-9]*)-([^\s-]+)-(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)\.gwf$/.exec(basename(file)) ?? [];
  if (observatory !== "" && observatory.startsWith(detector[0] ?? ""))
    return `${observatory} ${content} ${start} ${duration} file://localhost${file}\n`;
  throw new AsimovError("DATA_FILE_NAME", {
    message: `the name of a frame file of ${detector} does not say what is in it: ${file}`,
    remedy: `RIFT goes by names such as ${detector[0] ?? "H"}-${detector}_STRAIN-1126259446-32.gwf: observatory, content, GPS start and duration in s. Rename it, or give a list: data.cache files.`,
  });
}
