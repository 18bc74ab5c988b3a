import { didYouMean, type Settings } from "@asimov-gw/core/pipeline";

import { at, textsAt, unsuitable } from "../settings.ts";

/** What is assumed of the signal, by the options that say so. */
export interface Assumed {
  readonly nospin: boolean;
  readonly precessing: boolean;
  readonly nonprecessing: boolean;
  readonly matter: boolean;
  readonly matterSecondary: boolean;
  readonly eccentric: boolean;
  readonly lowlatency: boolean;
  readonly highq: boolean;
  readonly wellPlaced: boolean;
}

/** What `likelihood.assume` says, a list of words or a text with commas; undefined when it says nothing. Throws `SETTING_UNSUITABLE`. */
export function assumed(settings: Settings): Assumed | undefined {
  const said = textsAt(settings, "likelihood", "assume").flatMap((text) => text.split(",").map((word) => word.trim()));
  const spinless = at(settings, "waveform", "non-spin") === true ? ["no spin"] : [];
  const words = new Set([...said, ...spinless].filter((word) => word !== ""));
  if (words.size === 0) return undefined;
  for (const word of words) {
    if (Object.values(byFlag).includes(word)) continue;
    const remedy = `What can be assumed: ${Object.values(byFlag).join(", ")}.`;
    throw unsuitable("likelihood.assume", `has ${JSON.stringify(word)}, which RIFT does not know.${didYouMean(word, Object.values(byFlag))}`, remedy);
  }
  const spins = ["no spin", "nonprecessing", "precessing"].filter((word) => words.has(word));
  if (spins.length > 1) throw unsuitable("likelihood.assume", `has both ${spins.join(" and ")}`, "Keep one of them.");
  return Object.fromEntries(Object.entries(byFlag).map(([flag, word]) => [flag, words.has(word)])) as unknown as Assumed;
}

/** The words for the flags that are set, by the names that RIFT's options `assume-...` have. */
export function assumedIn(isSet: (flag: string) => boolean): readonly string[] {
  return Object.entries(flags).flatMap(([flag, name]) => (isSet(flag) ? [byFlag[name]] : []));
}

const flags: Readonly<Record<string, keyof Assumed>> = {
  nospin: "nospin",
  precessing: "precessing",
  nonprecessing: "nonprecessing",
  matter: "matter",
  "matter-but-primary-bh": "matterSecondary",
  eccentric: "eccentric",
  "lowlatency-tradeoffs": "lowlatency",
  highq: "highq",
  "well-placed": "wellPlaced",
};

const byFlag: Readonly<Record<keyof Assumed, string>> = {
  nospin: "no spin",
  precessing: "precessing",
  nonprecessing: "nonprecessing",
  matter: "matter",
  matterSecondary: "matter secondary",
  eccentric: "eccentric",
  lowlatency: "lowlatency tradeoffs",
  highq: "high q",
  wellPlaced: "well-placed",
};
