import { existsSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";

import { AsimovError, makeDirectory, systemClock, thisHost, timestamp, userName, type Clock } from "../system/index.ts";
import { placed } from "./backup/copy.ts";
import { connect, refuseNewer, type ConnectOptions } from "./connect.ts";
import { FormerNames } from "./former-names.ts";
import { HeldLeases } from "./held-leases.ts";
import { schemaStatements, type RecordedTable, type UnrecordedTable } from "./schema.ts";
import { ledgerTrouble } from "./trouble.ts";
import { waiting } from "./wait.ts";

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

type Values = Readonly<Record<string, SQLInputValue>>;

/** How a ledger is opened. */
export interface LedgerOptions extends ConnectOptions {
  /** The command line that the history names. */
  readonly command: string;
  readonly clock?: Clock | undefined;
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
  /** Every write is refused once one of these leases is another's. */
  readonly held: HeldLeases = new HeldLeases();
  readonly formerNames: FormerNames = new FormerNames();
  /** Path of its database. */
  readonly file: string;
  readonly clock: Clock;
  readonly #database: DatabaseSync;
  readonly #options: LedgerOptions;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(file: string, database: DatabaseSync, options: LedgerOptions) {
    this.file = file;
    this.#database = database;
    this.#options = options;
    this.clock = options.clock ?? systemClock;
  }

  /** Makes an empty ledger whole or not at all. Throws `LEDGER_EXISTS`. */
  static create(file: string, facts: Readonly<Record<string, string>>): void {
    if (existsSync(file)) throw new AsimovError("LEDGER_EXISTS", { message: "there is a ledger already", at: { file } });
    makeDirectory(dirname(file));
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
      if (!placed(unfinished, file)) throw new AsimovError("LEDGER_EXISTS", { message: "there is a ledger already", at: { file } });
    } finally {
      rmSync(unfinished, { force: true });
    }
  }

  /**
   * Opens a ledger, and brings it to the newest schema where it has an older one. Throws `LEDGER_NOT_FOUND`, `LEDGER_UNREADABLE`, `LEDGER_NEWER`
   * or `LEDGER_WAL_OTHER_HOST`.
   */
  static open(file: string, options: LedgerOptions): Ledger {
    return new Ledger(file, connect(file, options), options);
  }

  /** All rows of a query. */
  all(sql: string, ...parameters: readonly SQLInputValue[]): readonly Row[] {
    return this.#waiting(() => this.#statement(sql).all(...parameters));
  }

  /** All rows of a query as lists of their values, in the order of its columns: for many rows, of which objects cost more than the query. */
  lists(sql: string, ...parameters: readonly SQLInputValue[]): readonly (readonly SQLOutputValue[])[] {
    return this.#waiting(() => {
      const statement = this.#statement(sql);
      statement.setReturnArrays(true);
      // The same statement may be asked for objects next.
      try {
        return statement.all(...parameters) as unknown as readonly (readonly SQLOutputValue[])[];
      } finally {
        statement.setReturnArrays(false);
      }
    });
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

  /** Sets facts of the project. */
  setFacts(facts: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(facts)) this.note("project", "key", { key, value });
  }

  /**
   * Runs `work` as one transaction with its history: all of it or nothing. Nothing is recorded when nothing changed.
   * Inside another change it becomes a part of that one, which is taken back by itself when it throws.
   * The history names `command`, or else the command line with which the ledger was opened.
   */
  change<T>(work: (transaction: Transaction) => T, command: string = this.#options.command): T {
    if (this.#changing) return this.#partly(() => work(this.#transaction()));
    return this.#atomically(() => {
      const { lastInsertRowid } = this.#statement("INSERT INTO transactions (time, user, host, command) VALUES (?, ?, ?, ?)").run(
        timestamp(this.clock),
        userName(),
        thisHost(),
        command,
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
  note(table: UnrecordedTable | "project", key: string, values: Values): void {
    const columns = Object.keys(values);
    const updates = columns.filter((column) => column !== key).map((column) => `${column} = excluded.${column}`);
    this.#atomically(() =>
      this.#statement(
        `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
         ON CONFLICT (${key}) DO UPDATE SET ${updates.join(", ")}`,
      ).run(...Object.values(values)),
    );
  }

  /** Takes rows out of a table that has no history: those for which `condition` holds. */
  forget(table: UnrecordedTable, condition: string, ...parameters: readonly SQLInputValue[]): void {
    this.#atomically(() => this.#statement(`DELETE FROM ${table} WHERE ${condition}`).run(...parameters));
  }

  /** Runs `work` with the ledger locked for writing, for reads that decide about a {@link note}. */
  exclusively<T>(work: () => T): T {
    return this.#atomically(work);
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
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
      this.#refuseOutdated();
      const result = work();
      // Readers may hold the file for a moment when the changes are to be written out.
      this.#waiting(() => this.#database.exec("COMMIT"));
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw ledgerTrouble(error, this.file);
    } finally {
      this.#nested = false;
    }
  }

  // A process may be at work for weeks, and others may do without it in the meantime.
  #refuseOutdated(): void {
    refuseNewer(Number(this.#statement("PRAGMA user_version").get()?.["user_version"]), this.file);
    this.held.refuseLost((name) => {
      const row = this.#statement("SELECT epoch, holder FROM leases WHERE name = ?").get(name);
      return row && row["holder"] !== null ? Number(row["epoch"]) : undefined;
    });
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

  #waiting<T>(work: () => T): T {
    try {
      return waiting(work, this.#options);
    } catch (error) {
      throw ledgerTrouble(error, this.file);
    }
  }
}
