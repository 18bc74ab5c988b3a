import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import { readHistory, type Transaction } from "../../src/ledger/index.ts";
import { dump, newLedgerFile, openLedger, recordedTables } from "../support/ledger.ts";
import { refusal } from "../support/refusal.ts";

const subject = (name: string): { name: string; slug: string; revision: number } => ({ name, slug: name, revision: 1 });

test("a change writes its rows and its history, with when, who and which command", () => {
  const ledger = openLedger();
  const id = ledger.change((transaction) => transaction.insert("subjects", subject("GW150914")));
  ledger.change((transaction) => transaction.update("subjects", id, { revision: 2, slug: "GW150914" }));
  ledger.change((transaction) => transaction.remove("subjects", id));
  const entries = readHistory(ledger).map(({ user, host, ...entry }) => ({ ...entry, known: user !== "" && host !== "" }));
  expect(entries).toMatchInlineSnapshot(`
    [
      {
        "after": {
          "name": "GW150914",
          "priority": null,
          "revision": 1,
          "slug": "GW150914",
        },
        "before": undefined,
        "command": "asimov test",
        "entity": "subjects",
        "entityId": 1,
        "known": true,
        "time": "2026-03-01T12:00:00.000Z",
        "transaction": 1,
      },
      {
        "after": {
          "revision": 2,
        },
        "before": {
          "revision": 1,
        },
        "command": "asimov test",
        "entity": "subjects",
        "entityId": 1,
        "known": true,
        "time": "2026-03-01T12:00:00.000Z",
        "transaction": 2,
      },
      {
        "after": undefined,
        "before": {
          "name": "GW150914",
          "priority": null,
          "revision": 2,
          "slug": "GW150914",
        },
        "command": "asimov test",
        "entity": "subjects",
        "entityId": 1,
        "known": true,
        "time": "2026-03-01T12:00:00.000Z",
        "transaction": 3,
      },
    ]
  `);
  expect(readHistory(ledger, "subjects", id)).toHaveLength(3);
  expect(readHistory(ledger, "analyses")).toEqual([]);
});

test("a change that throws leaves nothing, and the next one works", () => {
  const ledger = openLedger();
  const before = dump(ledger);
  const fails = (): void =>
    ledger.change((transaction) => {
      transaction.insert("subjects", subject("GW150914"));
      throw new Error("on purpose");
    });
  expect(fails).toThrow("on purpose");
  expect(dump(ledger)).toEqual(before);
  ledger.change((transaction) => transaction.insert("subjects", subject("GW150914")));
  expect(readHistory(ledger)).toHaveLength(1);
});

test("a broken constraint takes the whole change back", () => {
  const ledger = openLedger();
  ledger.change((transaction) => transaction.insert("subjects", subject("a")));
  const before = dump(ledger);
  const twice = (transaction: Transaction): void => ["b", "a"].forEach((name) => transaction.insert("subjects", subject(name)));
  expect(() => ledger.change(twice)).toThrow(/UNIQUE/);
  const orphan = { subject_id: 99, revision: 1, content: "{}", source: "{}" };
  expect(() => ledger.change((transaction) => transaction.insert("subject_revisions", orphan))).toThrow(/FOREIGN KEY/);
  expect(dump(ledger)).toEqual(before);
});

test("nothing is recorded when nothing changed", () => {
  const ledger = openLedger();
  const id = ledger.change((transaction) => transaction.insert("subjects", subject("a")));
  const before = dump(ledger);
  ledger.change(() => undefined);
  ledger.change((transaction) => transaction.update("subjects", id, subject("a")));
  ledger.change((transaction) => transaction.remove("subjects", 99));
  const { sqlite_sequence: _, ...after } = dump(ledger);
  expect(after).toEqual(Object.fromEntries(Object.entries(before).filter(([table]) => table !== "sqlite_sequence")));
});

test("a change inside a change is a part of it", () => {
  const ledger = openLedger();
  ledger.change((outer) => {
    outer.insert("subjects", subject("a"));
    ledger.change((inner) => inner.insert("subjects", subject("b")));
    outer.insert("subjects", subject("c"));
  });
  expect(new Set(readHistory(ledger).map((entry) => entry.transaction)).size).toBe(1);
  const before = dump(ledger);
  const fails = (): void =>
    ledger.change(() => {
      ledger.change((inner) => inner.insert("subjects", subject("d")));
      throw new Error("on purpose");
    });
  expect(fails).toThrow("on purpose");
  expect(dump(ledger)).toEqual(before);
});

test("an inner change that throws is taken back even if the outer one goes on", () => {
  const ledger = openLedger();
  ledger.change((outer) => {
    outer.insert("subjects", subject("a"));
    const inner = (): void =>
      ledger.change((transaction) => {
        transaction.insert("subjects", subject("b"));
        throw new Error("on purpose");
      });
    expect(inner).toThrow("on purpose");
    outer.insert("subjects", subject("c"));
  });
  expect(ledger.all("SELECT name FROM subjects")).toEqual([{ name: "a" }, { name: "c" }]);
  expect(readHistory(ledger).map((entry) => entry.after?.["name"])).toEqual(["a", "c"]);
});

test("several changes under one lock are several transactions", () => {
  const ledger = openLedger();
  ledger.exclusively(() => {
    ledger.change((transaction) => transaction.insert("subjects", subject("a")));
    ledger.change((transaction) => transaction.insert("subjects", subject("b")));
  });
  expect(readHistory(ledger).map((entry) => [entry.after?.["name"], entry.transaction])).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
});

test("a row that somebody else changed is not written over", async () => {
  const ledger = openLedger();
  const id = ledger.change((transaction) => transaction.insert("subjects", subject("a")));
  ledger.change((transaction) => transaction.update("subjects", id, { revision: 2 }, { revision: 1 }));
  const before = dump(ledger);
  const late = (): void =>
    ledger.change((transaction) => {
      transaction.insert("subjects", subject("b"));
      transaction.update("subjects", id, { revision: 3 }, { revision: 1 });
    });
  expect(await refusal(late)).toMatchInlineSnapshot(`
    "LEDGER_CONFLICT nowhere
      row 1 of subjects was changed by somebody else in the meantime"
  `);
  expect(dump(ledger)).toEqual(before);
  expect(await refusal(() => ledger.change((transaction) => transaction.update("subjects", 99, { revision: 3 })))).toMatchInlineSnapshot(`
    "LEDGER_CONFLICT nowhere
      row 99 of subjects was changed by somebody else in the meantime"
  `);
});

test("what is expected may be null", async () => {
  const ledger = openLedger();
  const row = {
    name: "pe",
    slug: "pe",
    pipeline: "test",
    needs: "[]",
    content: "{}",
    source: "{}",
    status: "ready",
    reason: "",
    since: "",
    revision: 1,
  };
  const id = ledger.change((transaction) => transaction.insert("analyses", { kind: "event", ...row }));
  ledger.change((transaction) => transaction.update("analyses", id, { remedy: "wait" }, { remedy: null }));
  expect(await refusal(() => ledger.change((transaction) => transaction.update("analyses", id, { remedy: "x" }, { remedy: null })))).toContain(
    "LEDGER_CONFLICT",
  );
});

test("no recorded table can be written outside a change, by whatever way", () => {
  const file = newLedgerFile();
  const ledger = openLedger(file);
  let kept: Transaction | undefined;
  const id = ledger.change((transaction) => {
    kept = transaction;
    return transaction.insert("subjects", subject("a"));
  });
  const before = dump(ledger);
  expect(() => kept!.insert("subjects", subject("b"))).toThrow(/NOT NULL constraint failed: history.transaction_id/);
  expect(() => kept!.update("subjects", id, { revision: 2 })).toThrow(/NOT NULL constraint failed: history.transaction_id/);
  expect(() => kept!.remove("subjects", id)).toThrow(/NOT NULL constraint failed: history.transaction_id/);
  expect(() => ledger.all("DELETE FROM subjects")).toThrow(/NOT NULL constraint failed: history.transaction_id/);
  const stranger = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  for (const table of recordedTables(ledger)) {
    const columns = ledger.all("SELECT name FROM pragma_table_info(?) WHERE name <> 'id'", table).map((row) => String(row["name"]));
    const insert = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "1").join(", ")})`;
    expect(() => stranger.exec(insert), table).toThrow(/NOT NULL constraint failed: history.transaction_id/);
  }
  stranger.close();
  expect(dump(ledger)).toEqual(before);
});

test("history is only ever added to", () => {
  const ledger = openLedger();
  ledger.change((transaction) => transaction.insert("subjects", subject("a")));
  const before = dump(ledger);
  for (const sql of ["DELETE FROM history", "UPDATE history SET after = NULL"]) expect(() => ledger.all(sql)).toThrow(/append-only/);
  expect(dump(ledger)).toEqual(before);
});
