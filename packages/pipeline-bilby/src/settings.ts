import { AsimovError, type Settings, type Value } from "@asimov-gw/core/pipeline";

/** The value at `path`, or undefined. */
export function at(settings: Settings, ...path: readonly string[]): Value | undefined {
  let value: Value | undefined = settings;
  for (const key of path) value = isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value ?? undefined;
}

/** The map at `path`; empty when there is none. */
export function mapAt(settings: Settings, ...path: readonly string[]): Settings {
  const value = at(settings, ...path);
  return isMap(value) ? value : {};
}

/** The list at `path` as texts; empty when there is none. */
export function textsAt(settings: Settings, ...path: readonly string[]): readonly string[] {
  const value = at(settings, ...path);
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.map(String) : [];
}

/**
 * The entries of a per-detector map for `detectors`, in their order; undefined when none has one.
 * Throws `SETTING_MISSING`, naming the key, when only some have.
 */
export function forDetectors(map: Settings, detectors: readonly string[], path: string): Settings | undefined {
  const isEmpty = detectors.every((detector) => at(map, detector) === undefined);
  return isEmpty ? undefined : forEachDetector(map, detectors, path);
}

/** As {@link forDetectors}, of what bilby can't do without: refused also when none has one. `otherwise` says what else would do. */
export function forEachDetector(map: Settings, detectors: readonly string[], path: string, otherwise = ""): Settings {
  const missing = detectors.filter((detector) => at(map, detector) === undefined);
  if (missing.length === 0) return Object.fromEntries(detectors.map((detector) => [detector, map[detector] ?? null]));
  throw new AsimovError("SETTING_MISSING", {
    message: `the setting "${path}" has no entry for ${missing.join(" and ")}`,
    remedy: `The analysis uses ${detectors.join(", ")}: set "${path}" for each of them${otherwise}, or change "interferometers".`,
  });
}

/** Whether a value of the settings is a map. */
export function isMap(value: Value | undefined): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
