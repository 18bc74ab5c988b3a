import type { Value } from "@asimov-gw/core/pipeline";

import { isMap } from "../settings.ts";
import type { Options, OptionValue } from "./option.ts";
import { problem } from "./problem.ts";

/** Options by which asimov runs summarypages, with what decides about each. */
const ownOptions: Readonly<Record<string, string>> = Object.fromEntries([
  ...["help", "webdir", "existing_webdir", "add_to_existing", "restart_from_checkpoint", "posterior_samples_filename", "save_to_json"].map((name) => [
    name,
    "asimov itself",
  ]),
  ...["external_hdf5_links", "mcmc_samples", "compare_results"].map((name) => [name, "asimov itself"]),
  ...["labels", "samples", "config"].map((name) => [name, "what is summarised"]),
  ["gw", "asimov itself"],
  ["approximant", '"waveform.approximant" of each analysis'],
  ["f_low", '"quality.minimum frequency" of each analysis'],
  ["f_ref", '"waveform.reference frequency" of each analysis'],
  ["psd", 'the "psds" of each analysis'],
  ["calibration", '"data.calibration" of each analysis'],
  ["calibration_definition", '"data.calibration.correction type" of each analysis'],
]);

/**
 * `additional arguments`: a map from options to values, or a list of options and such maps. `written` are the options that settings write, with their
 * names. Throws `PESUMMARY_OPTION_TAKEN`, `PESUMMARY_OPTION_TWICE`, `PESUMMARY_OPTION_VALUE`.
 */
export function furtherOptions(given: Value, written: ReadonlyMap<string, string>): Options {
  const found: Record<string, OptionValue> = {};
  for (const [key, value] of entriesOf(given)) {
    const name = optionName(key);
    const by = Object.hasOwn(ownOptions, name)
      ? ownOptions[name]
      : /_(?:psd|calibration)$/.test(name)
        ? "the analyses that are summarised"
        : undefined;
    if (by !== undefined) throw problem("PESUMMARY_OPTION_TAKEN", key, `is an option that is decided by ${by}`, "Remove it.");
    const setting = written.get(name);
    if (setting !== undefined) throw problem("PESUMMARY_OPTION_TAKEN", key, `is written from the setting "${setting}"`, `Set "${setting}" instead.`);
    if (Object.hasOwn(found, name)) throw problem("PESUMMARY_OPTION_TWICE", key, "stands there twice", "Remove one of them.");
    const read = valueOf(value, key);
    if (read !== undefined) found[name] = read;
  }
  return found;
}

function entriesOf(given: Value): readonly (readonly [string, Value])[] {
  if (given === null) return [];
  if (isMap(given)) return Object.entries(given);
  const list: readonly Value[] = Array.isArray(given) ? given : [given];
  return list.flatMap((one): readonly (readonly [string, Value])[] => {
    if (isMap(one)) return Object.entries(one);
    if (typeof one !== "string" || one.trim() === "")
      throw problem(
        "PESUMMARY_OPTION_VALUE",
        "additional arguments",
        `has ${JSON.stringify(one)}, expected the name of an option, or a map from it to its value`,
      );
    const [, name = "", value] = /^(\S+?)(?:(?:\s+|=)(\S.*))?$/.exec(one.trim()) ?? [];
    return [[name, value ?? true]];
  });
}

function optionName(key: string): string {
  return key
    .trim()
    .replace(/^--?/, "")
    .replaceAll(/[\s-]+/g, "_");
}

function valueOf(value: Value, key: string): OptionValue | undefined {
  if (value === null || value === true || value === "") return true;
  if (value === false) return undefined;
  if (Array.isArray(value) && value.length > 0) return value.map((one: Value) => single(one, key));
  if (isMap(value) && Object.keys(value).length > 0) return Object.entries(value).map(([name, one]) => `${name}:${single(one, key)}`);
  return single(value, key);
}

function single(value: Value, key: string): string | number {
  if (typeof value === "boolean") return value ? "True" : "False";
  if ((typeof value === "number" && Number.isFinite(value)) || (typeof value === "string" && value !== "")) return value;
  throw problem("PESUMMARY_OPTION_VALUE", key, `has ${JSON.stringify(value)}, expected text, a number, true or false, or a list or map of them`);
}
