import { existsSync, linkSync, mkdirSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";

import { AsimovError, syncDirectory, systemClock, systemCode, thisHost, timestamp, type Clock } from "../system/index.ts";
import { schemaStatements, schemaVersion, type RecordedTable, type UnrecordedTable } from "./schema.ts";

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

type Values = Readonly<Record<string, SQLInputValue>>;

/** How a ledger is opened. */
export interface LedgerOptions {
  /** The command line that the history names. */
  readonly command: string;
  readonly clock?: Clock | undefined;
  /** Seconds to wait for another process that writes. */
  readonly patience?: number | undefined;
  /** Told once when a wait for another process takes long. */
  readonly onWait?: ((message: string) => void) | undefined;
}

/** The changes that can be made inside {@link Ledger.change}. */
export interface Transaction {
  /** Adds a row; returns its id. */
  insert(table: RecordedTable, values: Values): number;
  /** Changes a row; with `expected`, only if these columns still have these values, else throws `LEDGER_CONFLICT`. */
  update(table: RecordedTable, id: number, values: Values, expected?: Values): void;
  remove(table: RecordedTable, id: number): void;
}

/** The single source of truth of a project: a SQLite database in which every change is one transaction, with its history. */
export class Ledger {
  readonly clock: Clock;
  readonly #database: DatabaseSync;
  readonly #options: LedgerOptions;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(database: DatabaseSync, options: LedgerOptions) {
    this.#database = database;
    this.#options = options;
    this.clock = options.clock ?? systemClock;
  }

  /** Makes an empty ledger whole or not at all. Throws `LEDGER_EXISTS`. */
  static create(file: string, facts: Readonly<Record<string, string>>): void {
    if (existsSync(file)) throw new AsimovError("LEDGER_EXISTS", { message: "there is a ledger already", at: { file } });
    mkdirSync(dirname(file), { recursive: true });
    const unfinished = `${file}.${process.pid}.new`;
    rmSync(unfinished, { force: true });
    const database = new DatabaseSync(unfinished);
    try {
      // One transaction, so that the disk is waited for once.
      database.exec("BEGIN");
      for (const statement of schemaStatements()) database.exec(statement);
      const add = database.prepare("INSERT INTO project (key, value) VALUES (?, ?)");
      for (const [key, value] of Object.entries(facts)) add.run(key, value);
      database.exec("COMMIT");
    } finally {
      database.close();
    }
    try {
      // A link, unlike a rename, never replaces what another process made in the meantime.
      linkSync(unfinished, file);
    } catch (cause) {
      if (systemCode(cause) !== "EEXIST") throw cause;
      throw new AsimovError("LEDGER_EXISTS", { message: "there is a ledger already", at: { file }, cause });
    } finally {
      rmSync(unfinished, { force: true });
    }
    syncDirectory(dirname(file));
  }

  /** Opens a ledger. Throws `LEDGER_NOT_FOUND`, `LEDGER_UNREADABLE` or `LEDGER_NEWER`. */
  static open(file: string, options: LedgerOptions): Ledger {
    if (!existsSync(file)) throw new AsimovError("LEDGER_NOT_FOUND", { message: "the project has no ledger", at: { file } });
    const database = openDatabase(file);
    const ledger = new Ledger(database, options);
    const version = ledger.#waiting(() => readVersion(database, file));
    if (version > schemaVersion) {
      throw new AsimovError("LEDGER_NEWER", {
        message: `the ledger was written by a newer asimov (schema ${version}, this one knows ${schemaVersion})`,
        at: { file },
        remedy: "Update asimov: npm install @asimov-gw/cli@latest",
      });
    }
    // EXTRA also syncs the directory after the journal's end: an acknowledged change survives a power cut.
    ledger.#waiting(() => database.exec("PRAGMA synchronous = EXTRA"));
    return ledger;
  }

  /** All rows of a query. */
  all(sql: string, ...parameters: readonly SQLInputValue[]): readonly Row[] {
    return this.#waiting(() => this.#statement(sql).all(...parameters));
  }

  /** The first row of a query. */
  get(sql: string, ...parameters: readonly SQLInputValue[]): Row | undefined {
    return this.#waiting(() => this.#statement(sql).get(...parameters));
  }

  /** A fact of the project, such as `id` or `name`. */
  fact(key: string): string {
    const row = this.get("SELECT value FROM project WHERE key = ?", key);
    if (!row) throw new AsimovError("LEDGER_UNREADABLE", { message: `the ledger lacks the project's ${key}` });
    return String(row["value"]);
  }

  /**
   * Runs `work` as one transaction with its history: all of it or nothing. Nothing is recorded when nothing changed.
   * Inside another change it becomes a part of that one, which is taken back by itself when it throws.
   */
  change<T>(work: (transaction: Transaction) => T): T {
    if (this.#changing) return this.#partly(() => work(this.#transaction()));
    return this.#atomically(() => {
      const { lastInsertRowid } = this.#statement("INSERT INTO transactions (time, user, host, command) VALUES (?, ?, ?, ?)").run(
        timestamp(this.clock),
        userInfo().username,
        thisHost(),
        this.#options.command,
      );
      this.#statement("UPDATE current_transaction SET id = ?").run(lastInsertRowid);
      this.#changing = true;
      let result: T;
      try {
        result = work(this.#transaction());
      } finally {
        this.#changing = false;
      }
      this.#statement("UPDATE current_transaction SET id = NULL").run();
      if (!this.#statement("SELECT 1 FROM history WHERE transaction_id = ? LIMIT 1").get(lastInsertRowid)) {
        this.#statement("DELETE FROM transactions WHERE id = ?").run(lastInsertRowid);
      }
      return result;
    });
  }

  #changing = false;

  /** Replaces rows of tables that have no history, by their unique `key` column. */
  note(table: UnrecordedTable, key: string, values: Values): void {
    const columns = Object.keys(values);
    const updates = columns.filter((column) => column !== key).map((column) => `${column} = excluded.${column}`);
    this.#atomically(() =>
      this.#statement(
        `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
         ON CONFLICT (${key}) DO UPDATE SET ${updates.join(", ")}`,
      ).run(...Object.values(values)),
    );
  }

  /** Runs `work` with the ledger locked for writing, for reads that decide about a {@link note}. */
  exclusively<T>(work: () => T): T {
    return this.#atomically(work);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #transaction(): Transaction {
    return {
      insert: (table, values) => {
        const columns = Object.keys(values);
        const sql = `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
        return Number(this.#statement(sql).run(...Object.values(values)).lastInsertRowid);
      },
      update: (table, id, values, expected = {}) => {
        const assignments = Object.keys(values).map((column) => `${column} = ?`);
        const conditions = ["id = ?", ...Object.keys(expected).map((column) => `${column} IS ?`)];
        const { changes } = this.#statement(`UPDATE ${table} SET ${assignments.join(", ")} WHERE ${conditions.join(" AND ")}`).run(
          ...Object.values(values),
          id,
          ...Object.values(expected),
        );
        if (changes === 0) {
          throw new AsimovError("LEDGER_CONFLICT", { message: `row ${id} of ${table} was changed by somebody else in the meantime` });
        }
      },
      remove: (table, id) => {
        this.#statement(`DELETE FROM ${table} WHERE id = ?`).run(id);
      },
    };
  }

  #nested = false;

  #atomically<T>(work: () => T): T {
    if (this.#nested) return this.#partly(work);
    this.#waiting(() => this.#database.exec("BEGIN IMMEDIATE"));
    this.#nested = true;
    try {
      const result = work();
      // Readers may hold the file for a moment when the changes are to be written out.
      this.#waiting(() => this.#database.exec("COMMIT"));
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    } finally {
      this.#nested = false;
    }
  }

  #partly<T>(work: () => T): T {
    this.#database.exec("SAVEPOINT part");
    try {
      const result = work();
      this.#database.exec("RELEASE part");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK TO part; RELEASE part");
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }

  // node:sqlite is synchronous: its own wait could not tell the user anything, so that we wait ourselves.
  #waiting<T>(work: () => T): T {
    const patience = (this.#options.patience ?? 60) * 1000;
    const start = performance.now();
    let told = false;
    for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error)) throw error;
        const waited = performance.now() - start;
        if (waited > patience) {
          throw new AsimovError("LEDGER_BUSY", {
            message: `another process has been writing to the ledger for ${Math.round(waited / 1000)} s`,
            remedy: "Run the command again; nothing was changed.",
            cause: error,
          });
        }
        if (!told && waited > 2000) {
          told = true;
          this.#options.onWait?.("waiting for another process that writes to the ledger ...");
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause * (0.5 + Math.random()));
      }
    }
  }
}

function openDatabase(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true });
  } catch (cause) {
    throw unreadable(file, "the ledger can't be opened", cause);
  }
}

function readVersion(database: DatabaseSync, file: string): number {
  let version: number;
  try {
    version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  } catch (cause) {
    if (isBusy(cause)) throw cause;
    throw unreadable(file, "the ledger is not a readable database", cause);
  }
  // 0 is the version of a database that is empty, or not ours.
  if (version === 0) throw unreadable(file, "the database holds no ledger");
  return version;
}

function unreadable(file: string, message: string, cause?: unknown): AsimovError {
  return new AsimovError("LEDGER_UNREADABLE", {
    message,
    at: { file },
    remedy: "Put the last good copy of the file in its place; asimov keeps nothing of the ledger elsewhere.",
    cause,
  });
}

// SQLITE_BUSY is 5; its extended codes carry it in the low byte.
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === 5;
}
