import { chance } from "../packages/cli/test/support/chance.ts";
import type { Role, Victim } from "./injected/order.ts";
import type { Kill, Trial } from "./name.ts";
import type { Steps } from "./rehearse.ts";
import type { Scenario, Stage } from "./scenarios.ts";

/** A stage of a scenario and the steps that its processes go through. */
export interface Known {
  readonly scenario: Scenario;
  readonly stage: Stage;
  readonly steps: Steps;
}

/**
 * `count` trials: in an order that the seed gives one for every step of every process, and then combinations by the seed: two kills one after the
 * other, other victims, and a moment in which other processes go on. Where they are too few for every step, a third are combinations all the same.
 */
export function plan(known: readonly Known[], count: number, seed: number): readonly Trial[] {
  const random = chance(seed);
  const single = shuffled(known.flatMap(enumerated), random).slice(0, Math.ceil((count * 2) / 3));
  const more = Array.from({ length: count - single.length }, () => combination(known, random));
  return [...single, ...more];
}

/** One trial for every step of every process of a stage. */
export function enumerated({ scenario, stage, steps }: Known): readonly Trial[] {
  return Object.entries(steps).flatMap(([role, names]) =>
    names.map((_, index) => ({ scenario, stage, kills: [{ role: role as Role, at: index + 1, victim: "self" as const, delay: 0 }] })),
  );
}

function combination(known: readonly Known[], random: () => number): Trial {
  const { scenario, stage, steps } = pick(known, random);
  const kills = Array.from({ length: random() < 0.5 ? 2 : 1 }, () => killAmong(steps, random));
  // A pipeline whose process died twice in a row waits for a person, and a scheduler is asked again only after a while.
  return { scenario, stage, kills: kills.every(killsOnlyHost) || kills.every(killsOnlyScheduler) ? kills.slice(0, 1) : kills };
}

function killsOnlyHost({ role, victim }: Kill): boolean {
  return victim === "host" || (role === "host" && victim === "self");
}

function killsOnlyScheduler({ role, victim }: Kill): boolean {
  return role === "scheduler" && victim === "self";
}

function killAmong(steps: Steps, random: () => number): Kill {
  const roles = (["command", "command", "command", "supervisor", "host", "scheduler"] as const).filter((role) => steps[role].length > 0);
  const role = pick(roles, random);
  const victims: readonly Victim[] = role === "command" ? ["self", "all", "all", "host", "supervisor"] : ["self", "all"];
  const delay = random() < 0.5 ? Math.floor(random() * 25) : 0;
  return { role, at: 1 + Math.floor(random() * steps[role].length), victim: pick(victims, random), delay };
}

function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map((one) => [random(), one] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one);
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)]!;
}
