import { formatPath, isMap, pathKey, type SettingPath, type Settings, type Value } from "../../settings/index.ts";
import type { AnalysisView, NeededAnalysis } from "../types.ts";

/** Settings that notice which of their values are read, and an analysis that notices what is taken from others. */
export interface Recorder {
  /** Reads as the settings themselves. */
  readonly settings: Settings;
  /** Notes that the setting at `path` was looked for in vain. */
  missed(path: SettingPath): void;
  /** What was read since the last call. */
  take(): Reads;
  /** Lets the view of the analysis be what it was. */
  giveBack(): void;
}

/**
 * What was read: paths of settings with a value, those without that a template names, and those that a pipeline looked for in vain (where a section is
 * missing only that is known); keys of paths in the view of the analysis to what others made.
 */
export interface Reads {
  readonly found: readonly string[];
  readonly missing: readonly string[];
  readonly sought: readonly string[];
  readonly products: readonly string[];
}

/**
 * Wraps `settings` so that the path of every scalar, list and empty map that is read is noted. Lists count as one value, as they do in the lineage of settings.
 * Until `giveBack`, `analysis` gives them out as its own, and notes likewise what is read of its PSDs, inputs, needed and combined analyses: the pipeline's
 * own getters see the same view.
 */
export function recordReads(analysis: AnalysisView, settings: Settings): Recorder {
  const [found, missing, sought, products] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  const recorded = record(
    settings,
    [],
    (path) => found.add(formatPath(path)),
    (path) => sought.add(formatPath(path)),
  );
  const ofOthers = (map: object, path: SettingPath): Settings => {
    return record(map as Settings, path, (leaf) => (isIdentity(leaf) ? undefined : products.add(pathKey(leaf))));
  };
  const others =
    (list: "needs" | "analyses") =>
    (all: unknown): unknown =>
      (all as readonly NeededAnalysis[]).map((one, index) => ofOthers(one, [list, String(index)]));
  const back = [
    lend(analysis, "settings", (own) => (own === settings ? recorded : own)),
    lend(analysis, "psds", (psds) => ofOthers(psds as object, ["psds"])),
    lend(analysis, "inputs", (inputs) => ofOthers(inputs as object, ["inputs"])),
    lend(analysis, "needs", others("needs")),
    lend(analysis, "analyses", others("analyses")),
  ];
  return {
    settings: recorded,
    missed: (path) => missing.add(formatPath(path)),
    take() {
      const reads = { found: [...found], missing: [...missing], sought: [...sought], products: [...products] };
      for (const noted of [found, missing, sought, products]) noted.clear();
      return reads;
    },
    giveBack: () => back.forEach((one) => one()),
  };
}

// What an analysis is called and who runs it was not made by an attempt of it.
function isIdentity([list = "", , key = "", ...below]: SettingPath): boolean {
  return (list === "needs" || list === "analyses") && below.length === 0 && ["name", "subject", "pipeline"].includes(key);
}

type Note = (path: SettingPath) => unknown;

function record(map: Settings, path: SettingPath, note: Note, noteMiss: Note = () => undefined): Settings {
  const read = (value: Value, at: SettingPath): Value => {
    const hasKeys = isMap(value) && Object.keys(value).length > 0;
    if (value !== null && !hasKeys) note(at);
    return isMap(value) ? record(value, at, note, noteMiss) : value;
  };
  const seek = (target: Settings, key: string | symbol): void => {
    // Any object is asked for what JavaScript itself knows.
    if (typeof key === "string" && !Object.hasOwn(target, key) && !(key in Object.prototype) && key !== "toJSON") noteMiss([...path, key]);
  };
  return new Proxy(map, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      seek(target, key);
      if (typeof key === "symbol" || !Object.hasOwn(target, key)) return value;
      return read(value as Value, [...path, key]);
    },
    has(target, key) {
      seek(target, key);
      return Reflect.has(target, key);
    },
    // What Object.hasOwn asks.
    getOwnPropertyDescriptor(target, key) {
      seek(target, key);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
  });
}

// A view that can't be changed is left alone, and such reads stay unnoticed.
function lend(analysis: AnalysisView, key: keyof AnalysisView, wrap: (value: unknown) => unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(analysis, key);
  if (!before?.configurable) return () => undefined;
  Object.defineProperty(analysis, key, {
    configurable: true,
    enumerable: before.enumerable ?? true,
    // Only when it is asked for: there are some that throw.
    get: () => wrap(before.get ? before.get.call(analysis) : before.value),
  });
  return () => Object.defineProperty(analysis, key, before);
}
