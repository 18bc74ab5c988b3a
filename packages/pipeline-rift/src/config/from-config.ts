import type { DraftedSettings, Settings, Value } from "@asimov-gw/core/pipeline";

import { isRaw, ownOptions, writtenOptions } from "../options/index.ts";
import { assumedIn } from "./assumed.ts";
import { distanceTypeOf } from "./priors.ts";

type Options = Readonly<Record<string, string>>;

/** The settings behind the options that the vocabulary can't say: priors, spectra, what is assumed, and where likelihoods are computed. */
export function settingsFromConfig(options: Options): DraftedSettings {
  const understood: string[] = [];
  const take = (name: string): string | undefined => {
    const text = options[name]?.trim().replace(/^(['"])(.*)\1$/s, "$2");
    if (text !== undefined && text !== "") understood.push(name);
    return text === "" ? undefined : text;
  };
  const priors = priorsIn(take);
  const psds = Object.fromEntries(
    Object.keys(options).flatMap((name) => {
      const detector = /^engine\.([A-Z]\d)-psd$/.exec(name)?.[1];
      const file = detector === undefined ? undefined : take(name);
      return detector === undefined || file === undefined ? [] : [[detector, file]];
    }),
  );
  const assume = assumedIn((flag) => take(`${own}assume-${flag}`) === "True");
  const gpu = take(`${own}ile-no-gpu`) === "True" ? false : take(`${own}ile-force-gpu`) === "True" ? true : undefined;
  const extra = options[`${own}manual-extra-ile-args`]?.trim().replaceAll("%%", "%") ?? "";
  // Those of the waveform model are settings of their own.
  const isOwn = extra !== "" && !extra.includes("--internal-waveform-extra");
  if (isOwn) understood.push(`${own}manual-extra-ile-args`);
  const ile = { ...(gpu !== undefined && { gpu }), ...(isOwn && { "manual extra args": [extra] }) };
  const further = furtherIn(options, understood);
  const settings: Settings = {
    ...(Object.keys(psds).length > 0 && { psds }),
    ...(assume.length > 0 && { likelihood: { assume } }),
    ...(Object.keys(priors).length > 0 && { priors }),
    ...(Object.keys(ile).length > 0 && { sampler: { ile } }),
    ...(Object.keys(further).length > 0 && { "pipeline options": further }),
  };
  return { settings, understood };
}

const own = "rift-pseudo-pipe.";

// Options that no setting is written to stand by their own names.
function furtherIn(options: Options, understood: string[]): Settings {
  const names = Object.keys(options).filter((name) => name.startsWith(own) && !writtenOptions().has(nameOf(name)));
  const drafted = names.flatMap((name) => {
    const value = isRaw(nameOf(name)) ? options[name]!.replaceAll("%%", "%") : valueOf(options[name]!);
    if (value === undefined || ownOptions.has(nameOf(name))) return [];
    understood.push(name);
    return [[nameOf(name), value] as const];
  });
  return Object.fromEntries(drafted);
}

function nameOf(option: string): string {
  return option.slice(own.length).replaceAll("_", "-");
}

function valueOf(text: string): Value | undefined {
  const written = text.trim().replaceAll("%%", "%");
  if (written === "" || written === "True") return true;
  if (written === "False") return false;
  const [, , quoted] = /^(['"])([^'"\\]*)\1$/.exec(written) ?? [];
  return quoted ?? numberOf(written);
}

function priorsIn(take: (name: string) => string | undefined): Settings {
  const bounds = (from: string | undefined, to: string): Settings => {
    const [minimum, maximum] = [from === undefined ? undefined : numberOf(take(from)), numberOf(take(to))];
    return { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  };
  const distance = bounds("engine.distance-min", "engine.distance-max");
  const drafted = {
    "chirp mass": bounds("engine.chirpmass-min", "engine.chirpmass-max"),
    "mass ratio": bounds("engine.q-min", "engine.q-max"),
    "mass 1": bounds("engine.comp-min", "engine.comp-max"),
    // The maxima that count; those of [engine] are there without any, too.
    "spin 1": bounds(undefined, `${own}force-chi-max`),
    "spin 2": bounds(undefined, `${own}force-chi-small-max`),
    "lambda 1": bounds(undefined, `${own}force-lambda-max`),
    "lambda 2": bounds(undefined, `${own}force-lambda-small-max`),
    "luminosity distance": Object.keys(distance).length > 0 ? { ...distance, ...distanceTypeOf(take(`${own}ile-distance-prior`)) } : {},
  };
  return Object.fromEntries(Object.entries(drafted).filter(([, prior]) => Object.keys(prior).length > 0));
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || !Number.isFinite(Number(text)) ? undefined : Number(text);
}
