import { AsimovError, didYouMean, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { isMap, unsuitable } from "../settings.ts";
import { furtherOptions } from "./further.ts";
import type { Options } from "./option.ts";

/** How one setting becomes options of summarypages. */
interface Rule {
  readonly setting: string;
  /** The options that it writes. */
  readonly writes: readonly string[];
  readonly options: (value: Value, setting: string) => Options;
}

const rules: readonly Rule[] = [
  { setting: "cosmology", writes: ["cosmology"], options: (value, setting) => ({ cosmology: text(value, setting) }) },
  {
    setting: "redshift",
    writes: ["redshift_method"],
    options: (value, setting) => ({ redshift_method: oneOf(value, setting, ["approx", "exact"]) }),
  },
  { setting: "skymap samples", writes: ["nsamples_for_skymap"], options: (value, setting) => ({ nsamples_for_skymap: count(value, setting) }) },
  { setting: "evolve spins", writes: ["evolve_spins_forwards", "evolve_spins_backwards", "evolve_spins"], options: evolution },
  { setting: "nrsur fits", writes: ["NRSur_fits"], options: remnantFits },
  { setting: "multiprocess", writes: ["multi_process"], options: (value, setting) => ({ multi_process: count(value, setting) }) },
  { setting: "regenerate", writes: ["regenerate"], options: (value, setting) => ({ regenerate: texts(value, setting) }) },
  { setting: "regenerate posteriors", writes: ["regenerate"], options: (value, setting) => ({ regenerate: texts(value, setting) }) },
  { setting: "calculate", writes: ["calculate_precessing_snr", "calculate_multipole_snr"], options: calculations },
];

/** Names of the settings of PESummary, the one with all else among them. */
export const settingNames: readonly string[] = [...rules.map(({ setting }) => setting), "additional arguments"];

/**
 * The options that the settings of PESummary ask for. Throws `PESUMMARY_SETTING`, `PESUMMARY_SETTING_UNKNOWN` for what is none of them, and what
 * `additional arguments` are refused with.
 */
export function optionsOf(settings: Settings): Options {
  refuseUnknown(settings);
  const said = rules.flatMap(({ setting, options }) => {
    const value = settings[setting] ?? null;
    return value === null ? [] : [options(value, setting)];
  });
  const written = new Map(rules.flatMap(({ setting, writes }) => writes.map((option) => [option, setting] as const)));
  return Object.assign({}, ...said, furtherOptions(settings["additional arguments"] ?? null, written)) as Options;
}

function refuseUnknown(settings: Settings): void {
  const unknown = Object.keys(settings).find((key) => !settingNames.includes(key));
  if (unknown === undefined) return;
  throw new AsimovError("PESUMMARY_SETTING_UNKNOWN", {
    message: `"postprocessing.pesummary" has "${unknown}", which is no setting of PESummary.${didYouMean(unknown, settingNames)}`,
    remedy: 'Correct it; options of summarypages itself stand below "additional arguments".',
  });
}

const directions: Readonly<Record<string, Options>> = {
  forwards: { evolve_spins_forwards: true },
  backwards: { evolve_spins_backwards: "precession_averaged" },
};

function evolution(value: Value, setting: string): Options {
  return every(value, setting, directions);
}

const calculated: Readonly<Record<string, Options>> = {
  "precessing snr": { calculate_precessing_snr: true },
  "multipole snr": { calculate_multipole_snr: true },
};

function calculations(value: Value, setting: string): Options {
  return every(value, setting, calculated);
}

// Of one text, or of each in a list.
function every(value: Value, setting: string, known: Readonly<Record<string, Options>>): Options {
  const words = (Array.isArray(value) ? value : [value]).flatMap((one: Value) =>
    typeof one === "string" ? one.split(",").map((word) => word.trim()) : [""],
  );
  if (words.every((word) => Object.hasOwn(known, word))) return Object.assign({}, ...words.map((word) => known[word])) as Options;
  throw unsuitable(`postprocessing.pesummary.${setting}`, value, `${Object.keys(known).join(" or ")}, or a list of them`);
}

function remnantFits(value: Value, setting: string): Options {
  if (value === false) return {};
  return { NRSur_fits: value === true ? true : text(value, setting) };
}

function text(value: Value, setting: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw unsuitable(`postprocessing.pesummary.${setting}`, value, "text");
}

function oneOf(value: Value, setting: string, values: readonly string[]): string {
  if (typeof value === "string" && values.includes(value)) return value;
  throw unsuitable(`postprocessing.pesummary.${setting}`, value, values.join(" or "));
}

function count(value: Value, setting: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw unsuitable(`postprocessing.pesummary.${setting}`, value, "a whole number above 0");
}

function texts(value: Value, setting: string): readonly string[] {
  const list: readonly Value[] = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((one) => typeof one === "string" && one.trim() !== "")) return list as readonly string[];
  throw unsuitable(`postprocessing.pesummary.${setting}`, value, "the name of a parameter, or a list of them");
}

/** The settings of PESummary for an analysis: below `postprocessing.pesummary`, and where `own` holds also of the analysis itself, below those. */
export function pesummarySettings(settings: Settings, own: boolean): Settings {
  const postprocessing = isMap(settings["postprocessing"]) ? settings["postprocessing"] : {};
  const given = isMap(postprocessing["pesummary"]) ? postprocessing["pesummary"] : {};
  if (!own) return given;
  const among = settingNames.filter((name) => Object.hasOwn(settings, name) && settings[name] !== null);
  return { ...Object.fromEntries(among.map((name) => [name, settings[name]!])), ...given };
}
