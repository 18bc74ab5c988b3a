import { deepEqual, ok } from "node:assert/strict";
import { statSync } from "node:fs";
import { resolve } from "node:path";

import type { Assets } from "@asimov-gw/core/pipeline";
import { readProvided } from "@asimov-gw/core/pipeline/remote";

import { checksOf, type PipelineCheck } from "../check.ts";
import type { Trial } from "../trial.ts";
import { description } from "./class.ts";

/** What a finished run offers. */
export const checksOfAssets: readonly PipelineCheck[] = checksOf("assets", {
  files: [
    "each asset is a file that is there and not empty",
    "Core refuses others, and the analysis is stuck.",
    async (trial) => {
      for (const { name, path } of await filesOf(trial)) {
        const stats = statSync(resolve(trial.runDirectory, path), { throwIfNoEntry: false });
        ok(stats?.isFile() && stats.size > 0, `asset "${name}": ${path} is no file, or empty`);
      }
    },
  ],
  final: [
    "what is declared as a result is among them",
    "Without it the analysis is stuck.",
    async (trial) => {
      const { finalAssets } = await description(trial);
      const names = new Set((await filesOf(trial)).map(({ name }) => name));
      deepEqual(
        finalAssets.filter((name) => !names.has(name)),
        [],
      );
    },
  ],
  declared: [
    "each is among the outputs that are declared",
    "Who lacks an input is told who could offer it, by these names.",
    async (trial) => {
      const { availableOutputs } = await description(trial);
      const names = new Set((await filesOf(trial)).map(({ name }) => name));
      deepEqual(
        [...names].filter((name) => !availableOutputs.includes(name)),
        [],
      );
    },
  ],
  detectors: [
    "what is given by detector is by detectors of the analysis",
    "Other analyses look for the PSD of H1 under H1.",
    async (trial) => {
      const { interferometers } = trial.options.fixture.settings;
      const known = new Set(Array.isArray(interferometers) ? interferometers.map(String) : []);
      const all = await assetsOf(trial);
      const odd = ["psds", "xml psds", "calibration", "frames", "caches"].flatMap((name) =>
        Object.keys(mapOf(all[name])).filter((key) => !known.has(key)),
      );
      deepEqual(odd, []);
    },
  ],
  repeatable: [
    "collected again they are the same",
    "After a crash they are collected again.",
    async (trial) => {
      const first = await assetsOf(trial);
      deepEqual(await trial.call("collectAssets"), first);
    },
  ],
  within: [
    "collecting them writes in the run directory at most",
    "Products of other attempts and the repository are not its own.",
    async (trial) => {
      await trial.finish();
      const before = trial.tree();
      await trial.call("collectAssets");
      deepEqual(trial.changedOutside(before, trial.runDirectory), []);
    },
  ],
  own: [
    "results lie in the run directory",
    "A file elsewhere may be that of another attempt.",
    async (trial) => {
      const { finalAssets } = await description(trial);
      const outside = (await filesOf(trial)).filter(({ name, path }) => finalAssets.includes(name) && !isBelow(trial, path));
      deepEqual(
        outside.map(({ name, path }) => `${name}: ${path}`).filter((one) => !one.endsWith(trial.configFile)),
        [],
      );
    },
  ],
  incomplete: [
    "without products they are an error, or name nothing that is not there",
    "A path to nothing would be a result that nobody can read.",
    async (trial) => {
      await trial.buildWorkflow();
      let assets: Assets;
      try {
        assets = (await trial.call<Assets | undefined>("collectAssets")) ?? {};
      } catch (error) {
        ok(error instanceof Error);
        return;
      }
      const { finalAssets } = await description(trial);
      const final = flat(assets).filter(({ name }) => finalAssets.includes(name));
      const there = final.filter(({ path }) => statSync(resolve(trial.runDirectory, path), { throwIfNoEntry: false })?.isFile());
      ok(
        final.length === 0 || there.length < final.length || there.every(({ path }) => resolve(path) === trial.configFile),
        "results are offered before they are made",
      );
    },
  ],
  settings: [
    "settings that it provides are plain settings",
    "They become part of other analyses.",
    async (trial) => {
      await trial.finish();
      readProvided(await trial.call("collectSettings"), "EV1/pe");
    },
  ],
});

async function assetsOf(trial: Trial): Promise<Assets> {
  await trial.finish();
  return (await trial.call<Assets | undefined>("collectAssets")) ?? {};
}

async function filesOf(trial: Trial): Promise<readonly { readonly name: string; readonly path: string }[]> {
  return flat(await assetsOf(trial));
}

function flat(assets: Assets): readonly { readonly name: string; readonly path: string }[] {
  return Object.entries(assets).flatMap(([name, value]) => {
    const paths = typeof value === "string" ? [value] : Object.values(value as Readonly<Record<string, string | readonly string[]>>).flat();
    return paths.map((path) => ({ name, path }));
  });
}

function mapOf(value: Assets[string] | undefined): Readonly<Record<string, unknown>> {
  return typeof value === "object" && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

function isBelow(trial: Trial, path: string): boolean {
  return resolve(trial.runDirectory, path).startsWith(`${trial.runDirectory}/`);
}
