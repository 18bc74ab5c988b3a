import { formatPath, isMap, type SettingPath, type Settings, type Value } from "../../settings/index.ts";

/** Settings that notice which of their values are read. */
export interface Recorder {
  /** Reads as the settings themselves. */
  readonly settings: Settings;
  /** Notes that the setting at `path` was looked for in vain. */
  missed(path: SettingPath): void;
  /** What was read since the last call. */
  take(): Reads;
}

/** Paths of settings that were read: those with a value, and those without. */
export interface Reads {
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

/** Wraps `settings` so that the path of every scalar, list and empty map that is read is noted. Lists count as one value, as they do in the lineage of settings. */
export function recordReads(settings: Settings): Recorder {
  const found = new Set<string>();
  const missing = new Set<string>();
  const record = (map: Settings, path: SettingPath): Settings =>
    new Proxy(map, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof key === "symbol" || !Object.hasOwn(target, key)) return value;
        return read(value as Value, [...path, key]);
      },
    });
  const read = (value: Value, path: SettingPath): Value => {
    if (isMap(value) && Object.keys(value).length > 0) return record(value, path);
    if (value !== null) found.add(formatPath(path));
    return value;
  };
  return {
    settings: record(settings, []),
    missed: (path) => missing.add(formatPath(path)),
    take() {
      const reads = { found: [...found], missing: [...missing] };
      found.clear();
      missing.clear();
      return reads;
    },
  };
}

/**
 * Lets `analysis` give out `recorded` as its settings until the returned function is called, so that reads by the pipeline's own getters are noted too:
 * they see the same view. A view that can't be changed is left alone, and such reads stay unnoticed.
 */
export function lendSettings(analysis: object, settings: Settings, recorded: Settings): () => void {
  const before = Object.getOwnPropertyDescriptor(analysis, "settings");
  if (!before?.configurable || before.value !== settings) return () => undefined;
  Object.defineProperty(analysis, "settings", { ...before, value: recorded });
  return () => Object.defineProperty(analysis, "settings", before);
}
