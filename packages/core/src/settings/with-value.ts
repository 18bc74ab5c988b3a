import { isMap, type SettingPath } from "./path.ts";
import type { Settings, Value } from "./types.ts";

/** `settings` with another value at `path`, or without one there if it is undefined; what is no map on the way is replaced by one. */
export function withValue(settings: Settings, path: SettingPath, value: Value | undefined): Settings {
  const [key, ...rest] = path;
  if (key === undefined) return settings;
  const below = Object.hasOwn(settings, key) ? settings[key] : undefined;
  const inner = rest.length === 0 ? value : value === undefined && !isMap(below) ? below : withValue(isMap(below) ? below : {}, rest, value);
  // Pairs rather than a spread with a computed key: a key __proto__ would be lost in an assignment.
  const others = Object.entries(settings).map((entry) => (entry[0] === key && inner !== undefined ? ([key, inner] as const) : entry));
  if (inner === undefined) return Object.fromEntries(others.filter(([name]) => name !== key));
  return Object.fromEntries(Object.hasOwn(settings, key) ? others : [...others, [key, inner]]);
}
