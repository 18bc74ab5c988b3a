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

/** The text at `path`, or undefined. */
export function textAt(settings: Settings, ...path: readonly string[]): string | undefined {
  const value = at(settings, ...path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The number at `path`, or undefined. */
export function numberAt(settings: Settings, ...path: readonly string[]): number | undefined {
  const value = at(settings, ...path);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Whether a value of the settings is a map. */
export function isMap(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The error for a setting `key` with a value that does not do: `expected` says which would. */
export function unsuitable(key: string, value: Value, expected: string): AsimovError {
  return new AsimovError("PESUMMARY_SETTING", {
    message: `"${key}" is ${JSON.stringify(value)}, expected ${expected}`,
    remedy: "Correct the setting: asimov vocabulary --pipeline pesummary lists all.",
  });
}
