import { parameterKeys, readPrior, type AsimovError, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { needed } from "./defaults.ts";
import { nameOf } from "./names.ts";
import { quantityText, renderDistribution } from "./prior.ts";

/** One line of a prior dictionary. */
export interface PriorLine {
  readonly parameter: string;
  /** `chirp_mass = Uniform(...)`. Made when it is read, so that the settings it needs are read then. */
  readonly text: string;
}

/**
 * The prior dictionary for `priors` of the settings, in their order, completed with what bilby needs.
 * Throws `PRIOR_NAME`, `PRIOR_TWICE`; reading a line throws what core finds wrong with the prior, or `PRIOR_INVALID`.
 */
export function renderPriors(priors: Settings): readonly PriorLine[] {
  const problems: AsimovError[] = [];
  const keys = parameterKeys(priors, {}, problems);
  refuse(problems);
  const given = [...keys].map(([parameter, key]) => ({
    parameter: nameOf(parameter),
    get text() {
      return `${nameOf(parameter)} = ${renderPrior(priors[key] ?? null, parameter, key)}`;
    },
  }));
  const names = new Set(given.map(({ parameter }) => parameter));
  const added = needed.filter(({ parameter, instead }) => ![parameter, ...instead].some((name) => names.has(name)));
  return [...given, ...added.map(({ parameter, text }) => ({ parameter, text: `${parameter} = ${text}` }))];
}

function renderPrior(value: Value, parameter: string, key: string): string {
  const { prior, problems } = readPrior(value, key);
  refuse(problems);
  if (prior?.kind !== "fixed") return renderDistribution(prior!, parameter, key);
  return typeof value === "number" ? String(value) : `DeltaFunction(peak=${quantityText(prior.at)}, name='${nameOf(parameter)}')`;
}

// Core has refused all of them when the blueprint was applied: this is for settings that came another way.
function refuse(problems: readonly AsimovError[]): void {
  if (problems[0]) throw problems[0];
}
