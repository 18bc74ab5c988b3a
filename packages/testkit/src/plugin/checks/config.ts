import { deepEqual, doesNotMatch, equal, notEqual, ok, rejects } from "node:assert/strict";

import type { RenderedConfig, Settings } from "@asimov-gw/core/pipeline";
import { pathKey } from "@asimov-gw/core/settings";
import { AsimovError } from "@asimov-gw/core/system";

import { checksOf, NotApplicable, type PipelineCheck } from "../check.ts";
import type { Trial } from "../trial.ts";
import { anotherValue, describedSettings, isDescribed, unknownSettings, withSetting } from "../values.ts";

/** The vocabulary, and the config file that is rendered. */
export const checksOfConfig: readonly PipelineCheck[] = checksOf("config", {
  vocabulary: [
    "it has a vocabulary, in which core finds no fault",
    "Without one a misspelt setting is nobody's, and the help and the schema for editors say nothing of the pipeline.",
    async ({ options: { plugin, name } }) => {
      deepEqual(
        plugin.vocabulary.problems.map(({ message }) => message),
        [],
      );
      ok(isDescribed(plugin.vocabulary, name), `the group vocabulary names no file for ${name}`);
    },
  ],
  known: [
    "the settings of the fixture are those of the vocabulary",
    "An example that core warns about is no example.",
    async ({ options }) => deepEqual(unknownSettings(options), []),
  ],
  renders: [
    "the config file of the fixture renders, and is not empty",
    "It is what a build does first.",
    async (trial) => {
      const { text } = await trial.build();
      ok(text.trim() !== "", "the config file is empty");
    },
  ],
  pure: [
    "rendering writes nothing, and gives the same each time",
    "Dry runs, reviews and the comparison with hand-edited files render at any time.",
    async (trial) => {
      const before = trial.tree();
      const first = await trial.rendered(trial.settings);
      equal((await trial.rendered(trial.settings)).text, first.text);
      deepEqual(trial.changedOutside(before), []);
      deepEqual(trial.askedOf("run"), [], "it runs programs to render");
    },
  ],
  unchanged: [
    "rendering changes no settings",
    "The reference's pipelines did, so that lists grew with each look at them.",
    async (trial) => {
      const before = JSON.stringify(trial.settings);
      await trial.build();
      equal(JSON.stringify(trial.settings), before);
    },
  ],
  values: [
    "no value is written as undefined, NaN or [object Object]",
    "A program takes such a text for a value, or fails hours later.",
    async (trial) => doesNotMatch((await trial.rendered(trial.settings)).text, /\bundefined\b|\[object \w+\]|\bNaN\b/),
  ],
  sparse: [
    "without what has a default it still renders",
    "A blueprint says only what differs from the defaults.",
    async (trial) => {
      for (const { key, path, description } of describedSettings(trial.options)) {
        if (description.default === undefined) continue;
        await succeeds(key, () => trial.rendered(withSetting(trial.options.fixture.settings, path, undefined)));
      }
    },
  ],
  missing: [
    "a setting that is needed and missing is an error that names it",
    "What a template leaves empty, a program takes for something else; and people must see what to set.",
    async (trial) => {
      const { fixture } = trial.options;
      const unnamed: string[] = [];
      for (const key of Object.keys(fixture.settings)) {
        const error = await refusal(trial, withSetting(fixture.settings, [key], undefined));
        if (error && !(error instanceof AsimovError && `${error.message} ${error.remedy ?? ""}`.includes(key)))
          unnamed.push(`${key}: ${error.message}`);
      }
      deepEqual(unnamed, []);
    },
  ],
  written: [
    "each setting that the vocabulary gives an option is written",
    "A setting that is accepted and then ignored is a wrong result that nobody notices.",
    async (trial) => {
      const { fixture } = trial.options;
      const base = await trial.rendered(fixture.settings);
      const ignored: string[] = [];
      for (const setting of describedSettings(trial.options)) {
        const value = setting.description.option === undefined ? undefined : anotherValue(setting, fixture);
        if (value === undefined) continue;
        const rendered = await outcome(trial, withSetting(fixture.settings, setting.path, value));
        // A refusal is an answer; silence is none.
        if (rendered !== undefined && rendered.text === base.text && !isAlready(base, setting.path)) ignored.push(setting.key);
      }
      deepEqual(ignored, []);
    },
  ],
  lineage: [
    "each line tells the settings that it was made of",
    "asimov show --config says where each line comes from.",
    async (trial) => {
      const { text, lineage } = await trial.rendered(trial.settings);
      equal(lineage.length >= text.split("\n").length - 1, true, "there are more lines than lines of lineage");
      ok(
        lineage.some((paths) => paths.length > 0),
        "no line has a setting",
      );
    },
  ],
  false: [
    "false, 0 and other values that count as nothing are written, not dropped",
    "In a template {{#if}} takes them for missing, and the program's default counts.",
    async (trial) => {
      const { fixture } = trial.options;
      const dropped: string[] = [];
      for (const setting of describedSettings(trial.options)) {
        const { option, types, default: usual } = setting.description;
        if (option === undefined || usual !== true || !types.every(({ base }) => base === "boolean")) continue;
        const [yes, no] = [
          await outcome(trial, withSetting(fixture.settings, setting.path, true)),
          await outcome(trial, withSetting(fixture.settings, setting.path, false)),
        ];
        if (yes !== undefined && yes.text === no?.text) dropped.push(setting.key);
      }
      deepEqual(dropped, []);
    },
  ],
  detectors: [
    "fewer detectors give another config file, or are refused in words",
    "Events differ in their detectors more than in anything else.",
    async (trial) => {
      const { interferometers } = trial.options.fixture.settings;
      if (!Array.isArray(interferometers) || interferometers.length < 2) throw new NotApplicable("the fixture has no two detectors");
      const base = await trial.rendered(trial.options.fixture.settings);
      const one = await outcome(trial, { ...trial.options.fixture.settings, interferometers: interferometers.slice(0, 1) });
      if (one !== undefined) notEqual(one.text, base.text);
    },
  ],
  "read-back": [
    "its config file can be read again",
    "Reviews, drafts of blueprints and the search for edits by hand read it.",
    async (trial) => {
      await trial.build();
      const read = await trial.ask<Readonly<Record<string, string>>>("readIni", trial.configFile);
      ok(Object.keys(read).length > 0, "readIni found no option");
      for (const [key, value] of Object.entries(read)) equal(typeof value, "string", `readIni gives no text for ${key}`);
    },
  ],
  options: [
    "the options that the vocabulary names are those of the config file",
    "A blueprint drafted from a config file is made by these names.",
    async (trial) => {
      const { fixture } = trial.options;
      await trial.build();
      const read = Object.keys(await trial.ask<Readonly<Record<string, string>>>("readIni", trial.configFile));
      const unnamed = describedSettings(trial.options).filter(({ path, description: { option } }) => {
        if (option === undefined || !isSet(fixture.settings, path)) return false;
        return !read.some((name) => name === option || name.startsWith(`${option}.`) || name.endsWith(`.${option}`));
      });
      deepEqual(
        unnamed.map(({ key, description: { option } }) => `${key} -> ${String(option)}`),
        [],
      );
    },
  ],
  "read-absent": [
    "a config file that is not there is an error",
    "What can't be read is never taken for a file without options.",
    async (trial) => rejects(trial.ask("readIni", `${trial.configFile}.absent`)),
  ],
});

async function succeeds(key: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new Error(`without "${key}", which has a default: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function refusal(trial: Trial, settings: Settings): Promise<Error | undefined> {
  try {
    trial.settings = settings;
    await trial.call("build");
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

async function outcome(trial: Trial, settings: Settings): Promise<RenderedConfig | undefined> {
  try {
    return await trial.rendered(settings);
  } catch (error) {
    if (error instanceof AsimovError) return undefined;
    throw error;
  }
}

// Where a line says already that it was made of the setting, another value that makes the same text is no silence.
function isAlready({ lineage }: RenderedConfig, path: readonly string[]): boolean {
  return lineage.some((paths) => paths.includes(pathKey(path)));
}

function isSet(settings: Settings, path: readonly string[]): boolean {
  let value: unknown = settings;
  for (const key of path)
    value = typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  return value !== undefined && value !== null && value !== false;
}
