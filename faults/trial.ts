import { existsSync, readFileSync } from "node:fs";

import { processTable } from "@asimov-gw/core/system";

import { acknowledged, isAtEnd, problemsAtEnd, statusesIn } from "./checks/index.ts";
import type { Victim, WrittenOrder } from "./injected/order.ts";
import type { Kill, Trial } from "./name.ts";
import { forgetOrder, restore, runCommand, type Place } from "./place.ts";
import { savedAs } from "./rehearse.ts";
import { until, jobsEnded } from "./wait.ts";

/** What became of a trial. */
export interface Outcome {
  /** The steps at which something was killed. */
  readonly struck: readonly string[];
  /** How many passes more than undisturbed it took. */
  readonly late: number;
  /** What is not as it must be; empty when all is. */
  readonly problems: readonly string[];
  /** What each command said, for people. */
  readonly told: readonly string[];
}

/** Passes within which every analysis must be where it would be undisturbed. */
const patience = 2;

/** Kills as the trial says, lets the same command run again and then passes, as a person or cron would, and looks from outside at what became of it. */
export async function tryOut(place: Place, { scenario, stage, kills }: Trial): Promise<Outcome> {
  await restore(place, savedAs(scenario, stage));
  const told: string[] = [];
  const problems: string[] = [];
  const struck: string[] = [];
  const run = async (command: readonly string[], order?: WrittenOrder): Promise<number | null> => {
    const { code, stdout, stderr } = await runCommand(place, command, order);
    told.push(`$ asimov ${command.join(" ")}\n${stdout}${stderr}exit code ${code}`);
    if (code === null || code === 0) problems.push(...acknowledged(place, command, stdout));
    return code;
  };
  let isDone = false;
  for (const kill of kills) {
    forgetOrder(place);
    await run(stage.command, orderOf(place, kill));
    // Who looks after the jobs may be struck after the command has ended.
    if (kill.role === "supervisor") await jobsEnded(place);
    isDone = existsSync(place.done);
    if (isDone) struck.push(await struckAt(place));
  }
  if (struck.length === 0) return { struck, late: 0, problems, told };
  let code = await run(stage.command);
  // A supervisor that lived on may have come to its step only now.
  if (code === null && !isDone && existsSync(place.done)) {
    struck.push(await struckAt(place));
    code = await run(stage.command);
  }
  if (code !== 0 && !isExcused(code, kills)) problems.push(`the same command again ended with exit code ${code}`);
  const passes = await goOn(place, { scenario, stage, kills }, run, problems);
  if (!isAtEnd(place, scenario))
    problems.push(`after ${passes} passes, ${stage.passes} were enough undisturbed: ${JSON.stringify(statusesIn(place))}`);
  problems.push(...(await problemsAtEnd(place, scenario)));
  return { struck, late: passes - stage.passes, problems, told };
}

async function goOn(
  place: Place,
  { scenario, stage, kills }: Trial,
  run: (command: readonly string[]) => Promise<number | null>,
  problems: string[],
): Promise<number> {
  let passes = 0;
  // A pass that only finds that nobody looks after the jobs any more, and sees to it that somebody does, is not counted.
  for (let all = 0; passes < stage.passes + patience && all < stage.passes + patience + 3; all++) {
    const ended = await jobsEnded(place);
    if (ended && isAtEnd(place, scenario)) return passes;
    if (ended) passes += 1;
    const code = await run(["monitor", "--chain"]);
    if (code !== 0 && !isExcused(code, kills)) problems.push(`pass ${passes} ended with exit code ${code}`);
  }
  return passes;
}

// A plugin whose process dies has failed its own analysis: that is told.
function isExcused(code: number | null, kills: readonly Kill[]): boolean {
  return code === 3 && kills.some(({ role, victim }) => role === "host" || victim === "host");
}

// The step, once the kill is over: it may last a little longer than what it was ordered for. Whoever is to kill another a moment later may end before.
async function struckAt({ done, dealt }: Place): Promise<string> {
  const order = (): readonly string[] => /^(\d+) (.+)$/s.exec(readFileSync(done, "utf8")) ?? [];
  await until("an order to be carried out", () => existsSync(dealt) || (order()[1] !== undefined && !isAlive(Number(order()[1]))));
  return order()[2] ?? "";
}

function isAlive(pid: number): boolean {
  return processTable().some((one) => one.pid === pid);
}

function orderOf({ done, dealt }: Place, { role, at, victim, delay }: Kill): WrittenOrder & { readonly victim: Victim } {
  return { role, at, victim, delay, record: undefined, done, dealt };
}
