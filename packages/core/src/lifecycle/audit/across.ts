import { isDeepStrictEqual } from "node:util";

import { formatPath, isMap, pathKey, type SettingPath, type Settings, type Value } from "../../settings/index.ts";
import { contextOf } from "../context.ts";
import type { Session } from "../session.ts";
import type { Audited } from "./analysis.ts";

/** A setting that is not the same in all analyses of a subject. */
export interface Disagreement {
  /** `data.segment length`. */
  readonly key: string;
  /** What each analysis has, by its name; those of other pipelines that don't have it at all are left out. */
  readonly values: readonly { readonly analysis: string; readonly value: Value | undefined }[];
}

/** How the analyses of one subject differ. */
export interface SubjectAudit {
  readonly subject: string;
  /** In what they should agree: the event, its data, what is known of its noise and calibration, and the band that is analysed. */
  readonly disagreements: readonly Disagreement[];
  /** In what analyses are made to differ: waveforms, samplers, priors and the like. */
  readonly byDesign: readonly Disagreement[];
}

/** Compares the settings that the analyses of a subject were built with, or would be; where their config files were edited, what those say. */
export function compareAnalyses(session: Session, subject: string, audited: readonly Audited[]): SubjectAudit {
  const known = audited.flatMap((one) => (one.facts ? [{ ...one.audit.analysis, values: valuesOf(session, one) }] : []));
  const keys = new Set(known.flatMap(({ values }) => [...values.keys()]));
  const all = [...keys].flatMap((key): readonly Disagreement[] => {
    const pipelines = new Set(known.filter(({ values }) => values.has(key)).map(({ pipeline }) => pipeline));
    // What a pipeline does not have in any analysis, it does not read.
    const values = known.filter(({ pipeline }) => pipelines.has(pipeline)).map(({ name, values: all }) => ({ analysis: name, value: all.get(key) }));
    return values.every(({ value }) => sameValue(value, values[0]?.value)) ? [] : [{ key, values }];
  });
  return { subject, disagreements: all.filter(({ key }) => isShared(key)), byDesign: all.filter(({ key }) => !isShared(key)) };
}

// Sections and keys about the event and its data rather than about one way to analyse it.
const shared = [
  "event time",
  "interferometers",
  "data",
  "quality",
  "psds",
  "calibration",
  "likelihood.sample rate",
  "likelihood.psd length",
  "likelihood.post trigger time",
  "likelihood.segment start",
  "likelihood.calibration",
  "likelihood.roll off time",
];

// How the jobs are run says nothing about the result.
const unimportant = ["scheduler", "postprocessing"];

function isShared(key: string): boolean {
  return shared.some((one) => isBelow(key, one));
}

function isBelow(key: string, section: string): boolean {
  return key === section || key.startsWith(`${section}.`);
}

function valuesOf(session: Session, { audit, facts }: Audited): ReadonlyMap<string, Value> {
  if (!facts) return new Map();
  // What other settings imply differs where those do.
  const isDerived = (path: SettingPath): boolean => facts.snapshot.lineage[pathKey(path)]?.layer === "derived";
  const said = [...leaves(facts.snapshot.settings)].filter(([path]) => !isDerived(path));
  const settings = said.map(([path, value]) => [formatPath(path), value] as const);
  const counting = settings.filter(([key]) => !unimportant.some((section) => isBelow(key, section)));
  const values = new Map<string, Value>(counting.map(([key, value]) => [sharedHome(key), value]));
  const { psds } = contextOf(session, audit.analysis, facts).analysis;
  for (const [detector, offers] of Object.entries(psds)) values.set(`psds.${detector}`, offers.map(({ path }) => path).join(" or "));
  for (const { option, after, settings: made } of audit.edited) {
    for (const key of made) values.set(sharedHome(key), `edited by hand: ${option} = ${after ?? "(none)"}`);
  }
  return values;
}

// Blueprints of different ages keep them in different sections.
function sharedHome(key: string): string {
  return key.replace(/^likelihood\.(?=(?:minimum|maximum) frequency(?:\.|$))/, "quality.");
}

function* leaves(settings: Settings, path: SettingPath = []): Generator<readonly [SettingPath, Value]> {
  for (const [key, value] of Object.entries(settings)) {
    if (isMap(value)) yield* leaves(value, [...path, key]);
    else if (value !== null) yield [[...path, key], value];
  }
}

// The order of a list, such as that of detectors, changes nothing.
function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  return isDeepStrictEqual(sorted(one), sorted(other));
}

function sorted(value: Value | undefined): Value | undefined {
  if (!Array.isArray(value)) return value;
  return (value as readonly Value[]).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
