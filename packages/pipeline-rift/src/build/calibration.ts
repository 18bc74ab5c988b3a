import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { AsimovError, Pipeline, type AnalysisView } from "@asimov-gw/core/pipeline";

import { absolute } from "../files.ts";
import { at, textAt } from "../settings.ts";
import { onlyFile } from "./needed.ts";

type View = Pick<AnalysisView, "settings" | "needs" | "projectDirectory">;

const section = ["sampler", "likelihood", "calibration"];

/** Whether samples are reweighted by what is known of the calibration. */
export function reweights({ settings }: Pick<AnalysisView, "settings">): boolean {
  return at(settings, ...section, "sample") === true;
}

/** The config file of bilby that says how data and calibration are used for it. Throws `CALIBRATION_CONFIG_MISSING`. */
export function bilbyConfigOf({ settings, needs, projectDirectory }: View): string {
  const named = textAt(settings, ...section, "bilby ini file");
  if (named !== undefined) return absolute(named, projectDirectory);
  const offering = needs.filter(({ pipeline, assets }) => pipeline === "bilby" && assets["config"] !== undefined);
  const file = offering.length === 1 ? onlyFile(offering[0]!.assets["config"], "config") : undefined;
  if (file !== undefined) return file;
  const found = offering.length === 0 ? "none is needed" : `${offering.map(({ name }) => name).join(" and ")} are needed`;
  throw new AsimovError("CALIBRATION_CONFIG_MISSING", {
    message: `RIFT reweights by the calibration with the config file of one bilby analysis, and ${found}`,
    remedy: `Need one bilby analysis of the same data, or name a file: "${[...section, "bilby ini file"].join(".")}".`,
  });
}

/** Where the builder reads that config file: its copy in `inputs`. Throws as {@link bilbyConfigOf}. */
export function bilbyCopyOf(view: View, inputs: string): string {
  bilbyConfigOf(view);
  return join(inputs, "bilby.ini");
}

/** Writes the copy where samples are to be reweighted: one option to a line, since RIFT reads it as Python reads config files. */
export async function copyBilbyConfig(view: View, inputs: string): Promise<void> {
  if (!reweights(view)) return;
  const options = await Pipeline.readIni(bilbyConfigOf(view));
  const lines = Object.entries(options).map(([name, value]) => `${name} = ${onOneLine(name, value)}\n`);
  await writeFile(join(inputs, "bilby.ini"), lines.join(""));
}

// RIFT takes the last comma of the channels for their end.
function onOneLine(name: string, value: string): string {
  const line = value.replaceAll(/\s*\n\s*/g, " ");
  return name === "channel-dict" ? line.replace(/[\s,]*\}$/, ",}") : line;
}
