import { factsOf, parameterKeys, readPrior, type AsimovError, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { isMap } from "../settings.ts";
import { needed } from "./defaults.ts";
import { nameOf } from "./names.ts";
import { quantityText } from "./arguments.ts";
import type { PriorContext } from "./given.ts";
import { renderDistribution } from "./prior.ts";

/** One line of a prior dictionary. */
export interface PriorLine {
  readonly parameter: string;
  /** `chirp_mass = Uniform(...)`. Made when it is read, so that the settings it needs are read then. */
  readonly text: string;
}

/**
 * The prior dictionary for `priors` of the settings, in their order but joint distributions first, completed with what bilby needs.
 * `absolute` makes paths of the settings absolute ones.
 * Throws `PRIOR_NAME`, `PRIOR_TWICE`; reading a line throws what core finds wrong with the prior, or `PRIOR_INVALID`.
 */
export function renderPriors(priors: Settings, absolute: (path: string) => string = (path) => path): readonly PriorLine[] {
  const problems: AsimovError[] = [];
  const keys = parameterKeys(priors, {}, problems);
  refuse(problems);
  // Only what is no parameter is looked into: what is read here counts as read for the first line.
  const joint = new Set([...keys].filter(([name, key]) => factsOf(name) === undefined && isJoint(priors[key])).map(([name]) => name));
  const context: PriorContext = { absolute, distributions: new Set([...joint].map(nameOf)) };
  // bilby reads them in this order, and a prior needs its distribution.
  const ordered = [...keys].toSorted(([one], [other]) => Number(joint.has(other)) - Number(joint.has(one)));
  const given = ordered.map(([parameter, key]) => ({
    parameter: nameOf(parameter),
    get text() {
      return `${nameOf(parameter)} = ${renderPrior(priors[key] ?? null, parameter, key, context)}`;
    },
  }));
  const names = new Set(given.map(({ parameter }) => parameter));
  const added = needed.filter(({ parameter, instead }) => ![parameter, ...instead].some((name) => names.has(name)));
  return [...given, ...added.map(({ parameter, text }) => ({ parameter, text: `${parameter} = ${text}` }))];
}

function isJoint(prior: Value | undefined): boolean {
  const type = isMap(prior) ? prior["type"] : undefined;
  return typeof type === "string" && type.endsWith("Dist");
}

function renderPrior(value: Value, parameter: string, key: string, context: PriorContext): string {
  const { prior, problems } = readPrior(value, key);
  refuse(problems);
  if (prior?.kind !== "fixed") return renderDistribution(prior!, parameter, key, context);
  return typeof value === "number" ? String(value) : `DeltaFunction(peak=${quantityText(prior.at)}, name='${nameOf(parameter)}')`;
}

// Core has refused all of them when the blueprint was applied: this is for settings that came another way.
function refuse(problems: readonly AsimovError[]): void {
  if (problems[0]) throw problems[0];
}
