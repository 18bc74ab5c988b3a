import { attemptsOf } from "@asimov-gw/core/lifecycle/record";

import type { World } from "../world/index.ts";
import type { Expected } from "./oracle.ts";

/** All that is not as it should be in the end of a rehearsal, in words; nothing when all is. */
export function faultsOf(world: World, expected: readonly Expected[]): readonly string[] {
  const { ledger } = world.session.project;
  const analyses = new Map(world.analyses.map((analysis) => [analysis.address, analysis]));
  const tokens = new Set<string>();
  const faults = expected.flatMap(({ address, status, attempts, jobs }) => {
    const analysis = analyses.get(address);
    if (!analysis) return [`${address} is not there`];
    if (analysis.status !== status) return [`${address} is ${analysis.status} (${analysis.reason}), not ${status}`];
    const made = attemptsOf(ledger, analysis).length;
    const wrong = made === attempts ? [] : [`${address} took ${made} attempts, not ${attempts}`];
    for (let number = 1; number <= attempts; number++) tokens.add(`${analysis.id}.${number}.workflow.1`);
    for (let ordinal = 1; ordinal <= jobs; ordinal++) tokens.add(`${analysis.id}.${attempts}.job.${ordinal}`);
    return wrong;
  });
  const submitted = [...world.scheduler.submissions.keys()].map((token) => token.slice(token.indexOf(".") + 1));
  const missing = [...tokens].filter((token) => !submitted.includes(token)).map((token) => `submission ${token} was never made`);
  const more = submitted.filter((token) => !tokens.has(token)).map((token) => `submission ${token} should not have been made`);
  const twice = [...world.scheduler.submissions].filter(([, times]) => times > 1).map(([token, times]) => `${token} was handed over ${times} times`);
  const others = analyses.size === expected.length ? [] : [`there are ${analyses.size} analyses, not ${expected.length}`];
  return [...faults, ...others, ...missing, ...more, ...twice, ...world.scheduler.violations];
}
