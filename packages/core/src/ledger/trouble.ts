import { dirname } from "node:path";

import { AsimovError } from "../system/index.ts";

/** An error of SQLite about the file of a ledger as one that a user can act on; any other error as it is. */
export function ledgerTrouble(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !("errcode" in error)) return error;
  const code = Number(error.errcode);
  const told = troubles[code] ?? troubles[code & 0xff];
  return told ? told(file, error) : error;
}

/** The error for a file that holds no ledger, or none that can be read any more. */
export function unreadable(file: string, message: string, cause?: unknown): AsimovError {
  return new AsimovError("LEDGER_UNREADABLE", {
    message,
    at: { file },
    remedy: "Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made).",
    cause,
  });
}

type Trouble = (file: string, cause: Error) => AsimovError;

const readOnly: Trouble = (file, cause) =>
  new AsimovError("LEDGER_READ_ONLY", {
    message: "the ledger can be read here, but not written; nothing was changed",
    at: { file },
    remedy: `Who may write is decided by the permissions of ${dirname(file)}, and by how its file system is mounted; asimov doctor looks at both.`,
    cause,
  });

const interrupted: Trouble = (file, cause) =>
  new AsimovError("LEDGER_INTERRUPTED", {
    message: "a process ended in the middle of a change, which must be taken back before anybody can read; that needs write permission",
    at: { file },
    remedy: "Somebody who may write to the project runs any command in it, such as asimov report status.",
    cause,
  });

// By result code of SQLite (https://sqlite.org/rescode.html), extended ones before those that they belong to.
const troubles: Readonly<Record<number, Trouble>> = {
  8: readOnly,
  // A directory in which no journal can be made is met as this, too.
  14: readOnly,
  // SQLITE_READONLY_RECOVERY, _CANTLOCK, _ROLLBACK, _CANTINIT
  264: interrupted,
  520: interrupted,
  776: interrupted,
  1288: interrupted,
  // SQLITE_READONLY_DBMOVED
  1032: (file, cause) =>
    new AsimovError("LEDGER_REPLACED", {
      message: "another ledger was put in the place of the one that this command works with; nothing was changed",
      at: { file },
      remedy: "Run the command again: it works with the new one.",
      cause,
    }),
  10: (file, cause) =>
    new AsimovError("LEDGER_IO", {
      message: `the file system failed (${cause.message}); the change was not made`,
      at: { file },
      remedy: `Look at the quota and the state of the file system that ${dirname(file)} is on, then run the same command again.`,
      cause,
    }),
  11: (file, cause) => unreadable(file, "the ledger is damaged", cause),
  13: (file, cause) =>
    new AsimovError("LEDGER_DISK_FULL", {
      message: "the disk is full; the change was not made, and the ledger is as it was",
      at: { file },
      remedy: `Make room on the file system that ${dirname(file)} is on, then run the same command again.`,
      cause,
    }),
  26: (file, cause) => unreadable(file, "the ledger is not a readable database", cause),
};
