import type { Settings, Value } from "@asimov-gw/core/pipeline";
import {
  descriptionsFor,
  isKnown,
  isOpen,
  nodeBelow,
  valueAt,
  withValue,
  type Description,
  type KeyNode,
  type Vocabulary,
} from "@asimov-gw/core/settings";

import type { PipelineFixture } from "./fixture.ts";
import type { TrialOptions } from "./trial.ts";

/** A setting that the pipeline reads, as its vocabulary describes it. */
export interface DescribedSetting {
  /** As people write it. */
  readonly key: string;
  readonly path: readonly string[];
  readonly description: Description;
}

/** The settings that a pipeline's own vocabulary describes; none where it has none. Those with `*` stand for many keys, and are left out. */
export function describedSettings({ plugin, name }: Pick<TrialOptions, "plugin" | "name">): readonly DescribedSetting[] {
  return [...plugin.vocabulary.entries.values()].flatMap((entry) => {
    const all = descriptionsFor(entry, { pipeline: name, installed: new Set([name]) });
    const description = all.find(({ reader }) => reader === name);
    return description && !entry.key.includes("*") ? [{ key: entry.key, path: entry.key.split("."), description }] : [];
  });
}

/** Settings of the fixture that neither core nor the pipeline describes. */
export function unknownSettings({ plugin, name, fixture }: Pick<TrialOptions, "plugin" | "name" | "fixture">): readonly string[] {
  const audience = { pipeline: name, installed: new Set([name]) };
  const below = (settings: Settings, node: KeyNode, above: readonly string[]): readonly string[] =>
    Object.entries(settings).flatMap(([key, value]) => {
      const path = [...above, key];
      const child = nodeBelow(node, key);
      if (!isKnown(child, audience)) return [path.join(".")];
      const open = child.entry && descriptionsFor(child.entry, audience).some(({ types }) => types.some(isOpen));
      return open || typeof value !== "object" || value === null || Array.isArray(value) ? [] : below(value as Settings, child, path);
    });
  return below(fixture.settings, plugin.vocabulary.root, []);
}

/** A value that a setting can have and that is not what the fixture has, or counts without it; undefined where none can be thought of. */
export function anotherValue({ key, path, description }: DescribedSetting, fixture: PipelineFixture): Value | undefined {
  const given = fixture.examples && Object.hasOwn(fixture.examples, key) ? fixture.examples[key] : undefined;
  if (given !== undefined) return given;
  const now = [valueAt(fixture.settings, path), description.default].map((value) => JSON.stringify(value));
  const candidates = [
    description.example,
    ...(description.values ?? []),
    ...description.types.flatMap(({ base, listOf, perDetector }) => (listOf || perDetector ? [] : (samples[base] ?? []))),
  ];
  return candidates.find((value) => value !== undefined && fits(value, description) && !now.includes(JSON.stringify(value)));
}

/** The settings of a fixture with another value at one key. */
export function withSetting(settings: Settings, path: readonly string[], value: Value | undefined): Settings {
  return withValue(settings, path, value);
}

/** Whether a vocabulary says anything of a pipeline's settings. */
export function isDescribed({ readers }: Vocabulary, name: string): boolean {
  return readers.has(name);
}

const samples: Readonly<Partial<Record<Description["types"][number]["base"], readonly Value[]>>> = {
  number: [0.25, 1.5, 3, 40],
  integer: [1, 2, 3, 40],
  text: ["conformance"],
  boolean: [true, false],
};

function fits(value: Value, { minimum, above, maximum, values }: Description): boolean {
  if (values && (typeof value === "string" || typeof value === "number") && !values.includes(value)) return false;
  if (typeof value !== "number") return true;
  return value >= (minimum ?? -Infinity) && value > (above ?? -Infinity) && value <= (maximum ?? Infinity);
}
