import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { checkLedger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";

import { catalogue, threeEvents } from "./support/catalogue.ts";
import { chance } from "./support/chance.ts";
import { changer, test, type Changer, type TestProject } from "./support/index.ts";

// The full counts are in `npm run acceptance`.
const kills = Number(process.env["ASIMOV_KILLS"] ?? 100);
const seed = Number(process.env["ASIMOV_SEED"] ?? 20150914);

// Milliseconds after which a command is killed at the latest: some have ended by then.
const latest = 260;

/** What is known of the changes of one kind: the last that was acknowledged, and the last that may have been begun. */
interface Known {
  told: number;
  begun: number;
}

test(`kill -9 at ${kills} random moments of apply and of status updates: nothing acknowledged is lost, nothing is half`, async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: catalogue(300) });
  const random = chance(seed);
  const updates: Known = { told: 0, begun: 0 };
  const statuses: Known = { told: 0, begun: 0 };
  for (let killed = 0; killed < kills; killed += 3) {
    await killChangers(project, random, updates, statuses);
    await killCommand(project, random, updates);
    // No repair in between: the next command has to do with what is there.
    updates.told = updates.begun = theNumber(
      project,
      updates,
      "SELECT json_extract(r.content, '$.answer') AS n FROM subjects s JOIN subject_revisions r ON r.subject_id = s.id AND r.revision = s.revision WHERE s.name IN ('EV1', 'EV2', 'EV3')",
    );
    statuses.told = statuses.begun = theNumber(project, statuses, "SELECT cast(substr(reason, 8) AS INTEGER) AS n FROM analyses ORDER BY id LIMIT 5");
  }
  const ledger = openLedger(project.directory, { command: "test" });
  expect(checkLedger(ledger)).toEqual([]);
  ledger.close();
  // The kills did not all come before there was anything to kill.
  expect(Math.min(updates.told, statuses.told)).toBeGreaterThan(kills / 10);
});

async function killChangers(project: TestProject, random: () => number, updates: Known, statuses: Known): Promise<void> {
  const running = [changer(project, "update", updates.told + 1), changer(project, "status", statuses.told + 1)];
  await Promise.all(running.map(({ open }) => open));
  const told = await Promise.all(running.map((one) => killAfter(one, random() * 40)));
  for (const [index, known] of [updates, statuses].entries()) {
    known.told = Math.max(known.told, told[index]!);
    known.begun = known.told + 1;
  }
}

async function killAfter(running: Changer, milliseconds: number): Promise<number> {
  await delay(milliseconds);
  return running.kill();
}

async function killCommand(project: TestProject, random: () => number, updates: Known): Promise<void> {
  // Beyond what may have been begun, so that it is known whose it is.
  const number = updates.begun + 1;
  project.write({ "three.yaml": threeEvents(number) });
  const command = project.start(["apply", "-f", "three.yaml", "--update"]);
  const isDone = await Promise.race([command.result.then(({ code }) => code === 0), delay(random() * latest).then(() => false)]);
  await command.kill();
  if (isDone) updates.told = number;
  updates.begun = number;
}

/** The one number that all rows of `sql` have, which must be one that was told last or begun since. */
function theNumber(project: TestProject, { told, begun }: Known, sql: string): number {
  const ledger = openLedger(project.directory, { command: "test" });
  const numbers = ledger.all(sql).map((row) => Number(row["n"]));
  ledger.close();
  const [number = -1] = numbers;
  if (numbers.some((other) => other !== number))
    throw new Error(`a change is half there: ${numbers.join(", ")} (seed ${seed}, ${join(project.directory)})`);
  if (number < told || number > begun) throw new Error(`told ${told}, begun ${begun}, there ${number} (seed ${seed})`);
  return number;
}
