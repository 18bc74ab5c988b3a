/** Version of the tables below; a ledger with a newer one is refused. */
export const schemaVersion = 4;

type ColumnType = "TEXT" | "TEXT NOT NULL" | "INTEGER" | "INTEGER NOT NULL" | "REAL";

/** Name of a table whose changes make history. */
export type RecordedTable =
  | "documents"
  | "subjects"
  | "subject_revisions"
  | "analyses"
  | "reviews"
  | "labels"
  | "attempts"
  | "submissions"
  | "assets"
  | "provided"
  | "stored"
  | "pauses";

/** Name of a table whose changes make no history. */
export type UnrecordedTable = "progress" | "observations" | "leases" | "passes" | "outages";

/** The columns of a table and what must hold of them. */
interface Table {
  /** Besides `id`. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly constraints?: readonly string[];
}

/**
 * Tables of decisions and facts. Every change of a row in them is written to `history` by a trigger, in the same transaction;
 * outside a transaction of ours there is none to name, so that nothing can change without its history.
 */
const recordedTables: Readonly<Record<RecordedTable, Table>> = {
  documents: {
    columns: {
      kind: "TEXT NOT NULL",
      identity: "TEXT NOT NULL",
      position: "INTEGER NOT NULL",
      content: "TEXT NOT NULL",
      source: "TEXT NOT NULL",
      // What was last applied, where the content was changed otherwise since; likewise below.
      applied: "TEXT",
    },
    constraints: ["UNIQUE (kind, identity)"],
  },
  subjects: {
    columns: { name: "TEXT NOT NULL", slug: "TEXT NOT NULL", revision: "INTEGER NOT NULL", priority: "INTEGER" },
    constraints: ["UNIQUE (name)", "UNIQUE (slug)"],
  },
  subject_revisions: {
    columns: {
      subject_id: "INTEGER NOT NULL",
      revision: "INTEGER NOT NULL",
      content: "TEXT NOT NULL",
      source: "TEXT NOT NULL",
      applied: "TEXT",
    },
    constraints: ["UNIQUE (subject_id, revision)", "FOREIGN KEY (subject_id) REFERENCES subjects (id)"],
  },
  analyses: {
    columns: {
      kind: "TEXT NOT NULL",
      subject_id: "INTEGER",
      subject_revision: "INTEGER",
      name: "TEXT NOT NULL",
      slug: "TEXT NOT NULL",
      pipeline: "TEXT NOT NULL",
      needs: "TEXT NOT NULL",
      // Which analyses a subject or project analysis combines, and over which subjects a project analysis looks for them.
      selects: "TEXT",
      subjects: "TEXT",
      status: "TEXT NOT NULL",
      reason: "TEXT NOT NULL",
      remedy: "TEXT",
      request: "TEXT",
      since: "TEXT NOT NULL",
      revision: "INTEGER NOT NULL",
      priority: "INTEGER",
      // Last, since they are long: lists of analyses read what comes before them without turning their pages.
      content: "TEXT NOT NULL",
      source: "TEXT NOT NULL",
      applied: "TEXT",
    },
    constraints: ["UNIQUE (subject_id, name)", "UNIQUE (subject_id, slug)", "FOREIGN KEY (subject_id) REFERENCES subjects (id)"],
  },
  reviews: {
    columns: { analysis_id: "INTEGER NOT NULL", status: "TEXT", message: "TEXT NOT NULL", user: "TEXT NOT NULL", time: "TEXT NOT NULL" },
    constraints: ["FOREIGN KEY (analysis_id) REFERENCES analyses (id)"],
  },
  labels: {
    columns: { analysis_id: "INTEGER NOT NULL", name: "TEXT NOT NULL", value: "TEXT NOT NULL", origin: "TEXT NOT NULL" },
    constraints: ["UNIQUE (analysis_id, name)", "FOREIGN KEY (analysis_id) REFERENCES analyses (id)"],
  },
  attempts: {
    columns: {
      analysis_id: "INTEGER NOT NULL",
      number: "INTEGER NOT NULL",
      resumes: "INTEGER",
      snapshot: "TEXT NOT NULL",
      config_file: "TEXT",
      config_sha256: "TEXT",
      config_commit: "TEXT",
      run_directory: "TEXT NOT NULL",
      started: "TEXT NOT NULL",
      build_started: "TEXT",
      workflow: "TEXT",
      ended: "TEXT",
      outcome: "TEXT",
      cause: "TEXT",
      // What ran it: path, version and environment of the program; how far its requests of memory and time have grown; who granted it beyond the budget.
      program: "TEXT",
      requests: "TEXT",
      granted: "TEXT",
    },
    constraints: ["UNIQUE (analysis_id, number)", "FOREIGN KEY (analysis_id) REFERENCES analyses (id)"],
  },
  submissions: {
    columns: {
      token: "TEXT NOT NULL",
      attempt_id: "INTEGER NOT NULL",
      purpose: "TEXT NOT NULL",
      ordinal: "INTEGER NOT NULL",
      request: "TEXT NOT NULL",
      address: "TEXT NOT NULL",
      submitter: "TEXT NOT NULL",
      intended: "TEXT NOT NULL",
      job_id: "TEXT",
      confirmed: "TEXT",
      ended: "TEXT",
      outcome: "TEXT",
      unconfirmed: "TEXT",
      // The decision of a person about a submission of which nobody could say whether it exists.
      decided: "TEXT",
    },
    constraints: ["UNIQUE (token)", "FOREIGN KEY (attempt_id) REFERENCES attempts (id)"],
  },
  assets: {
    columns: {
      attempt_id: "INTEGER NOT NULL",
      name: "TEXT NOT NULL",
      key: "TEXT NOT NULL",
      path: "TEXT NOT NULL",
      size: "INTEGER NOT NULL",
      sha256: "TEXT NOT NULL",
    },
    constraints: ["UNIQUE (attempt_id, name, key, path)", "FOREIGN KEY (attempt_id) REFERENCES attempts (id)"],
  },
  provided: {
    columns: { attempt_id: "INTEGER NOT NULL", scope: "TEXT NOT NULL", content: "TEXT NOT NULL" },
    constraints: ["UNIQUE (attempt_id, scope)", "FOREIGN KEY (attempt_id) REFERENCES attempts (id)"],
  },
  stored: {
    columns: {
      attempt_id: "INTEGER NOT NULL",
      asset: "TEXT NOT NULL",
      path: "TEXT NOT NULL",
      size: "INTEGER NOT NULL",
      sha256: "TEXT NOT NULL",
      time: "TEXT NOT NULL",
    },
    constraints: ["UNIQUE (path)", "FOREIGN KEY (attempt_id) REFERENCES attempts (id)"],
  },
  // Of an analysis, of a subject with all of its analyses, or, with neither, of the project.
  pauses: {
    columns: { subject_id: "INTEGER", analysis_id: "INTEGER", reason: "TEXT NOT NULL", until: "TEXT", user: "TEXT NOT NULL", time: "TEXT NOT NULL" },
    constraints: ["FOREIGN KEY (subject_id) REFERENCES subjects (id)", "FOREIGN KEY (analysis_id) REFERENCES analyses (id)"],
  },
};

/** Tables of what was last seen and who works now: not history, and lost without harm. */
const unrecordedTables: Readonly<Record<UnrecordedTable, Table>> = {
  progress: { columns: { analysis_id: "INTEGER NOT NULL", content: "TEXT NOT NULL", time: "TEXT NOT NULL" }, constraints: ["UNIQUE (analysis_id)"] },
  observations: {
    columns: { submission_id: "INTEGER NOT NULL", content: "TEXT NOT NULL", time: "TEXT NOT NULL" },
    constraints: ["UNIQUE (submission_id)"],
  },
  leases: {
    columns: { name: "TEXT NOT NULL", epoch: "INTEGER NOT NULL", holder: "TEXT", acquired: "TEXT" },
    constraints: ["UNIQUE (name)"],
  },
  passes: {
    columns: { started: "TEXT NOT NULL", ended: "TEXT", user: "TEXT NOT NULL", host: "TEXT NOT NULL", pid: "INTEGER NOT NULL", content: "TEXT" },
  },
  outages: {
    columns: { scheduler: "TEXT NOT NULL", since: "TEXT NOT NULL", failures: "INTEGER NOT NULL", next_try: "TEXT NOT NULL", reason: "TEXT NOT NULL" },
    constraints: ["UNIQUE (scheduler)"],
  },
};

/** The directory that the document of an analysis names for its run; project analyses spell it in three ways. */
// An index must never be what refuses a row.
export const saidRunDirectory: string =
  "CASE WHEN json_valid(content) THEN coalesce(json_extract(content, '$.rundir'), json_extract(content, '$.\"working directory\"'), json_extract(content, '$.working_directory')) END";

/** Whether that is spelled in one of the ways in which one directory has many names, such as `./runs//pe/`. */
export const isOddRunDirectory: string = `(${saidRunDirectory} GLOB '*[./]' OR ${saidRunDirectory} GLOB '*[./]/*' OR ${saidRunDirectory} = '')`;

const indexes = [
  "CREATE INDEX analyses_by_status ON analyses (status)",
  "CREATE INDEX analyses_by_name ON analyses (name)",
  `CREATE INDEX analyses_by_rundir ON analyses (${saidRunDirectory}) WHERE ${saidRunDirectory} IS NOT NULL`,
  `CREATE INDEX analyses_by_odd_rundir ON analyses (id) WHERE ${isOddRunDirectory}`,
  "CREATE INDEX attempts_by_run_directory ON attempts (run_directory, analysis_id)",
  "CREATE INDEX submissions_open ON submissions (attempt_id) WHERE ended IS NULL",
  "CREATE INDEX reviews_by_analysis ON reviews (analysis_id)",
  "CREATE INDEX history_by_entity ON history (entity, entity_id)",
  "CREATE INDEX history_by_transaction ON history (transaction_id)",
  // A unique constraint sees two NULLs as different: names of project analyses need their own.
  "CREATE UNIQUE INDEX project_analyses_by_name ON analyses (name) WHERE subject_id IS NULL",
];

/** Whether a name is that of a table whose changes make history. */
export function isRecordedTable(name: string): name is RecordedTable {
  return Object.hasOwn(recordedTables, name);
}

/** The statements that make an empty ledger. */
export function schemaStatements(): readonly string[] {
  return [
    "CREATE TABLE project (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    `CREATE TABLE transactions (id INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, user TEXT NOT NULL, host TEXT NOT NULL,
       command TEXT NOT NULL)`,
    "CREATE TABLE current_transaction (id INTEGER)",
    "INSERT INTO current_transaction (id) VALUES (NULL)",
    `CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, transaction_id INTEGER NOT NULL REFERENCES transactions (id),
       entity TEXT NOT NULL, entity_id INTEGER NOT NULL, before TEXT, after TEXT)`,
    ...Object.entries({ ...recordedTables, ...unrecordedTables }).map(([name, table]) => createTable(name, table)),
    ...Object.entries(recordedTables).flatMap(([name, table]) => historyTriggers(name, Object.keys(table.columns))),
    ...["UPDATE", "DELETE"].map(
      (verb) =>
        `CREATE TRIGGER no_${verb.toLowerCase()}_of_history BEFORE ${verb} ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END`,
    ),
    ...indexes,
    `PRAGMA user_version = ${schemaVersion}`,
  ];
}

function createTable(name: string, table: Table): string {
  const columns = Object.entries(table.columns).map(([column, type]) => `${column} ${type}`);
  return `CREATE TABLE ${name} (${["id INTEGER PRIMARY KEY AUTOINCREMENT", ...columns, ...(table.constraints ?? [])].join(", ")})`;
}

function historyTriggers(table: string, columns: readonly string[]): readonly string[] {
  const record = (id: string, before: string, after: string): string =>
    `INSERT INTO history (transaction_id, entity, entity_id, before, after)
     SELECT (SELECT id FROM current_transaction), '${table}', ${id}, ${before}, ${after}`;
  const whole = (row: string): string => `json_object(${columns.map((column) => `'${column}', ${row}.${column}`).join(", ")})`;
  const changed = columns.map((column) => `SELECT '${column}' k, OLD.${column} o, NEW.${column} n WHERE OLD.${column} IS NOT NEW.${column}`);
  return [
    `CREATE TRIGGER ${table}_inserted AFTER INSERT ON ${table} BEGIN ${record("NEW.id", "NULL", whole("NEW"))}; END`,
    `CREATE TRIGGER ${table}_deleted AFTER DELETE ON ${table} BEGIN ${record("OLD.id", whole("OLD"), "NULL")}; END`,
    `CREATE TRIGGER ${table}_updated AFTER UPDATE ON ${table}
     WHEN ${columns.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(" OR ")}
     BEGIN ${record("NEW.id", "json_group_object(k, o)", "json_group_object(k, n)")} FROM (${changed.join(" UNION ALL ")}); END`,
  ];
}
