import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";

import { expect, test } from "vitest";

import { listAnalyses } from "../../src/analysis/index.ts";
import { listTrash, undoChange } from "../../src/blueprint/index.ts";
import { checkLedger, schemaVersion, type Row } from "../../src/ledger/index.ts";
import { newLedgerFile, openLedger } from "../support/ledger.ts";
import { start, startAs, type Program } from "../support/processes.ts";
import { refusal } from "../support/refusal.ts";
import { hasUsers, someReader } from "../support/users.ts";
import { directoryWith } from "../support/tree.ts";

const opener = new URL("fixtures/opener.ts", import.meta.url);
const reader = new URL("fixtures/reader.ts", import.meta.url);
/** A ledger of an older version of the schema after some work, written by its own command line. */
function oldLedger(more = "", version = 1): string {
  const file = join(directoryWith(), "ledger.db");
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  database.exec(readFileSync(new URL(`fixtures/version-${version}.sql`, import.meta.url), "utf8") + more);
  database.close();
  return file;
}

/** Statements of everything in the schema, and every row of every table with the columns that `like` has. */
function contents(file: string): {
  readonly version: unknown;
  readonly schema: readonly Row[];
  readonly rows: Readonly<Record<string, readonly Row[]>>;
} {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    const schema = database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").all();
    const tables = schema.filter((row) => row["type"] === "table" && row["name"] !== "sqlite_sequence").map((row) => String(row["name"]));
    return {
      version: database.prepare("PRAGMA user_version").get()?.["user_version"],
      schema,
      rows: Object.fromEntries(tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()])),
    };
  } finally {
    database.close();
  }
}

/** Rows without what is null: where columns are new, nothing else changed. */
function known(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
}

async function linesOf(program: Program): Promise<readonly string[]> {
  await program.end();
  return program.lines;
}

function expectMigrated(file: string, before: ReturnType<typeof contents>): void {
  const after = contents(file);
  expect(after.version).toBe(schemaVersion);
  expect(after.schema).toEqual(contents(newLedgerFile()).schema);
  for (const [table, rows] of Object.entries(before.rows)) expect([table, known(after.rows[table]!)]).toEqual([table, known(rows)]);
}

const since4 = "who runs in which directory, found at once";
const since3 = `priorities, pauses, what ran each attempt, decisions about submissions; ${since4}`;

test.each([
  { version: 1, since: `reviews and labels, analyses that combine others; ${since3}` },
  { version: 2, since: since3 },
  { version: 3, since: since4 },
])("a ledger of schema $version gets exactly the schema of a new one, keeps every row, and is kept as it was beside it", ({ version, since }) => {
  const file = oldLedger("", version);
  const before = contents(file);
  expect(before.version).toBe(version);
  const notices: string[] = [];
  const ledger = openLedger(file, { onNotice: (message) => notices.push(message.replaceAll(dirname(file), "/work")) });
  expect(notices).toEqual([`The ledger gets what is new in this version (${since}). As it was, it is kept in /work/ledger.db.schema-${version}`]);
  expectMigrated(file, before);
  expect(contents(`${file}.schema-${version}`)).toEqual(before);
  expect(readdirSync(dirname(file))).toEqual(["ledger.db", `ledger.db.schema-${version}`]);
  expect(checkLedger(ledger)).toEqual([]);
  // Ids go on where they were, and history is written again.
  const last = Number(ledger.get("SELECT max(id) AS id FROM history")?.["id"]);
  ledger.change((transaction) => transaction.insert("labels", { analysis_id: 1, name: "l", value: "v", origin: "o" }));
  expect(ledger.get("SELECT id, entity FROM history ORDER BY id DESC LIMIT 1")).toEqual({ id: last + 1, entity: "labels" });
});

test("what people, passes and the trash did under schema 2 is there, and can still be taken back", () => {
  const ledger = openLedger(oldLedger("", 2), { onNotice: () => undefined, command: "asimov test" });
  const analyses = listAnalyses(ledger).map(({ address, kind, status, priority }) => [address, kind, status, priority].join(" "));
  expect(analyses).toMatchInlineSnapshot(`
    [
      "EV1/psd event uploaded 0",
      "EV1/pe event uploaded 0",
      "EV1/stuck event stuck 0",
      "EV1/both subject uploaded 0",
      "EV2/pe event wait 0",
      "project:joint project ready 0",
      "EV1/held event running 0",
    ]
  `);
  const open = ledger.all("SELECT token FROM submissions WHERE ended IS NULL").map((row) => row["token"]);
  expect(open).toEqual(["807d146c2444.8.1.workflow.1"]);
  expect(ledger.all("SELECT name, value FROM labels UNION SELECT status, message FROM reviews")).toMatchInlineSnapshot(`
    [
      {
        "name": "APPROVED",
        "value": "converged",
      },
      {
        "name": "good",
        "value": "true",
      },
    ]
  `);
  expect(listTrash(ledger).map(({ what }) => what)).toEqual(["analysis EV1/copied"]);
  const label = ledger.get("SELECT transaction_id AS id FROM history WHERE entity = 'labels' ORDER BY id LIMIT 1");
  expect(undoChange(ledger, Number(label?.["id"])).lines).toEqual(['removed label "good" of EV1/pe']);
});

test("ids of rows that were removed are not given out again", () => {
  const file = oldLedger("UPDATE sqlite_sequence SET seq = 70 WHERE name = 'analyses'; UPDATE sqlite_sequence SET seq = 90 WHERE name = 'stored';");
  openLedger(file, { onNotice: () => undefined });
  expect(openLedger(file).all("SELECT name, seq FROM sqlite_sequence WHERE seq IN (70, 90) ORDER BY name")).toEqual([
    { name: "analyses", seq: 70 },
    { name: "stored", seq: 90 },
  ]);
});

test("a copy from before is never replaced", () => {
  const file = oldLedger();
  const copies = ["", ".2"].map((suffix) => `${file}.schema-1${suffix}`);
  for (const copy of copies) new DatabaseSync(copy).close();
  const before = contents(file);
  const notices: string[] = [];
  openLedger(file, { onNotice: (message) => notices.push(message) });
  expect(notices[0]).toContain(`${file}.schema-1.3`);
  expect(contents(`${file}.schema-1.3`)).toEqual(before);
});

test("a ledger whose rows don't fit together stays as it is", async () => {
  const file = oldLedger(
    "DELETE FROM history WHERE 0; INSERT INTO progress (analysis_id, content, time) VALUES (1, '{}', ''); DROP TRIGGER assets_inserted; INSERT INTO assets (attempt_id, name, key, path, size, sha256) VALUES (99, '', '', '', 1, '');",
  );
  const before = contents(file);
  expect(await refusal(() => openLedger(file, { onNotice: () => undefined }), dirname(file))).toMatchInlineSnapshot(`
    "LEDGER_MIGRATION_FAILED /work/ledger.db
      some of its rows refer to rows that are not there, such as one of assets; the ledger is as it was
      Put a good copy in its place (asimov backup --restore FILE). All of them: sqlite3 /work/ledger.db "PRAGMA foreign_key_check""
  `);
  expect(contents(file)).toEqual(before);
});

test("of processes that open an older ledger at once, one migrates it", async () => {
  const file = oldLedger();
  const before = contents(file);
  const programs = Array.from({ length: 4 }, () => start(opener, file));
  await Promise.all(programs.map((program) => program.line()));
  for (const { child } of programs) child.stdin!.write("go");
  expect(await Promise.all(programs.map((program) => program.end()))).toEqual([0, 0, 0, 0]);
  expect(programs.map(({ lines }) => lines.length).toSorted((a, b) => a - b)).toEqual([2, 2, 2, 3]);
  expectMigrated(file, before);
  expect(readdirSync(dirname(file))).toEqual(["ledger.db", "ledger.db.schema-1"]);
});

test("a process that is killed while it migrates leaves the old ledger or the new one, whole, and the next one goes on", async () => {
  let [old, young] = [0, 0];
  for (let round = 0; round < 10; round++) {
    const file = oldLedger();
    const before = contents(file);
    const program = start(opener, file);
    await program.line();
    program.child.stdin!.write("go");
    // The moment is what is tried here: a migration takes some 30 ms.
    await delay(5 + 4 * round);
    program.child.kill("SIGKILL");
    await program.end();
    // Opened with the right to write, so that an interrupted change can be taken back.
    const database = new DatabaseSync(file);
    const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
    database.close();
    if (version === 1) expect([old++, contents(file)]).toEqual([old - 1, before]);
    else young++;
    openLedger(file, { onNotice: () => undefined });
    expectMigrated(file, before);
  }
  expect(old + young).toBe(10);
});

test("a dry run reads the newest schema without a change of the file", () => {
  const file = oldLedger();
  const before = readFileSync(file);
  const notices: string[] = [];
  const ledger = openLedger(file, { onlyReads: true, onNotice: (message) => notices.push(message) });
  expect(ledger.all("SELECT name, priority FROM analyses ORDER BY id")).toMatchInlineSnapshot(`
    [
      {
        "name": "one",
        "priority": null,
      },
      {
        "name": "two",
        "priority": null,
      },
      {
        "name": "pe",
        "priority": null,
      },
    ]
  `);
  expect(() => ledger.setFacts({ name: "other" })).toThrow("not written");
  expect(notices).toEqual([]);
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(dirname(file))).toEqual(["ledger.db"]);
});

test.runIf(hasUsers)("who may only read gets the newest schema without a change of the file", async () => {
  const file = oldLedger();
  const before = readFileSync(file);
  const program = startAs(someReader(dirname(file)), reader, file);
  expect(await linesOf(program)).toMatchInlineSnapshot(`
    [
      "[{"name":"one","selects":null},{"name":"two","selects":null},{"name":"pe","selects":null}]",
      "LEDGER_READ_ONLY: the ledger can be read here, but not written; nothing was changed",
      "Who may write is decided by the permissions of /work, and by how its file system is mounted; asimov doctor looks at both.",
    ]
  `);
  expect(readFileSync(file)).toEqual(before);
  expect(readdirSync(dirname(file))).toEqual(["ledger.db"]);
});
