import { AsimovError } from "@asimov-gw/core/system";

import { NotApplicable, type PipelineCheck } from "./check.ts";
import { checksOfAssets } from "./checks/assets.ts";
import { checksOfBuild } from "./checks/build.ts";
import { checksOfClass } from "./checks/class.ts";
import { checksOfCompletion } from "./checks/completion.ts";
import { checksOfConfig } from "./checks/config.ts";
import { checksOfLife } from "./checks/life.ts";
import { checksOfPackage } from "./checks/package.ts";
import type { PipelineFixture } from "./fixture.ts";
import { classOf, readPlugin } from "./package.ts";
import { Trial, type TrialOptions } from "./trial.ts";

/** What every pipeline and its package must do. */
export const pipelineChecks: readonly PipelineCheck[] = [
  ...checksOfPackage,
  ...checksOfClass,
  ...checksOfConfig,
  ...checksOfBuild,
  ...checksOfCompletion,
  ...checksOfAssets,
  ...checksOfLife,
];

/** What came of a check. */
export interface CheckOutcome {
  readonly id: string;
  readonly outcome: "passed" | "failed" | "not applicable";
  /** Why it failed, or does not apply. */
  readonly why?: string | undefined;
}

/** Does one check of {@link pipelineChecks} with the pipeline in the package at `place`. */
export async function checkPipeline(place: string | URL, fixture: PipelineFixture, { id, check }: PipelineCheck): Promise<CheckOutcome> {
  const except = fixture.except && Object.hasOwn(fixture.except, id) ? fixture.except[id] : undefined;
  if (except !== undefined) return { id, outcome: "not applicable", why: except };
  let trial: Trial | undefined;
  try {
    trial = new Trial(await optionsFor(place, fixture));
    await check(trial);
    return { id, outcome: "passed" };
  } catch (error) {
    if (error instanceof NotApplicable) return { id, outcome: "not applicable", why: error.message };
    return { id, outcome: "failed", why: error instanceof Error ? error.message : String(error) };
  } finally {
    trial?.end();
  }
}

/** A function such as `test` of vitest or of Node's own test runner. */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown;

/**
 * One test for each of {@link pipelineChecks}, of the pipeline in the package at `place`, in the test runner whose `test` is given:
 * `describePipeline(new URL("..", import.meta.url), fixture, test)`.
 */
export function describePipeline(place: string | URL, fixture: PipelineFixture, test: TestFunction): void {
  for (const check of pipelineChecks) {
    test(`${check.id}: ${check.name}`, async () => {
      const { outcome, why = "" } = await checkPipeline(place, fixture, check);
      if (outcome === "failed") throw new Error(`${check.id}: ${why}\n\n${check.reason}`);
    });
  }
}

async function optionsFor(place: string | URL, fixture: PipelineFixture): Promise<TrialOptions> {
  const plugin = readPlugin(place);
  const [only, ...others] = plugin.pipelines.keys();
  const name = fixture.pipeline ?? (others.length === 0 ? only : undefined);
  const entry = name === undefined ? undefined : plugin.pipelines.get(name);
  if (name === undefined || entry === undefined) {
    throw new AsimovError("CHECK_NO_PIPELINE", {
      message: `the package in ${plugin.directory} has ${plugin.pipelines.size === 0 ? "no pipeline that can be used" : `the pipelines ${[...plugin.pipelines.keys()].join(", ")}`}`,
      remedy: plugin.problems[0]?.message ?? "Name one of them in the fixture: pipeline: NAME",
    });
  }
  return { plugin, pipelineClass: await classOf(entry), name, fixture };
}
