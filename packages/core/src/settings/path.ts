import type { Settings, Value } from "./types.ts";

/** Path of a setting: its keys from the outermost in. */
export type SettingPath = readonly string[];

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
