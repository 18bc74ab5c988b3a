import type { Role, Victim } from "./injected/order.ts";
import { scenarios, type Scenario, type Stage } from "./scenarios.ts";

/** Something that is killed at a step of a process. */
export interface Kill {
  readonly role: Role;
  readonly at: number;
  readonly victim: Victim;
  /** Milliseconds that others have between the step and the kill. */
  readonly delay: number;
}

/** A stage of a scenario whose command is begun once for each kill, and then once more. */
export interface Trial {
  readonly scenario: Scenario;
  readonly stage: Stage;
  readonly kills: readonly Kill[];
}

/** The name of a trial, by which it can be made again: `local-life/store:command.37.self+command.12.all.5`. */
export function nameOf({ scenario, stage, kills }: Trial): string {
  const all = kills.map(({ role, at, victim, delay }) => [role, at, victim, ...(delay > 0 ? [delay] : [])].join("."));
  return `${scenario.name}/${stage.name}:${all.join("+")}`;
}

/** The trial of a name. Throws what is wrong with the name. */
export function trialOf(name: string): Trial {
  const [place = "", kills = ""] = name.split(":");
  const [first, second] = place.split("/");
  const scenario = scenarios.find((one) => one.name === first);
  const stage = scenario?.stages.find((one) => one.name === second);
  if (!scenario || !stage) {
    const known = scenarios.flatMap((one) => one.stages.map((each) => `${one.name}/${each.name}`));
    throw new Error(`there is no stage "${place}". There are: ${known.join(", ")}`);
  }
  return { scenario, stage, kills: kills.split("+").map(killOf) };
}

function killOf(text: string): Kill {
  const found = /^(command|supervisor|host|scheduler)\.(\d+)\.(self|all|host|supervisor)(?:\.(\d+))?$/.exec(text);
  if (!found) throw new Error(`"${text}" is no kill; one reads command.37.self, or supervisor.5.all.20 for 20 ms after step 5 of the supervisor`);
  const [, role, at, victim, delay] = found;
  return { role: role as Role, at: Number(at), victim: victim as Victim, delay: Number(delay ?? 0) };
}
