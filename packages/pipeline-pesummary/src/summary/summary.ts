import type { Settings } from "@asimov-gw/core/pipeline";

import { optionsOf, type Options } from "../options/index.ts";
import type { Source } from "../sources/index.ts";
import { canDefine } from "./command.ts";

/** What PESummary is to summarise, and with which options besides what it is told of each source. */
export interface Summary {
  readonly options: Options;
  readonly sources: readonly Source[];
}

/** The summary of these sources that the settings of PESummary ask for. Throws what {@link optionsOf} throws. */
export function summaryOf(settings: Settings, sources: readonly Source[]): Summary {
  const options = optionsOf(settings);
  const isOpen = (settings["nrsur fits"] ?? null) === null;
  return { options: isOpen && sources.length > 0 && sources.every(isSurrogate) ? { ...options, NRSur_fits: true } : options, sources };
}

/** What summarypages can't be told of these sources, for people: it takes some things for all of them, or not at all. */
export function untold({ options, sources }: Summary): readonly string[] {
  const partly = partlyKnown.flatMap(({ what, key }) => {
    const without = sources.filter((source) => source[key] === undefined);
    if (without.length === 0 || without.length === sources.length) return [];
    return [`${what} is set for some of the analyses only, so that PESummary is told of none; not for ${labels(without)}`];
  });
  const surrogates = sources.filter(isSurrogate);
  const mixed = surrogates.length > 0 && surrogates.length < sources.length && options["NRSur_fits"] === undefined;
  const envelopes = canDefine(sources) ? [] : sources.flatMap(templates);
  return [
    ...partly,
    ...(mixed ? [`the fits of NRSur are for all analyses or for none, and not all are of NRSur; those that are: ${labels(surrogates)}`] : []),
    ...(envelopes.length > 0
      ? [
          `what envelopes correct can be told only where all analyses have those of the same detectors; PESummary takes these for corrections of data: ${envelopes.join(", ")}`,
        ]
      : []),
  ];
}

const partlyKnown = [
  { what: "the approximant", key: "approximant" },
  { what: "the lowest frequency", key: "lowestFrequency" },
  { what: "the reference frequency", key: "referenceFrequency" },
] as const;

function templates({ label, calibration }: Source): readonly string[] {
  return Object.entries(calibration).flatMap(([detector, { definition }]) => (definition === "data" ? [] : [`${detector} of ${label}`]));
}

function isSurrogate({ approximant }: Source): boolean {
  return /nrsur/i.test(approximant ?? "");
}

function labels(sources: readonly Source[]): string {
  return sources.map(({ label }) => label).join(", ");
}
