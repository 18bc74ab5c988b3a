import type { Place } from "../system/index.ts";
import { pathKey, type SettingPath } from "./path.ts";

/** Where a document of settings was written: kept beside its content, so that every value can name its line. */
export interface Source {
  /** Absolute path or URL. */
  readonly file: string;
  readonly sha256: string;
  /** Place of the document in its file, from 0. */
  readonly document: number;
  /** Line and column of each value, by {@link pathKey}; also the column of its key where that stands before it in its line. */
  readonly places: Readonly<Record<string, readonly [line: number, column: number, key?: number]>>;
  /** The command that set a value since, by {@link pathKey}: it counts over the place. */
  readonly changed?: Readonly<Record<string, string>> | undefined;
  /** Address of the analysis from which the document was copied. */
  readonly copiedFrom?: string | undefined;
}

/** Where the key of the value at `path` was written, or else the value. */
export function placeOfKey(source: Source, path: SettingPath): Place {
  const place = placeIn(source, path);
  const [, , column] = source.places[pathKey(path)] ?? [];
  return place.line === undefined || column === undefined ? place : { ...place, column };
}

/** Where the value at `path` was written; the nearest enclosing one that is known. */
export function placeIn(source: Source, path: SettingPath): Place {
  for (let length = path.length; length >= 0; length--) {
    const key = pathKey(path.slice(0, length));
    const command = source.changed?.[key];
    if (command !== undefined) return { file: command };
    const place = source.places[key];
    if (place) return { file: source.file, line: place[0], column: place[1] };
  }
  return { file: source.file };
}
