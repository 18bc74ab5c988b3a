import { expect, test } from "vitest";

import { acquireLease, holdsLease, releaseLease, type Lease, type LeaseOutcome, type Ledger } from "../../src/ledger/index.ts";
import { identify, type ProcessIdentity } from "../../src/system/index.ts";
import { newLedgerFile, openLedger } from "../support/ledger.ts";
import { refusal } from "../support/refusal.ts";
import { start, startCommand } from "../support/processes.ts";

const holder = new URL("fixtures/holder.ts", import.meta.url);
const take = (ledger: Ledger): Lease => {
  const outcome = acquireLease(ledger, "pass");
  if (!outcome.acquired) throw new Error(`held by ${JSON.stringify(outcome.heldBy)}`);
  return outcome.lease;
};

test("a lease names its holder and its time, and its epoch grows with every holder", () => {
  const ledger = openLedger();
  const first = take(ledger);
  expect(first).toEqual({ name: "pass", epoch: 1, holder: identify(), acquired: "2026-03-01T12:00:00.000Z" });
  expect(holdsLease(ledger, first)).toBe(true);
  const second = take(ledger);
  expect(second.epoch).toBe(2);
  expect([holdsLease(ledger, first), holdsLease(ledger, second)]).toEqual([false, true]);
});

test("a lease that was given back is nobody's, and its epoch still grows", () => {
  const ledger = openLedger();
  const first = take(ledger);
  releaseLease(ledger, first);
  expect(holdsLease(ledger, first)).toBe(false);
  expect(ledger.all("SELECT holder FROM leases")).toEqual([{ holder: null }]);
  expect(take(ledger).epoch).toBe(2);
});

test("who was superseded gives nothing back", () => {
  const ledger = openLedger();
  const first = take(ledger);
  const second = take(ledger);
  releaseLease(ledger, first);
  expect(holdsLease(ledger, second)).toBe(true);
});

test("leases of different names know nothing of each other", () => {
  const ledger = openLedger();
  take(ledger);
  expect(acquireLease(ledger, "analysis 1")).toMatchObject({ acquired: true, lease: { epoch: 1 } });
});

test("leases make no history", () => {
  const ledger = openLedger();
  releaseLease(ledger, take(ledger));
  expect(ledger.all("SELECT * FROM transactions")).toEqual([]);
});

test("a living process keeps its lease; once it is killed, or gone in any way, the lease is free", async () => {
  const file = newLedgerFile();
  const ledger = openLedger(file);
  const program = start(holder, file);
  const theirs = JSON.parse(await program.line()) as LeaseOutcome;
  expect(theirs).toMatchObject({ acquired: true, lease: { epoch: 1, holder: identify(program.child.pid) } });
  expect(acquireLease(ledger, "pass")).toEqual({ acquired: false, heldBy: theirs.acquired && theirs.lease });
  program.child.kill("SIGKILL");
  await program.end();
  expect(take(ledger).epoch).toBe(2);
});

test("of processes that ask at once, one gets it", async () => {
  const file = newLedgerFile();
  openLedger(file);
  const programs = Array.from({ length: 4 }, () => start(holder, file));
  const outcomes = await Promise.all(programs.map(async (program) => JSON.parse(await program.line()) as LeaseOutcome));
  expect(outcomes.filter((outcome) => outcome.acquired)).toHaveLength(1);
  const [winner] = outcomes.flatMap((outcome) => (outcome.acquired ? [outcome.lease] : []));
  for (const outcome of outcomes) if (!outcome.acquired) expect(outcome.heldBy).toEqual(winner);
});

test("a process id that was given out again fools nobody", () => {
  const file = newLedgerFile();
  const { pid } = startCommand("cat", []).child;
  const cat = identify(pid)!;
  const holders: readonly [ProcessIdentity, boolean][] = [
    [cat, false],
    [{ ...cat, startTime: cat.startTime - 1 }, true],
    [{ ...cat, bootId: "another boot" }, true],
    [{ ...cat, host: "elsewhere" }, false],
    [{ ...cat, host: "elsewhere", bootId: "another boot" }, false],
  ];
  for (const [identity, free] of holders) {
    const ledger = openLedger(file);
    ledger.note("leases", "name", { name: "pass", epoch: 7, holder: JSON.stringify(identity), acquired: "2026-03-01T11:00:00.000Z" });
    const outcome = acquireLease(ledger, "pass");
    expect([identity, outcome.acquired]).toEqual([identity, free]);
    if (outcome.acquired) expect(outcome.lease.epoch).toBe(8);
  }
});

test("who lost a lease writes nothing any more, and says so; it may begin again", async () => {
  const file = newLedgerFile();
  const [first, second] = [openLedger(file), openLedger(file)];
  const lease = take(first);
  const add = (ledger: Ledger, name: string): number =>
    ledger.change((transaction) => transaction.insert("subjects", { name, slug: name, revision: 1 }));
  add(first, "before");
  // As another process does it that takes the holder for dead.
  const stolen = take(second);
  const attempts: readonly (() => unknown)[] = [
    () => add(first, "after"),
    () => first.note("progress", "analysis_id", { analysis_id: 1, content: "{}", time: "" }),
    () => acquireLease(first, "analysis 1"),
  ];
  for (const attempt of attempts) {
    expect(await refusal(attempt)).toMatchInlineSnapshot(`
      "LEASE_LOST nowhere
        another process has taken over the work of this one (pass), which seemed to be dead; nothing more was changed
        Leave the work to the other process; asimov report status shows how far it is."
    `);
  }
  add(second, "of the second");
  expect(first.all("SELECT name FROM subjects ORDER BY id")).toEqual([{ name: "before" }, { name: "of the second" }]);
  expect(first.all("SELECT * FROM progress")).toEqual([]);
  releaseLease(first, lease);
  expect(holdsLease(second, stolen)).toBe(true);
  // Without a lease it is a process like any other.
  add(first, "later");
});

test("what was begun under a lease and given back stays refused only while it is somebody else's", () => {
  const ledger = openLedger();
  const [pass, analysis] = [take(ledger), acquireLease(ledger, "analysis 1")];
  if (analysis.acquired) releaseLease(ledger, analysis.lease);
  ledger.change((transaction) => transaction.insert("subjects", { name: "a", slug: "a", revision: 1 }));
  releaseLease(ledger, pass);
  ledger.change((transaction) => transaction.insert("subjects", { name: "b", slug: "b", revision: 1 }));
  expect(ledger.all("SELECT count(*) AS n FROM subjects")).toEqual([{ n: 2 }]);
});
