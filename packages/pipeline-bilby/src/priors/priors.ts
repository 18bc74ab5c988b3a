import { AsimovError, type Settings, type Value } from "@asimov-gw/core/pipeline";

import { needed } from "./defaults.ts";
import { isExpression } from "./expression.ts";
import { notParameters, parameterOf } from "./names.ts";
import { numberText, renderPrior } from "./prior.ts";

/** One line of a prior dictionary. */
export interface PriorLine {
  readonly parameter: string;
  /** `chirp_mass = Uniform(...)`. Made when it is read, so that the settings it needs are read then. */
  readonly text: string;
}

/**
 * The prior dictionary for `priors` of the settings, in their order, completed with what bilby needs.
 * Throws `PRIOR_NAME_INVALID`, `PRIOR_TWICE`; reading a line throws `PRIOR_INVALID`.
 */
export function renderPriors(priors: Settings): readonly PriorLine[] {
  const names = Object.keys(priors).filter((name) => !notParameters.has(name));
  const byParameter = new Map<string, string>();
  for (const name of names) {
    const parameter = parameterOf(name);
    const other = byParameter.get(parameter);
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(parameter)) throw refused("PRIOR_NAME_INVALID", `"priors.${name}" can't be the name of a parameter`);
    if (other !== undefined)
      throw refused("PRIOR_TWICE", `"priors.${other}" and "priors.${name}" are both the prior of ${parameter}`, "Remove one of them.");
    byParameter.set(parameter, name);
  }
  const given = [...byParameter].map(([parameter, name]) => ({
    parameter,
    get text() {
      return `${parameter} = ${renderValue(priors[name] ?? null, parameter, name)}`;
    },
  }));
  const added = needed.filter(({ parameter, instead }) => ![parameter, ...instead].some((name) => byParameter.has(name)));
  return [...given, ...added.map(({ parameter, text }) => ({ parameter, text: `${parameter} = ${text}` }))];
}

function renderValue(value: Value, parameter: string, name: string): string {
  if (typeof value === "number") return numberText(value, name);
  if (typeof value === "string" && isExpression(value)) return `DeltaFunction(peak=${value.trim()}, name='${parameter}')`;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return renderPrior(value as Settings, parameter, name);
  throw refused(
    "PRIOR_INVALID",
    `"priors.${name}" is neither a number nor a map: ${JSON.stringify(value)}`,
    `Write a fixed value as a number, and a prior as a map: "${name}: {type: Uniform, minimum: 0, maximum: 1}".`,
  );
}

function refused(code: string, message: string, remedy?: string): AsimovError {
  return new AsimovError(code, { message, remedy });
}
