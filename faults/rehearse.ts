import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { initProject } from "@asimov-gw/core/project";

import { problemsAtEnd } from "./checks/index.ts";
import { roles, type Role } from "./injected/order.ts";
import { clear, quiet, restore, runCommand, save, type Place } from "./place.ts";
import type { Scenario, Stage } from "./scenarios.ts";
import { jobsEnded } from "./wait.ts";

/** The names of the steps of each process of a stage, in their order. */
export type Steps = Readonly<Record<Role, readonly string[]>>;

/** Goes through a scenario undisturbed, and keeps the place as it is before each stage. Throws when it does not end as expected. */
export async function rehearse(place: Place, scenario: Scenario): Promise<void> {
  await clear(place);
  initProject(place.project, scenario.name);
  writeFileSync(join(place.project, "blueprint.yaml"), scenario.blueprint);
  writeFileSync(join(place.project, ".asimov/config.yaml"), config(place, scenario));
  // Jobs run between the commands, and not where the process that asks may be killed.
  writeFileSync(join(place.queue, "control.json"), JSON.stringify({ run: false }));
  for (const command of scenario.before) await undisturbed(place, command);
  for (const stage of scenario.stages) {
    await quiet(place);
    save(place, savedAs(scenario, stage));
    await undisturbed(place, stage.command);
  }
  const problems = await problemsAtEnd(place, scenario);
  if (problems.length > 0) throw new Error(`scenario ${scenario.name} does not end as expected, undisturbed:\n${problems.join("\n")}`);
}

/** Records the steps of the processes of a stage, of which {@link rehearse} kept the beginning. */
export async function record(place: Place, scenario: Scenario, stage: Stage): Promise<Steps> {
  const steps: Record<Role, readonly string[]> = { command: [], supervisor: [], host: [], scheduler: [] };
  const file = join(place.root, "steps");
  for (const role of roles) rmSync(`${file}-${role}`, { force: true });
  await restore(place, savedAs(scenario, stage));
  await runCommand(place, stage.command, { role: "each", record: file, at: 0, victim: "self", delay: 0, done: place.done, dealt: place.dealt });
  await jobsEnded(place);
  await quiet(place);
  for (const role of roles) if (existsSync(`${file}-${role}`)) steps[role] = readFileSync(`${file}-${role}`, "utf8").trimEnd().split("\n");
  return steps;
}

function config({ queue }: Place, { scheduler }: Scenario): string {
  const monitor = "monitor:\n  progress interval: 1000000\n";
  return scheduler === "local" ? monitor : `${monitor}scheduler: scripted\nschedulers:\n  scripted:\n    directory: ${JSON.stringify(queue)}\n`;
}

/** The name under which the beginning of a stage is kept. */
export function savedAs(scenario: Scenario, stage: Stage): string {
  return join(scenario.name, stage.name);
}

async function undisturbed(place: Place, command: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runCommand(place, command);
  // A job that fails once is a part of some scenarios.
  if (code !== 0) throw new Error(`asimov ${command.join(" ")} ended with exit code ${code}, undisturbed:\n${stdout}${stderr}`);
  await jobsEnded(place);
}
