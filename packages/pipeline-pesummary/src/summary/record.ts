import { createHash } from "node:crypto";
import { join } from "node:path";

import { readIfExists, sha256File } from "@asimov-gw/core/system";

import type { Options } from "../options/index.ts";
import { isMap } from "../settings.ts";
import type { Source } from "../sources/index.ts";
import type { Summary } from "./summary.ts";

/** What pages were made of: kept beside them, so that the next time only what is new is added. */
export interface PagesRecord {
  readonly record: 1;
  readonly options: Options;
  /** By label: a hash of the samples, and of all else that PESummary was told of them. */
  readonly sources: Readonly<Record<string, string>>;
}

const fileName = "asimov-summary.json";

/** The record of the pages in a directory. */
export function recordFile(directory: string): string {
  return join(directory, fileName);
}

/** What pages of `summary` are made of. It reads all files of the sources. */
export async function recordOf({ options, sources }: Summary): Promise<PagesRecord> {
  const entries: (readonly [string, string])[] = [];
  for (const source of sources) entries.push([source.label, await identityOf(source)]);
  return { record: 1, options, sources: Object.fromEntries(entries) };
}

/** The record of pages that were made; undefined where there is none that can be used. */
export function readRecord(directory: string): PagesRecord | undefined {
  const text = readIfExists(recordFile(directory));
  const value = text === undefined ? undefined : parsed(text);
  const isRecord = isMap(value) && value["record"] === 1 && isMap(value["options"]) && isMap(value["sources"]);
  return isRecord ? (value as unknown as PagesRecord) : undefined;
}

// Pages whose record somebody damaged are made anew.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function identityOf({ samples, config, approximant, lowestFrequency, referenceFrequency, psds, calibration }: Source): Promise<string> {
  const hash = createHash("sha256");
  const facts = [await sha256File(samples), config === undefined ? null : await sha256File(config), approximant, lowestFrequency, referenceFrequency];
  hash.update(JSON.stringify(facts.map((fact) => fact ?? null)));
  for (const [detector, file] of sorted(psds)) hash.update(JSON.stringify(["psd", detector, await sha256File(file)]));
  for (const [detector, { file, definition }] of sorted(calibration))
    hash.update(JSON.stringify(["calibration", detector, definition, await sha256File(file)]));
  return hash.digest("hex");
}

function sorted<T>(map: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(map).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
