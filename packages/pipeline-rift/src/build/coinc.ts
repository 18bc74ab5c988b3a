import { join } from "node:path";

import { AsimovError, type AnalysisView, type Settings } from "@asimov-gw/core/pipeline";

import { rangeOf } from "../config/index.ts";
import { absolute } from "../files.ts";
import { at, mapAt, textAt, textsAt, unsuitable } from "../settings.ts";
import { onlyFile } from "./needed.ts";
import { runTool, writeGrid, type Building } from "./tools.ts";

/** Masses in solar masses in the detector's frame, spins along the orbital angular momentum, and the signal-to-noise ratio of a trigger. */
interface Trigger {
  readonly m1: number;
  readonly m2: number;
  readonly s1z: number;
  readonly s2z: number;
  readonly snr: number | undefined;
}

/** The file of the trigger that is there: the one that the settings name, else that of a needed analysis. */
export function givenCoinc({
  settings,
  inputs,
  projectDirectory,
}: Pick<AnalysisView, "settings" | "inputs" | "projectDirectory">): string | undefined {
  const named = textAt(settings, "files", "coinc");
  return named === undefined ? onlyFile(inputs["coinc"], "coinc") : absolute(named, projectDirectory);
}

/** Throws `COINC_MISSING`, which says what can be done, unless there is a file of the trigger or the settings say enough to make one. */
export function checkCoinc(analysis: AnalysisView): void {
  if (givenCoinc(analysis) !== undefined || triggerOf(analysis.settings) !== undefined) return;
  const id = at(mapAt(analysis.settings, "ligo"), "preferred event");
  throw new AsimovError("COINC_MISSING", {
    message: "RIFT starts from the trigger of a search, and there is none: no file coinc.xml, and no masses to make one of",
    remedy: [
      'Name the file on the event: "files: {coinc: path/to/coinc.xml}";',
      `or a source that has it: "files: {coinc: {source: NAME, id: ${typeof id === "string" ? id : "ID"}}}";`,
      'or say what was found: "coinc: {mass 1: 38, mass 2: 33, snr: 24}", solar masses in the detector\'s frame;',
      'or give "priors.chirp mass" a range.',
    ].join(" "),
  });
}

/** The file of the trigger, made of the settings by RIFT's own tools where there is none. Throws `COINC_MISSING`, `SETTING_UNSUITABLE`, `BUILDER_FAILED`. */
export async function coincFile(building: Building): Promise<string> {
  const { analysis, log, inputs } = building;
  checkCoinc(analysis);
  const given = givenCoinc(analysis);
  if (given !== undefined) return given;
  const { snr, ...point } = triggerOf(analysis.settings)!;
  const sim = await writeGrid(building, { time: at(analysis.settings, "event time"), point }, "target.xml.gz");
  const detectors = textsAt(analysis.settings, "interferometers").flatMap((detector) => ["--ifo", detector]);
  const args = ["--sim-xml", sim, ...detectors, ...(snr === undefined ? [] : ["--injected-snr", String(snr)]), "--output", join(inputs, "coinc.xml")];
  const [m1, m2] = [point.m1.toFixed(2), point.m2.toFixed(2)];
  log.info(
    `There is no file of the trigger: one is made with masses of ${m1} and ${m2} solar masses and ${snr === undefined ? "RIFT's own" : "that"} signal-to-noise ratio.`,
  );
  return runTool(building, "util_SimInspiralToCoinc.py", args, "coinc.xml");
}

function triggerOf(settings: Settings): Trigger | undefined {
  const masses = massesOf(settings);
  if (masses === undefined) return undefined;
  const [one, other] = masses;
  return {
    m1: Math.max(one, other),
    m2: Math.min(one, other),
    s1z: numberAt(settings, "spin 1") ?? 0,
    s2z: numberAt(settings, "spin 2") ?? 0,
    snr: numberAt(settings, "snr"),
  };
}

// Without masses the middle of what is allowed: RIFT looks for the signal around it.
function massesOf(settings: Settings): readonly [number, number] | undefined {
  const given = [numberAt(settings, "mass 1"), numberAt(settings, "mass 2")] as const;
  if (given[0] !== undefined && given[1] !== undefined) return [given[0], given[1]];
  const range = rangeOf(settings, "chirp mass");
  if (range === undefined) return undefined;
  const [lowest, highest] = rangeOf(settings, "mass ratio") ?? [0.5, 1];
  const [chirpMass, ratio] = [(range[0] + range[1]) / 2, (lowest + highest) / 2];
  const m1 = chirpMass * (1 + ratio) ** 0.2 * ratio ** -0.6;
  return [m1, ratio * m1];
}

function numberAt(settings: Settings, key: string): number | undefined {
  const value = at(settings, "coinc", key);
  if (value === undefined || typeof value === "number") return value;
  throw unsuitable(`coinc.${key}`, `is ${JSON.stringify(value)}, expected a number`);
}
