import { readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import { checkLedger, checkQuickly } from "../../src/ledger/index.ts";
import { newLedgerFile, openLedger } from "../support/ledger.ts";
import { analysis, applyText, event } from "../support/project.ts";

function soundFile(): string {
  const file = newLedgerFile();
  const ledger = openLedger(file);
  applyText(ledger, event("GW1") + analysis("psd") + analysis("pe", "needs: [psd]\n"));
  ledger.change((transaction) => {
    transaction.update("analyses", 1, { status: "stuck", reason: "because", revision: 2 });
    transaction.remove("subject_revisions", transaction.insert("subject_revisions", { subject_id: 1, revision: 9, content: "{}", source: "{}" }));
  });
  ledger.close();
  return file;
}

/** What the check says of a ledger to which somebody did `sql` behind its back. */
function told(sql: string): readonly string[] {
  const file = soundFile();
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  const triggers = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${String(name)}`);
  database.exec(sql);
  database.close();
  return checkLedger(openLedger(file)).map(({ where, what }) => `${where}: ${what}`);
}

test("a sound ledger has no problems", () => {
  const ledger = openLedger(soundFile());
  expect([checkLedger(ledger), checkQuickly(ledger)]).toEqual([[], []]);
});

test("what was changed without its history is found", () => {
  expect(told("UPDATE analyses SET status = 'uploaded', reason = 'I say so' WHERE id = 1")).toMatchInlineSnapshot(`
    [
      "analyses 1: differs from what the history says in status, reason",
    ]
  `);
  expect(told("DELETE FROM analyses WHERE id = 2")).toMatchInlineSnapshot(`
    [
      "analyses 2: is not there, although the history never removed it",
    ]
  `);
  expect(told("INSERT INTO labels (analysis_id, name, value, origin) VALUES (1, 'a', 'b', 'c')")).toMatchInlineSnapshot(`
    [
      "labels 1: is there, and the history does not know it",
    ]
  `);
  expect(told(`UPDATE history SET before = '{"status":"wait"}' WHERE after LIKE '%because%'`)).toMatchInlineSnapshot(`
    [
      "analyses 1: transaction 2 found another status than the one before it left",
    ]
  `);
  expect(told("DELETE FROM history WHERE entity = 'subjects'")).toMatchInlineSnapshot(`
    [
      "subjects 1: is there, and the history does not know it",
    ]
  `);
});

test("what can't be read as JSON, and what refers to nothing, is found", () => {
  expect(told("UPDATE analyses SET needs = '[' WHERE id = 2; UPDATE leases SET holder = 'me'")).toMatchInlineSnapshot(`
    [
      "analyses 2: its needs is not JSON",
      "analyses 2: differs from what the history says in needs",
    ]
  `);
  expect(told("INSERT INTO attempts (analysis_id, number, snapshot, run_directory, started) VALUES (77, 1, '{}', '/', '')")).toMatchInlineSnapshot(`
    [
      "attempts 1: refers to a row of analyses that is not there",
      "attempts 1: is there, and the history does not know it",
    ]
  `);
});

test("damage of the file is found, or told as an error, wherever it is", () => {
  const file = soundFile();
  const whole = readFileSync(file);
  let found = 0;
  // Pages after the first, which holds the schema's root.
  for (let page = 1; page < whole.length / 4096; page++) {
    const damaged = Buffer.from(whole);
    damaged.fill(0xa5, page * 4096, page * 4096 + 200);
    const copy = newLedgerFile();
    writeFileSync(copy, damaged);
    try {
      if (checkLedger(openLedger(copy)).length > 0) found++;
    } catch (error) {
      expect(error).toMatchObject({ code: "LEDGER_UNREADABLE" });
      found++;
    }
  }
  expect(found).toBe(whole.length / 4096 - 1);
});
