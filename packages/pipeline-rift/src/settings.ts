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

/** The list at `path` as texts, one text as a list of it; empty when there is none. */
export function textsAt(settings: Settings, ...path: readonly string[]): readonly string[] {
  const value = at(settings, ...path);
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.map(String) : [];
}

/** The text at `path`; undefined when there is none. Throws `SETTING_UNSUITABLE` for anything else. */
export function textAt(settings: Settings, ...path: readonly string[]): string | undefined {
  const value = at(settings, ...path);
  if (value === undefined || typeof value === "string") return value;
  throw unsuitable(path.join("."), `is ${JSON.stringify(value)}, expected text`);
}

/** The entries of the map at `path` for `detectors`, in their order; undefined when none has one. Throws `SETTING_MISSING` when only some have. */
export function forDetectors(settings: Settings, detectors: readonly string[], ...path: readonly string[]): Settings | undefined {
  const map = mapAt(settings, ...path);
  return detectors.every((detector) => at(map, detector) === undefined) ? undefined : forEachDetector(settings, detectors, ...path);
}

/** As {@link forDetectors}, of what RIFT can't do without. */
export function forEachDetector(settings: Settings, detectors: readonly string[], ...path: readonly string[]): Settings {
  const map = mapAt(settings, ...path);
  const missing = detectors.filter((detector) => at(map, detector) === undefined);
  if (missing.length === 0) return Object.fromEntries(detectors.map((detector) => [detector, map[detector] ?? null]));
  throw new AsimovError("SETTING_MISSING", {
    message: `the setting "${path.join(".")}" has no entry for ${missing.join(" and ")}`,
    remedy: `The analysis uses ${detectors.join(", ")}: set "${path.join(".")}" for each of them, or change "interferometers".`,
  });
}

/** As {@link forDetectors}, of texts. Throws `SETTING_UNSUITABLE` also for an entry that is none. */
export function textsForDetectors(
  settings: Settings,
  detectors: readonly string[],
  ...path: readonly string[]
): Readonly<Record<string, string>> | undefined {
  const map = forDetectors(settings, detectors, ...path);
  return map && Object.fromEntries(Object.keys(map).map((detector) => [detector, textAt(map, detector) ?? ""]));
}

/** The error for a setting whose value RIFT can't have; `what` goes on after its name. */
export function unsuitable(key: string, what: string, remedy?: string): AsimovError {
  return new AsimovError("SETTING_UNSUITABLE", { message: `"${key}" ${what}`, remedy });
}

/** Whether a value of the settings is a map. */
export function isMap(value: Value | undefined): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
