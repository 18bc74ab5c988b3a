import { DatabaseSync } from "node:sqlite";

import { schemaStatements, schemaVersion } from "../schema.ts";

/**
 * Gives a database of an older schema exactly the tables, indexes and triggers of a new ledger; its rows stay, with null in columns that are new.
 * To be done inside a transaction, without foreign keys and with `legacy_alter_table`.
 */
export function rebuild(database: DatabaseSync): void {
  const wanted = newSchema();
  const there = schemaOf(database);
  // Triggers would make history of rows that only move.
  for (const { type, name } of there) if (type !== "table") database.exec(`DROP ${type} ${name}`);
  for (const table of wanted.filter(({ type }) => type === "table")) {
    const old = there.find(({ type, name }) => type === "table" && name === table.name);
    if (!old) database.exec(table.sql);
    else if (old.sql !== table.sql) replace(database, table);
  }
  for (const { type, sql } of wanted) if (type !== "table") database.exec(sql);
  database.exec(`PRAGMA user_version = ${schemaVersion}`);
}

// The names of tables and columns are the schemas' own.
function replace(database: DatabaseSync, { name, sql }: SchemaObject): void {
  const last = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = ?").get(name)?.["seq"];
  const before = columnsOf(database, name);
  database.exec(`ALTER TABLE ${name} RENAME TO old_${name}`);
  database.exec(sql);
  const kept = columnsOf(database, name).filter((column) => before.includes(column));
  database.exec(`INSERT INTO ${name} (${kept.join(", ")}) SELECT ${kept.join(", ")} FROM old_${name}`);
  database.exec(`DROP TABLE old_${name}`);
  // Ids of rows that were removed are not given out again: history names them.
  database.prepare("DELETE FROM sqlite_sequence WHERE name = ?").run(name);
  if (last !== undefined) database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)").run(name, last);
}

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

function newSchema(): readonly SchemaObject[] {
  const model = new DatabaseSync(":memory:");
  try {
    for (const statement of schemaStatements()) model.exec(statement);
    return schemaOf(model);
  } finally {
    model.close();
  }
}

// What SQLite made by itself has no statement, or a name of its own.
function schemaOf(database: DatabaseSync): readonly SchemaObject[] {
  const rows = database.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'").all();
  return rows.map((row) => ({ type: String(row["type"]), name: String(row["name"]), sql: String(row["sql"]) }));
}

function columnsOf(database: DatabaseSync, table: string): readonly string[] {
  return database
    .prepare("SELECT name FROM pragma_table_info(?)")
    .all(table)
    .map((row) => String(row["name"]));
}
