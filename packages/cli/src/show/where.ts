import type { Analysis } from "@asimov-gw/core/analysis";
import { effectiveNow, effectiveOf, layersNow, type Attempt } from "@asimov-gw/core/lifecycle";
import type { Ledger } from "@asimov-gw/core/ledger";
import {
  differences,
  explain,
  formatPath,
  knownKeys,
  pathKey,
  pathOfKey,
  valueAt,
  type Layer,
  type Saying,
  type SettingPath,
  type Settings,
  type Value,
} from "@asimov-gw/core/settings";
import { AsimovError, didYouMean, typed } from "@asimov-gw/core/system";

import { formatTable } from "../table.ts";
import { shownPlace } from "./place.ts";
import { shownValue } from "./value.ts";

/** What the layers of now say of a key. Throws `SETTING_UNKNOWN`. */
export function sayingsNow(ledger: Ledger, analysis: Analysis, key: string): readonly Saying[] {
  return known(layersNow(ledger, analysis), analysis, key);
}

/** What an attempt was built with at a key; of its layers only those that counted are kept. Throws `SETTING_UNKNOWN`. */
export function sayingsOf(attempt: Attempt, analysis: Analysis, key: string): readonly Saying[] {
  const { settings, lineage } = effectiveOf(attempt);
  const sayings = known([{ name: `attempt ${attempt.number}`, settings }], analysis, key);
  return sayings.map((saying) => {
    const origin = lineage.get(pathKey(saying.path));
    return { ...saying, layer: origin?.layer ?? saying.layer, at: origin?.at };
  });
}

/** Sayings as a table: key, layer, value, place, and which one counts. */
export function whereLines(sayings: readonly Saying[], directory: string): readonly string[] {
  const rows = sayings.map(({ path, layer, value, at, beatenBy }) => [
    formatPath(path),
    layer,
    value === null ? "null (cuts away what is below)" : shownValue(value),
    at ? shownPlace(at, directory) : "",
    beatenBy === undefined ? "wins" : `${value === null ? "filled again by" : "loses to"} ${beatenBy}`,
  ]);
  return formatTable(rows, Infinity);
}

/** Sayings for programs. */
export function whereJson(sayings: readonly Saying[]): readonly object[] {
  return sayings.map(({ path, layer, value, at, beatenBy }) => ({
    path,
    layer,
    value,
    tombstone: value === null,
    at,
    wins: beatenBy === undefined,
    beatenBy,
  }));
}

/** What there is to say besides: layers that contradict each other, and where an attempt was built with something else. */
export function notesOn(ledger: Ledger, analysis: Analysis, attempt: Attempt | undefined, sayings: readonly Saying[]): readonly string[] {
  try {
    const { settings } = effectiveNow(ledger, analysis);
    const about = [...new Set(sayings.map(({ path }) => pathKey(path)))].map(pathOfKey);
    return attempt ? about.flatMap((path) => older(attempt, path, settings)) : [];
  } catch (error) {
    if (error instanceof AsimovError) return [`these layers don't fit together: ${error.code}: ${error.message}`];
    throw error;
  }
}

function older({ number, snapshot }: Attempt, path: SettingPath, now: Settings): readonly string[] {
  const then = valueAt(snapshot.settings, path);
  return differs(then, valueAt(now, path)) ? [`attempt ${number} was built with ${formatPath(path)}: ${shownValue(then)}`] : [];
}

function differs(one: Value | undefined, other: Value | undefined): boolean {
  return differences({ value: one ?? null }, { value: other ?? null }).length > 0;
}

function known(layers: readonly Layer[], analysis: Analysis, key: string): readonly Saying[] {
  const sayings = explain(layers, key);
  if (sayings.length > 0) return sayings;
  throw new AsimovError("SETTING_UNKNOWN", {
    message: `no layer sets "${key}".${didYouMean(key, knownKeys(layers))}`,
    at: analysis.address,
    remedy: `asimov show ${typed(analysis.address)} prints all settings.`,
  });
}
