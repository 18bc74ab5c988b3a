import { setTimeout as delay } from "node:timers/promises";

import { expect, test } from "vitest";

import type { Ledger } from "../../src/ledger/index.ts";
import { newLedgerFile, openLedger } from "../support/ledger.ts";
import { start } from "../support/processes.ts";

const writer = new URL("fixtures/writer.ts", import.meta.url);

test("four processes write at once, and every change of each is there", async () => {
  const file = newLedgerFile();
  const programs = ["a", "b", "c", "d"].map((name) => start(writer, file, name, "25"));
  expect(await Promise.all(programs.map((program) => program.end()))).toEqual([0, 0, 0, 0]);
  const ledger = openLedger(file);
  expect(wholeSubjects(ledger)).toBe(100);
  expect(ledger.all("SELECT command, count(*) AS changes FROM transactions GROUP BY command ORDER BY command")).toEqual(
    ["a", "b", "c", "d"].map((name) => ({ command: `writer ${name}`, changes: 25 })),
  );
});

test("processes that are killed while they write leave whole changes only, and all that they were told are there", async () => {
  const file = newLedgerFile();
  const ledger = openLedger(file);
  let told = 0;
  let killed = 0;
  for (let round = 0; round < 12; round++) {
    const programs = ["a", "b"].map((name) => start(writer, file, `${name}${round}`, "100000"));
    await Promise.all(programs.map((program) => program.line()));
    for (const program of programs) {
      // The moment is what is tried here: anywhere in the first few changes.
      await delay(Math.random() * 10);
      program.child.kill("SIGKILL");
      expect(await program.end()).toBe("SIGKILL");
      told += program.lines.length - 1;
      killed++;
    }
    const there = wholeSubjects(ledger);
    expect(there).toBeGreaterThanOrEqual(told);
    // The last change of each may have been committed, but not told any more.
    expect(there).toBeLessThanOrEqual(told + killed);
  }
  expect(told).toBeGreaterThan(0);
  expect(ledger.all("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
});

/** The number of subjects, when each is as the writer leaves it, and each transaction is recorded whole. */
function wholeSubjects(ledger: Ledger): number {
  const subjects = ledger.all(
    `SELECT s.revision, count(r.id) AS revisions FROM subjects s LEFT JOIN subject_revisions r ON r.subject_id = s.id GROUP BY s.id`,
  );
  expect(subjects.filter((row) => row["revision"] !== 5 || row["revisions"] !== 5)).toEqual([]);
  // Each change writes 11 rows.
  const transactions = ledger.all("SELECT count(h.id) AS entries FROM transactions t LEFT JOIN history h ON h.transaction_id = t.id GROUP BY t.id");
  expect(transactions).toEqual(subjects.map(() => ({ entries: 11 })));
  return subjects.length;
}
