import { DatabaseSync } from "node:sqlite";

import { expect, onTestFinished, test } from "vitest";

import { newLedgerFile, openLedger } from "../support/ledger.ts";
import { refusal } from "../support/refusal.ts";

const subject = { name: "a", slug: "a", revision: 1 };

function lock(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  database.exec("BEGIN EXCLUSIVE");
  return database;
}

test("a writer that never ends is given up, and nothing was changed", async () => {
  const file = newLedgerFile();
  const ledger = openLedger(file, { patience: 0.02 });
  const other = lock(file);
  expect(await refusal(() => ledger.change((transaction) => transaction.insert("subjects", subject)))).toMatchInlineSnapshot(`
    "LEDGER_BUSY nowhere
      another process has been writing to the ledger for 0 s
      Run the command again; nothing was changed."
  `);
  expect(await refusal(() => ledger.all("SELECT * FROM subjects"))).toContain("LEDGER_BUSY");
  other.exec("ROLLBACK");
  expect(ledger.all("SELECT * FROM subjects")).toEqual([]);
});

test("opening waits too", async () => {
  const file = newLedgerFile();
  lock(file);
  expect(await refusal(() => openLedger(file, { patience: 0.02 }))).toContain("LEDGER_BUSY");
});

test("who waits long is told so once, and goes on when the other is done", () => {
  const file = newLedgerFile();
  const told: string[] = [];
  const onWait = (message: string): void => {
    told.push(message);
    other.exec("ROLLBACK");
  };
  const ledger = openLedger(file, { onWait });
  const other = lock(file);
  ledger.change((transaction) => transaction.insert("subjects", subject));
  expect(told).toEqual(["waiting for another process that writes to the ledger ..."]);
  expect(ledger.all("SELECT name FROM subjects")).toEqual([{ name: "a" }]);
});
