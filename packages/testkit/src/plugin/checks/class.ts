import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

import type { PipelineDescription } from "@asimov-gw/core/pipeline/remote";
import { isRecord } from "@asimov-gw/core/system";

import { checksOf, NotApplicable, type PipelineCheck } from "../check.ts";
import type { Trial } from "../trial.ts";

/** What the class of a pipeline declares. */
export const checksOfClass: readonly PipelineCheck[] = checksOf("class", {
  name: [
    "its name is that of its entry point",
    "Blueprints use the one, messages and the history the other.",
    async ({ options: { pipelineClass, name } }) => equal(pipelineClass.name, name),
  ],
  template: [
    "it declares a template that is there, with the extension of the config file before .hbs",
    "Nothing can be built without; the extension decides how config files are read and shown.",
    async (trial) => {
      const { template } = declared(trial);
      ok(template instanceof URL, 'static template is no URL: new URL("templates/NAME.ini.hbs", import.meta.url)');
      ok(existsSync(template), `${fileURLToPath(template)} does not exist`);
      ok(/\.[a-z0-9]+\.hbs$/i.test(template.pathname), `${template.pathname} does not end in .EXTENSION.hbs`);
    },
  ],
  "final-assets": [
    "it declares which assets are results, at least one",
    "Only those go to the store; what is declared nowhere is lost when the run directory is cleaned.",
    async (trial) => {
      const { finalAssets } = await description(trial);
      ok(finalAssets.length > 0, "static finalAssets is empty or missing");
      equal(new Set(finalAssets).size, finalAssets.length, "static finalAssets has a name twice");
    },
  ],
  outputs: [
    "the assets that it may offer are declared, results among them",
    "An analysis that lacks an input is told which pipelines could give it.",
    async (trial) => {
      const { availableOutputs, finalAssets } = await description(trial);
      deepEqual(
        finalAssets.filter((name) => !availableOutputs.includes(name)),
        [],
        "these of finalAssets are not in static availableOutputs",
      );
    },
  ],
  inputs: [
    "required inputs are names of assets, none of which it makes itself",
    "An analysis without them is not built; what it makes itself would block it for ever.",
    async (trial) => {
      const { requiredInputs, availableOutputs } = await description(trial);
      if (requiredInputs.length === 0) throw new NotApplicable("it declares none");
      deepEqual(
        requiredInputs.filter((name) => name.trim() === "" || availableOutputs.includes(name)),
        [],
      );
    },
  ],
  version: [
    "how the version of its program is found is declared",
    "Every attempt records it, and people are warned where results of several versions are compared.",
    async (trial) => {
      const { distribution, versionArgs } = await description(trial);
      await trial.buildWorkflow();
      if (trial.askedOf("run").length === 0) throw new NotApplicable("buildDag runs no program whose version there would be");
      ok(distribution !== undefined || versionArgs !== undefined, "declare static distribution (its Python or conda package) or static versionArgs");
    },
  ],
  "log-patterns": [
    "its log files are declared by patterns below the run directory, or it collects them itself",
    "Without them nobody sees why a job failed.",
    async (trial) => {
      const { logPatterns } = declared(trial);
      if (logPatterns === undefined) {
        ok(overrides(trial, "collectLogs"), "neither static logPatterns nor collectLogs is there");
        return;
      }
      ok(Array.isArray(logPatterns) && logPatterns.length > 0, "static logPatterns is no list of patterns");
      const outside = logPatterns.filter((pattern) => typeof pattern !== "string" || isAbsolute(pattern) || pattern.split("/").includes(".."));
      deepEqual(outside, [], "these lead out of the run directory");
    },
  ],
  states: [
    "the statuses that it adds are not those of core, and each names a method",
    "Core handles its own; a handler that is missing leaves its analyses in that status for ever.",
    async (trial) => {
      const { stateHandlers } = await description(trial);
      const states = Object.entries(stateHandlers);
      if (states.length === 0) throw new NotApplicable("it adds none");
      const prototype = trial.options.pipelineClass.prototype as Readonly<Record<string, unknown>>;
      for (const [status, method] of states) {
        ok(!ofCore.has(status), `"${status}" is a status of core`);
        equal(typeof prototype[method], "function", `"${method}", which handles "${status}", is no method`);
      }
    },
  ],
  constant: [
    "no hook changes what the class declares",
    "Core asks for it once, and analyses share the class.",
    async (trial) => {
      const before = JSON.stringify(await description(trial));
      await trial.finish();
      await trial.call("detectCompletion");
      await trial.call("collectAssets");
      equal(JSON.stringify(await description(trial)), before);
    },
  ],
  stateless: [
    "nothing is kept in an object from one hook to the next",
    "Each hook gets an object of its own, in a process that may be another one.",
    async (trial) => {
      await trial.finish();
      const first = await trial.call("collectAssets");
      trial.settings = { ...trial.settings };
      deepEqual(await trial.call("collectAssets"), first);
      notEqual(first, undefined);
    },
  ],
});

const ofCore: ReadonlySet<string> = new Set([
  "ready",
  "wait",
  "running",
  "finished",
  "processing",
  "uploaded",
  "stuck",
  "stop",
  "stopped",
  "restart",
  "cancelled",
  "manual",
]);

/** What the class of a trial declares, as core reads it. */
export function description(trial: Trial): Promise<PipelineDescription> {
  return trial.call<PipelineDescription>("describe");
}

function declared({ options: { pipelineClass } }: Trial): Readonly<Record<string, unknown>> {
  const found: unknown = pipelineClass;
  return (isRecord(found) ? found : (found as object)) as Readonly<Record<string, unknown>>;
}

/** Whether the class of a trial has a member of its own, besides what the base class has. */
export function overrides({ options: { pipelineClass } }: Trial, member: string): boolean {
  let owners = 0;
  for (let one: unknown = pipelineClass.prototype; typeof one === "object" && one !== null; one = Object.getPrototypeOf(one))
    if (Object.hasOwn(one, member)) owners++;
  return owners > 1;
}
