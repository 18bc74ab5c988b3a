import { planned, type Planned } from "./blueprints.ts";
import { fateOf } from "./fates.ts";

/** Where an analysis should be in the end. */
export interface Expected extends Planned {
  readonly status: "uploaded";
  /** One for each submission that fails, and the last one. */
  readonly attempts: number;
  /** Jobs of post-processing, each submitted once. */
  readonly jobs: number;
}

/** Where every analysis of the rehearsal should be in the end, worked out from the seed alone: nothing of what happened is looked at. */
export function expectedEnd(seed: string | number, events: number, analyses: number): readonly Expected[] {
  return planned(events, analyses).map((plan) => ({
    ...plan,
    status: "uploaded",
    attempts: firstSuccess(seed, `${plan.pipeline}/${plan.address}`),
    jobs: plan.pipeline === "sampler" || plan.pipeline === "iterating" ? 1 : 0,
  }));
}

function firstSuccess(seed: string | number, name: string): number {
  let time = 1;
  while (fateOf(seed, name, time).end.state === "failed") time += 1;
  return time;
}
