import type { Analysis } from "@asimov-gw/core/analysis";
import { effectiveOf, type Attempt } from "@asimov-gw/core/lifecycle/record";
import {
  canonicalKey,
  currentNames,
  differences,
  explain,
  formatPath,
  formerIn,
  knownKeys,
  meantKey,
  pathKey,
  pathOfKey,
  resolveLayers,
  valueAt,
  type Alias,
  type Layer,
  type Saying,
  type SettingPath,
  type Settings,
  type Value,
} from "@asimov-gw/core/settings";
import { AsimovError, AsimovErrors, didYouMean, typed } from "@asimov-gw/core/system";

import { formatTable } from "../table.ts";
import { shownLayer, shownWriting } from "./place.ts";
import { shownValue } from "./value.ts";

/** What the layers of now, lowest first, say of a key; `described` are keys that somebody may mean besides theirs. Throws `SETTING_UNKNOWN`. */
export function sayingsNow(layers: readonly Layer[], analysis: Analysis, key: string, described: () => Iterable<string>): readonly Saying[] {
  return known(layers, analysis, key, described);
}

/** What an attempt was built with at a key; of its layers only those that counted are kept. Throws `SETTING_UNKNOWN`. */
export function sayingsOf(
  attempt: Attempt,
  analysis: Analysis,
  key: string,
  former: readonly Alias[],
  described: () => Iterable<string>,
): readonly Saying[] {
  const { settings, lineage } = effectiveOf(attempt);
  const sayings = known([{ name: `attempt ${attempt.number}`, settings, former }], analysis, key, described);
  // What a snapshot implies but does not hold was cut away when it was made.
  const held = sayings.filter(({ from }) => from === undefined);
  return held.map((saying) => {
    const origin = lineage.get(pathKey(saying.path));
    return { ...saying, ...origin };
  });
}

/** Sayings as a table: key, layer, value, place, and which one counts. */
export function whereLines(sayings: readonly Saying[], directory: string): readonly string[] {
  const rows = sayings.map(({ path, value, beatenBy, ...origin }) => [
    formatPath(path),
    shownLayer(origin),
    value === null ? "null (cuts away what is below)" : shownValue(value),
    shownWriting(origin, directory),
    beatenBy === undefined ? "wins" : `${value === null ? "filled again by" : "loses to"} ${beatenBy}`,
  ]);
  return formatTable(rows, Infinity);
}

/** Sayings for programs. */
export function whereJson(sayings: readonly Saying[]): readonly object[] {
  return sayings.map(({ path, layer, value, at, beatenBy, writtenAs, from }) => ({
    path,
    layer,
    value,
    tombstone: value === null,
    at,
    writtenAs,
    from,
    wins: beatenBy === undefined,
    beatenBy,
  }));
}

/** What there is to say besides: layers that contradict each other, and where an attempt was built with something else. */
export function notesOn(layers: readonly Layer[], attempt: Attempt | undefined, sayings: readonly Saying[]): readonly string[] {
  try {
    const { settings } = resolveLayers(layers);
    const about = [...new Set(sayings.map(({ path }) => pathKey(path)))].map(pathOfKey);
    return attempt ? about.flatMap((path) => older(attempt, path, settings, formerIn(layers))) : [];
  } catch (error) {
    if (error instanceof AsimovErrors) return error.errors.map(contradiction);
    if (error instanceof AsimovError) return [contradiction(error)];
    throw error;
  }
}

/** That a key is a former one, and what counts now; nothing where it is not. */
export function formerKey(key: string, former: readonly Alias[]): readonly string[] {
  const now = canonicalKey(key, former);
  return now === key ? [] : [`${key} is a former spelling or home of ${now}`];
}

function contradiction({ code, message }: AsimovError): string {
  return `these layers don't fit together: ${code}: ${message}`;
}

function older({ number, snapshot }: Attempt, path: SettingPath, now: Settings, former: readonly Alias[]): readonly string[] {
  const then = valueAt(currentNames(snapshot.settings, former), path);
  return differs(then, valueAt(now, path)) ? [`attempt ${number} was built with ${formatPath(path)}: ${shownValue(then)}`] : [];
}

function differs(one: Value | undefined, other: Value | undefined): boolean {
  return differences({ value: one ?? null }, { value: other ?? null }).length > 0;
}

function known(layers: readonly Layer[], analysis: Analysis, key: string, described: () => Iterable<string>): readonly Saying[] {
  const sayings = explain(layers, key);
  if (sayings.length > 0) return sayings;
  const former = formerIn(layers);
  const current = canonicalKey(key, former);
  const note = formerKey(key, former)
    .map((text) => ` ${text}.`)
    .join("");
  throw new AsimovError("SETTING_UNKNOWN", {
    message: `no layer sets "${key}".${note}${didYouMean(current, knownKeys(layers)) || meantKey(current, described())}`,
    at: analysis.address,
    remedy: `asimov show ${typed(analysis.address)} prints all settings.`,
  });
}
