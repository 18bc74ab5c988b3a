import { AsimovError, formatPlace, type Place } from "../system/index.ts";
import type { Settings, Value } from "./types.ts";

/** Path of a setting: its keys from the outermost in. */
export type SettingPath = readonly string[];

/** One layer of settings: who says it, what, and where each value was written. */
export interface Layer {
  /** For people: `project`, `pipeline NAME`, `subject NAME`, `provided by SUBJECT/ANALYSIS`, `analysis NAME`. */
  readonly name: string;
  readonly settings: Settings;
  /** Where the value at a path was written, if known. */
  readonly place?: ((path: SettingPath) => Place | undefined) | undefined;
}

/** Which layer a value came from, and where it was written. */
export interface Origin {
  readonly layer: string;
  readonly at?: Place | undefined;
}

/** Effective settings, with the origin of every leaf by its {@link pathKey}. */
export interface Resolved {
  readonly settings: Settings;
  readonly lineage: ReadonlyMap<string, Origin>;
}

/**
 * Merges layers, lowest first: maps deeply, lists and scalars whole. `null` cuts away what lower layers say below its path.
 * Throws `SETTINGS_MAP_AGAINST_VALUE` where one layer has a map and another a list or scalar, naming both places.
 */
export function resolveLayers(layers: readonly Layer[]): Resolved {
  const lineage = new Map<string, Origin>();
  let settings: Settings = {};
  for (const layer of layers) settings = mergeMap(settings, layer.settings, [], layer, lineage);
  return { settings, lineage };
}

/** One text for a path, unique whatever characters its keys hold (a JSON pointer, RFC 6901). */
export function pathKey(path: SettingPath): string {
  return path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The path of which {@link pathKey} made `key`. */
export function pathOfKey(key: string): SettingPath {
  return key
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A path as people write it: `data.segment length`. */
export function formatPath(path: SettingPath): string {
  return path.join(".");
}

/** Whether a value is a map. */
export function isMap(value: Value | undefined): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at `path`, or undefined. */
export function valueAt(settings: Settings, path: SettingPath): Value | undefined {
  let value: Value | undefined = settings;
  for (const key of path) {
    if (!isMap(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function mergeMap(lower: Settings, upper: Settings, path: SettingPath, layer: Layer, lineage: Map<string, Origin>): Settings {
  const merged = new Map<string, Value>(Object.entries(lower));
  for (const [key, value] of Object.entries(upper)) {
    const here = [...path, key];
    const below = merged.get(key);
    if (value === null) {
      forget(below, here, lineage);
      merged.delete(key);
    } else if (isMap(value)) {
      if (below !== undefined && !isMap(below)) throw mapAgainstValue(here, layer, lineage, "a map");
      const inner = mergeMap(below ?? {}, value, here, layer, lineage);
      merged.set(key, inner);
      // An empty map is a leaf of its own: it has an origin as long as nothing is in it.
      if (Object.keys(inner).length === 0 && !lineage.has(pathKey(here))) lineage.set(pathKey(here), origin(layer, here));
    } else {
      if (isMap(below)) throw mapAgainstValue(here, layer, lineage, "a single value");
      merged.set(key, value);
      lineage.set(pathKey(here), origin(layer, here));
    }
  }
  if (path.length > 0 && merged.size > 0) lineage.delete(pathKey(path));
  return toObject(merged);
}

function forget(value: Value | undefined, path: SettingPath, lineage: Map<string, Origin>): void {
  lineage.delete(pathKey(path));
  if (isMap(value)) for (const [key, inner] of Object.entries(value)) forget(inner, [...path, key], lineage);
}

function origin(layer: Layer, path: SettingPath): Origin {
  return { layer: layer.name, at: layer.place?.(path) };
}

function mapAgainstValue(path: SettingPath, layer: Layer, lineage: ReadonlyMap<string, Origin>, is: string): AsimovError {
  const key = pathKey(path);
  const below = [...lineage].find(([leaf]) => leaf === key || leaf.startsWith(`${key}/`))?.[1];
  const where = below?.at ? ` (${formatPlace(below.at)})` : "";
  return new AsimovError("SETTINGS_MAP_AGAINST_VALUE", {
    message: `"${formatPath(path)}" is ${is} in ${layer.name}, but not in ${below?.layer ?? "a layer below"}${where}`,
    at: layer.place?.(path),
    remedy: `Give it the same form in both, or cut the lower one away first with "${path.at(-1)}: null".`,
  });
}

// Object.fromEntries defines properties, so that a key such as __proto__ stays an ordinary key.
function toObject(map: ReadonlyMap<string, Value>): Settings {
  return Object.fromEntries(map);
}
