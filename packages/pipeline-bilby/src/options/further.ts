import { type Settings, type Value } from "@asimov-gw/core/pipeline";

import { isMap, mapAt } from "../settings.ts";
import { problem } from "./problem.ts";
import { optionText } from "./value.ts";
import { isOpen, ownOptions, writtenOptions } from "./written.ts";

/** An option of `pipeline options`. */
export interface FurtherOption {
  readonly key: string;
  /** As bilby_pipe calls it, without dashes before it. */
  readonly name: string;
  /** As it is written; undefined for null. Made when it is read, so that the setting it needs is read then. */
  readonly text: string | undefined;
}

/**
 * The `pipeline options` of the settings, in their order. `absolute` makes paths of the settings absolute ones.
 * Throws `PIPELINE_OPTION_TAKEN` for those that another setting or asimov writes, `PIPELINE_OPTION_TWICE`; reading a text `PIPELINE_OPTION_VALUE`.
 */
export function furtherOptions(settings: Settings, absolute: (path: string) => string = (path) => path): readonly FurtherOption[] {
  const options = mapAt(settings, "pipeline options");
  const keys = new Map<string, string>();
  for (const key of Object.keys(options)) {
    const name = optionName(key);
    const other = keys.get(name);
    if (other !== undefined) throw problem("PIPELINE_OPTION_TWICE", key, `is the same option as "pipeline options.${other}"`, "Remove one of them.");
    refuseTaken(key, name, settings);
    keys.set(name, key);
  }
  return [...keys].map(([name, key]) => ({
    key,
    name,
    get text() {
      const value = options[key] ?? null;
      return value === null ? undefined : optionText(pathsMade(value, name, absolute), key);
    },
  }));
}

/** The value of `pipeline options` for an option that has a constant value otherwise. */
export function optionOr(settings: Settings, name: string, otherwise?: Value): Value | undefined {
  return furtherOptions(settings).find((option) => option.name === name)?.text ?? otherwise;
}

function optionName(key: string): string {
  return key
    .trim()
    .replace(/^--?/, "")
    .replaceAll(/[\s_]+/g, "-");
}

function refuseTaken(key: string, name: string, settings: Settings): void {
  if (ownOptions.has(name)) throw problem("PIPELINE_OPTION_TAKEN", key, "is an option that asimov decides itself", "Remove it.");
  const setting = writtenOptions().get(name);
  if (setting !== undefined && !isOpen(name))
    throw problem("PIPELINE_OPTION_TAKEN", key, `is written from the setting "${setting}"`, `Set "${setting}" instead.`);
  // bilby_pipe takes just one of both, and the first that it finds.
  if (name === "prior-file" && Object.keys(mapAt(settings, "priors")).some((parameter) => !["default", "calibration"].includes(parameter)))
    throw problem("PIPELINE_OPTION_TAKEN", key, 'can\'t stand beside "priors"', "Keep one of them.");
}

// Only what has a slash is surely a path: bilby_pipe has files of its own, such as the prior file 4s.
function pathsMade(value: Value, name: string, absolute: (path: string) => string): Value {
  if (!paths.has(name)) return value;
  if (typeof value === "string") return value.includes("/") ? absolute(value) : value;
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pathsMade(one, name, absolute)])) : value;
}

const paths: ReadonlySet<string> = new Set([
  "calibration-lookup-table",
  "existing-dir",
  "gps-file",
  "injection-file",
  "prior-file",
  "timeslide-file",
  "webdir",
]);
