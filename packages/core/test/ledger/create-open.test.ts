import { mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import { Ledger, schemaVersion } from "../../src/ledger/index.ts";
import { newLedgerFile, openLedger } from "../support/ledger.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith } from "../support/tree.ts";

const open = (directory: string): Promise<string> =>
  refusal(() => Ledger.open(join(directory, "ledger.db"), { command: "asimov test" }).close(), directory);

test("a new ledger has its facts, its schema's version, and nothing beside it", () => {
  const file = newLedgerFile();
  const ledger = openLedger(file);
  expect([ledger.fact("id"), ledger.fact("name")]).toEqual(["0123456789ab", "test"]);
  expect(ledger.all("PRAGMA user_version")).toEqual([{ user_version: schemaVersion }]);
  expect(readdirSync(dirname(file))).toEqual(["ledger.db"]);
});

test("a ledger is never made over another one", async () => {
  const file = newLedgerFile();
  expect(await refusal(() => Ledger.create(file, { name: "other" }), dirname(file))).toMatchInlineSnapshot(`
    "LEDGER_EXISTS /work/ledger.db
      there is a ledger already"
  `);
  expect(openLedger(file).fact("name")).toBe("test");
});

test("a fact that is not there", async () => {
  expect(await refusal(() => openLedger().fact("colour"))).toMatchInlineSnapshot(`
    "LEDGER_UNREADABLE nowhere
      the ledger lacks the project's colour"
  `);
});

test("no ledger at all", async () => {
  expect(await open(directoryWith())).toMatchInlineSnapshot(`
    "LEDGER_NOT_FOUND /work/ledger.db
      the project has no ledger"
  `);
});

test("a file that is not a database", async () => {
  expect(await open(directoryWith({ "ledger.db": "events:\n- name: GW150914\n".repeat(100) }))).toMatchInlineSnapshot(`
    "LEDGER_UNREADABLE /work/ledger.db
      the ledger is not a readable database
      Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made)."
  `);
});

test("an empty file, as a full disk leaves one", async () => {
  expect(await open(directoryWith({ "ledger.db": "" }))).toMatchInlineSnapshot(`
    "LEDGER_UNREADABLE /work/ledger.db
      the database holds no ledger
      Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made)."
  `);
});

test("a directory in the ledger's place", async () => {
  const directory = directoryWith();
  mkdirSync(join(directory, "ledger.db"));
  expect(await open(directory)).toMatchInlineSnapshot(`
    "LEDGER_UNREADABLE /work/ledger.db
      the ledger can't be opened
      Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made)."
  `);
});

test("a database of something else", async () => {
  const directory = directoryWith();
  const database = new DatabaseSync(join(directory, "ledger.db"));
  database.exec("CREATE TABLE cookies (name TEXT)");
  database.close();
  expect(await open(directory)).toMatchInlineSnapshot(`
    "LEDGER_UNREADABLE /work/ledger.db
      the database holds no ledger
      Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made)."
  `);
});

test("a newer schema is refused", async () => {
  const file = newLedgerFile();
  const database = new DatabaseSync(file);
  database.exec("PRAGMA user_version = 99");
  database.close();
  expect(await open(dirname(file))).toMatchInlineSnapshot(`
    "LEDGER_NEWER /work/ledger.db
      the ledger was written by a newer asimov (schema 99, this one knows 4)
      Update asimov: npm install @asimov-gw/cli@latest"
  `);
});
