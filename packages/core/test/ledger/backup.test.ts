import { chmodSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { backupLedger, checkLedger, Ledger, restoreLedger, useWal } from "../../src/ledger/index.ts";
import { dump, newLedgerFile, openLedger } from "../support/ledger.ts";
import { start } from "../support/processes.ts";
import { refusal } from "../support/refusal.ts";

const writer = new URL("fixtures/writer.ts", import.meta.url);
const add = (ledger: Ledger, name: string): number =>
  ledger.change((transaction) => transaction.insert("subjects", { name, slug: name, revision: 1 }));
const names = (file: string): readonly unknown[] =>
  openLedger(file)
    .all("SELECT name FROM subjects ORDER BY id")
    .map((row) => row["name"]);

function ledgerWith(...subjects: readonly string[]): string {
  const file = newLedgerFile();
  const ledger = Ledger.open(file, { command: "test" });
  for (const subject of subjects) add(ledger, subject);
  ledger.close();
  return file;
}

test("a backup is the whole ledger with the same rights, and replaces nothing", async () => {
  const file = ledgerWith("a", "b");
  chmodSync(file, 0o660);
  const target = join(dirname(file), "deep/er/copy.db");
  backupLedger(file, target);
  expect(dump(openLedger(target))).toEqual(dump(openLedger(file)));
  expect(statSync(target).mode & 0o777).toBe(0o660);
  const before = readFileSync(target);
  expect(await refusal(() => backupLedger(file, target), dirname(file))).toMatchInlineSnapshot(`
    "BACKUP_EXISTS /work/deep/er/copy.db
      there is a file already, and a backup never replaces one
      Give another name, or none: asimov backup"
  `);
  expect(readFileSync(target)).toEqual(before);
  expect(readdirSync(dirname(target))).toEqual(["copy.db"]);
});

test("backups while others write are each of one moment", async () => {
  const file = newLedgerFile();
  const programs = ["a", "b"].map((name) => start(writer, file, name, "100000"));
  await Promise.all(programs.map((program) => program.line()));
  let last = 0;
  for (let round = 0; round < 5; round++) {
    const target = join(dirname(file), `copy-${round}.db`);
    backupLedger(file, target);
    const copy = openLedger(target);
    expect(checkLedger(copy)).toEqual([]);
    expect(copy.all("SELECT * FROM subjects WHERE revision <> 5")).toEqual([]);
    const there = Number(copy.get("SELECT count(*) AS n FROM subjects")?.["n"]);
    expect(there).toBeGreaterThanOrEqual(last);
    last = there;
  }
  expect(last).toBeGreaterThan(0);
});

test("an unsound ledger makes no backup", async () => {
  const file = ledgerWith("a");
  const ledger = openLedger(file);
  ledger.all("DROP TRIGGER subjects_updated");
  ledger.all("UPDATE subjects SET revision = 7");
  expect(await refusal(() => backupLedger(file, join(dirname(file), "copy.db")), dirname(file))).toMatchInlineSnapshot(`
    "BACKUP_UNSOUND /work/copy.db
      the copy of the ledger is not sound:
    subjects 1: differs from what the history says in revision
      asimov ledger check tells whether the ledger itself is; a plain copy of its file keeps what there is."
  `);
  expect(readdirSync(dirname(file))).toEqual(["ledger.db"]);
});

test("restoring puts a copy in place, keeps what was there, and shuts out those who have the old one open", async () => {
  const file = ledgerWith("a");
  const backup = join(dirname(file), "backup.db");
  backupLedger(file, backup);
  const open = openLedger(file);
  add(open, "b");
  expect(restoreLedger(backup, file)).toEqual({ before: `${file}.before-restore` });
  expect(names(file)).toEqual(["a"]);
  expect(names(`${file}.before-restore`)).toEqual(["a", "b"]);
  expect(await refusal(() => add(open, "c"), dirname(file))).toMatchInlineSnapshot(`
    "LEDGER_REPLACED /work/ledger.db
      another ledger was put in the place of the one that this command works with; nothing was changed
      Run the command again: it works with the new one."
  `);
  expect([names(file), names(`${file}.before-restore`)]).toEqual([["a"], ["a", "b"]]);
  // A second time: neither the backup nor what was kept is touched.
  add(openLedger(file), "d");
  expect(restoreLedger(backup, file)).toEqual({ before: `${file}.before-restore.2` });
  expect(names(`${file}.before-restore.2`)).toEqual(["a", "d"]);
  expect(names(backup)).toEqual(["a"]);
  expect(readdirSync(dirname(file))).toEqual(["backup.db", "ledger.db", "ledger.db.before-restore", "ledger.db.before-restore.2"]);
});

test("a ledger that is scribbled over, torn or gone is restored too", () => {
  for (const ruin of [(file: string) => writeFileSync(file, "scribble ".repeat(999)), (file: string) => truncateSync(file, 5000)]) {
    const file = ledgerWith("a");
    const backup = join(dirname(file), "backup.db");
    backupLedger(file, backup);
    ruin(file);
    const ruined = readFileSync(file);
    restoreLedger(backup, file);
    expect(names(file)).toEqual(["a"]);
    expect(readFileSync(`${file}.before-restore`)).toEqual(ruined);
  }
  const file = ledgerWith("a");
  const lost = join(dirname(file), "lost.db");
  expect(restoreLedger(file, lost)).toEqual({ before: undefined });
  expect(names(lost)).toEqual(["a"]);
});

test("nothing is restored while somebody writes, from what is not sound, or over a ledger in WAL mode", async () => {
  const file = ledgerWith("a");
  const backup = join(dirname(file), "backup.db");
  backupLedger(file, backup);
  const before = readFileSync(file);
  const busy = openLedger(file);
  const answer = await busy.exclusively(() => refusal(() => restoreLedger(backup, file, { patience: 0.05 }), dirname(file)));
  expect(answer.replaceAll(/for \d+ s/g, "for N s")).toMatchInlineSnapshot(`
    "LEDGER_BUSY nowhere
      another process has been writing to the ledger for N s
      Run the command again; nothing was changed."
  `);
  expect(await refusal(() => restoreLedger(join(dirname(file), "none.db"), file), dirname(file))).toMatchInlineSnapshot(`
    "BACKUP_NOT_FOUND /work/none.db
      there is no such file
      Copies that asimov backup made without being told where are in .asimov/backups."
  `);
  const scribble = join(dirname(file), "scribble.db");
  writeFileSync(scribble, "scribble ".repeat(999));
  expect(await refusal(() => restoreLedger(scribble, file), dirname(file))).toMatchInlineSnapshot(`
    "LEDGER_UNREADABLE /work/scribble.db
      the ledger is not a readable database
      Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made)."
  `);
  expect(readFileSync(file)).toEqual(before);
  busy.close();
  useWal(file, { fileSystem: () => ({ type: "ext4", network: false, free: 1 }) });
  expect(await refusal(() => restoreLedger(backup, file), dirname(file))).toMatchInlineSnapshot(`
    "LEDGER_WAL /work/ledger.db
      the ledger is in WAL mode: others may have parts of it in memory
      First: asimov ledger --no-wal"
  `);
});

test("a backup to a place that can't be written is refused in words", async () => {
  expect(await refusal(() => backupLedger(ledgerWith("a"), "/proc/x.db"))).toMatchInlineSnapshot(`
    "FILE_NOT_WRITABLE /proc/x.db
      can't be written: ENOENT: no such file or directory, mkdtemp '/proc/.draft-XXXXXX'
      Name a file in a directory that exists and that you may write to."
  `);
});
