import { formatPath, isMap, placeIn, valueAt, type SettingPath, type Settings, type Source, type Value } from "../../settings/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import type { Combination } from "./grammar.ts";
import { placesAt, placesBelow, placesWithout, type Places } from "./places.ts";

/** `document` without its strategy. */
export function withoutStrategy({ content, source }: BlueprintDocument): BlueprintDocument {
  const settings = Object.fromEntries(Object.entries(content).filter(([key]) => key !== "strategy"));
  return { content: settings, source: { ...source, places: placesWithout(source.places, ["strategy"]) } };
}

/**
 * `document` with the values of a combination, which have the places of their elements in the strategy; `written` is where that stands.
 * Throws `BLUEPRINT_STRATEGY_PATH` where something else than a map is on the way to a value.
 */
export function assign({ content, source }: BlueprintDocument, combination: Combination, written: Source): BlueprintDocument {
  let settings: Settings = content;
  let kept = source.places;
  let added: Places = {};
  for (const { path, value, from } of combination) {
    const blocked = firstBlocked(settings, path);
    if (blocked) throw notAMap({ content, source }, blocked, path);
    if (valueAt(settings, path) !== undefined) kept = placesWithout(kept, path);
    settings = withValue(settings, path, value);
    added = { ...added, ...placesAt(path, placesBelow(written, from, value)) };
  }
  return { content: settings, source: { ...source, places: { ...kept, ...added } } };
}

function firstBlocked(settings: Settings, path: SettingPath): SettingPath | undefined {
  let inner: Value = settings;
  for (const [index, key] of path.slice(0, -1).entries()) {
    if (!Object.hasOwn(inner, key)) return undefined;
    const next: Value = inner[key]!;
    if (!isMap(next)) return path.slice(0, index + 1);
    inner = next;
  }
  return undefined;
}

// Computed keys and spreading define properties, so that a key such as __proto__ stays an ordinary key.
function withValue(settings: Settings, [key = "", ...rest]: SettingPath, value: Value): Settings {
  if (rest.length === 0) return { ...settings, [key]: value };
  const inner = Object.hasOwn(settings, key) ? settings[key] : undefined;
  return { ...settings, [key]: withValue(isMap(inner) ? inner : {}, rest, value) };
}

function notAMap({ content, source }: BlueprintDocument, blocked: SettingPath, path: SettingPath): AsimovError {
  const value = blocked.reduce<Value | undefined>((outer, key) => (isMap(outer) ? outer[key] : undefined), content);
  return new AsimovError("BLUEPRINT_STRATEGY_PATH", {
    message: `"${formatPath(blocked)}" is ${JSON.stringify(value)}, not a map: the strategy can't set "${formatPath(path)}" in it`,
    at: placeIn(source, blocked),
    remedy: `Make "${formatPath(blocked)}" a map, or mend the path.`,
  });
}
