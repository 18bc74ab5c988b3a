import { pathKey, placeIn, type SettingPath, type Source, type Value } from "../../settings/index.ts";

/** Line and column of values, as {@link Source} keeps them. */
export type Places = Source["places"];

/** The places of `value` at `path` and of all below it, by their paths from there on. */
export function placesBelow(source: Source, path: SettingPath, value: Value): Places {
  if (typeof value !== "object") return ownPlace(source, path);
  const start = pathKey(path);
  const below = Object.entries(source.places).filter(([key]) => key.startsWith(`${start}/`));
  return { ...ownPlace(source, path), ...Object.fromEntries(below.map(([key, place]) => [key.slice(start.length), place])) };
}

/** `places` without those of the value at `path` and of all below it. */
export function placesWithout(places: Places, path: SettingPath): Places {
  const start = pathKey(path);
  return Object.fromEntries(Object.entries(places).filter(([key]) => key !== start && !key.startsWith(`${start}/`)));
}

/** `places` of a value and of all below it, by their paths once the value stands at `path`. */
export function placesAt(path: SettingPath, places: Places): Places {
  const start = pathKey(path);
  return Object.fromEntries(Object.entries(places).map(([key, place]) => [`${start}${key}`, place]));
}

// What an alias or a merge key brought has no place of its own: it has that of what is around it.
function ownPlace(source: Source, path: SettingPath): Places {
  const own = source.places[pathKey(path)];
  if (own) return { "": own };
  const { line, column } = placeIn(source, path);
  return line === undefined || column === undefined ? {} : { "": [line, column] };
}
