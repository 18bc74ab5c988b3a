import type { DraftedSettings, Settings } from "@asimov-gw/core/pipeline";

import { draftPriors } from "./priors.ts";
import { splitAt } from "./split.ts";

type Options = Readonly<Record<string, string>>;

/** The settings behind the options that the vocabulary can't say: frequencies for each detector and the waveform, priors, and the name. */
export function settingsFromConfig(options: Options): DraftedSettings {
  const minimum = frequencies(options, "minimum-frequency");
  const maximum = frequencies(options, "maximum-frequency");
  const priors = options["prior-dict"] === undefined ? undefined : draftPriors(options["prior-dict"]);
  const { waveform, ...detectors } = minimum ?? {};
  const quality = { ...(minimum && { "minimum frequency": detectors }), ...(maximum && { "maximum frequency": maximum }) };
  const settings: Settings = {
    ...(Object.keys(quality).length > 0 && { quality }),
    ...(waveform !== undefined && { likelihood: { "start frequency": waveform } }),
    ...(priors && { priors: priors.settings }),
  };
  const understood = [
    ...(minimum ? ["minimum-frequency"] : []),
    ...(maximum ? ["maximum-frequency"] : []),
    ...(priors?.complete ? ["prior-dict"] : []),
  ];
  return { settings, understood, name: options["label"] };
}

// One number stands for all detectors.
function frequencies(options: Options, option: string): Readonly<Record<string, number>> | undefined {
  const text = options[option]?.trim();
  if (text === undefined || text === "None") return undefined;
  const inner = /^\{([\s\S]*)\}$/.exec(text)?.[1];
  const detectors = (options["detectors"] ?? "").match(/\w+/g) ?? [];
  const entries = inner === undefined ? detectors.map((detector) => [detector, text] as const) : splitAt(inner, ",").map(entryOf);
  const numbers = entries.map(([name, value]) => [name, value.trim() === "" ? NaN : Number(value)] as const);
  return numbers.length > 0 && numbers.every(([, value]) => Number.isFinite(value)) ? Object.fromEntries(numbers) : undefined;
}

function entryOf(text: string): readonly [string, string] {
  const [name = "", ...value] = splitAt(text, ":=");
  return [name.trim().replaceAll(/^['"]|['"]$/g, ""), value.join("")];
}
