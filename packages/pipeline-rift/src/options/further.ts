import type { Settings, Value } from "@asimov-gw/core/pipeline";

import { mapAt } from "../settings.ts";
import { problem } from "./problem.ts";
import { optionText } from "./value.ts";
import { isOpen, ownOptions, writtenOptions } from "./written.ts";

/** An option that the settings name as RIFT does. */
export interface FurtherOption {
  /** As RIFT calls it, without dashes before it. */
  readonly name: string;
  /** Where the settings have it. */
  readonly place: string;
  readonly value: Value;
  /** As it is written; undefined for null. Made when it is read, so that the setting it needs is read then. */
  readonly text: string | undefined;
}

/**
 * The options of `pipeline options`, and of `scheduler.pipeline` as older blueprints have them, in their order.
 * Throws `PIPELINE_OPTION_TAKEN` for those that another setting or asimov writes, `PIPELINE_OPTION_TWICE`; reading a text `PIPELINE_OPTION_VALUE`.
 */
export function furtherOptions(settings: Settings): readonly FurtherOption[] {
  return allOptions(settings).filter(({ place }) => !place.startsWith(eccentric));
}

/** The arguments of an eccentric analysis, `sampler.extra eccentric arguments`. Throws as {@link furtherOptions}. */
export function eccentricArguments(settings: Settings): readonly FurtherOption[] {
  return allOptions(settings).filter(({ place }) => place.startsWith(eccentric));
}

/** The value that the settings give for an option that has a constant value otherwise. */
export function optionOr(settings: Settings, name: string, otherwise: Value): Value {
  return allOptions(settings).find((option) => option.name === name)?.text ?? otherwise;
}

const eccentric = "sampler.extra eccentric arguments.";

function allOptions(settings: Settings): readonly FurtherOption[] {
  return distinct([
    ...named(mapAt(settings, "pipeline options"), "pipeline options."),
    ...named(mapAt(settings, "scheduler", "pipeline"), "scheduler.pipeline."),
    ...named(mapAt(settings, "sampler", "extra eccentric arguments"), eccentric),
  ]);
}

function named(map: Settings, place: string): readonly FurtherOption[] {
  return Object.keys(map).map((key) => {
    const name = optionName(key);
    return {
      name,
      place: place + key,
      get value() {
        return map[key] ?? null;
      },
      get text() {
        const value = map[key] ?? null;
        return value === null ? undefined : optionText(name, value, place + key);
      },
    };
  });
}

function distinct(options: readonly FurtherOption[]): readonly FurtherOption[] {
  const places = new Map<string, string>();
  for (const option of options) {
    const other = places.get(option.name);
    if (other !== undefined) throw problem("PIPELINE_OPTION_TWICE", option.place, `is the same option as "${other}"`, "Remove one of them.");
    refuseTaken(option);
    places.set(option.name, option.place);
  }
  return options;
}

function optionName(key: string): string {
  return key
    .trim()
    .replace(/^--?/, "")
    .replaceAll(/[\s_]+/g, "-");
}

function refuseTaken({ name, place }: FurtherOption): void {
  if (ownOptions.has(name)) throw problem("PIPELINE_OPTION_TAKEN", place, "is an option that asimov decides itself", "Remove it.");
  const setting = writtenOptions().get(name);
  if (setting !== undefined && !isOpen(name))
    throw problem("PIPELINE_OPTION_TAKEN", place, `is written from the setting "${setting}"`, `Set "${setting}" instead.`);
}
