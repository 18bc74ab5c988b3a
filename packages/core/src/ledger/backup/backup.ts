import { existsSync } from "node:fs";
import { dirname } from "node:path";

import { AsimovError, makeDirectory, writingFor } from "../../system/index.ts";
import { checkLedger } from "../check/index.ts";
import { Ledger } from "../ledger.ts";
import { ledgerTrouble } from "../trouble.ts";
import { copyInto, placed, withDraft } from "./copy.ts";

/**
 * Copies the ledger in `file`, which may be in use, to `target`: all of one moment, checked after it was written, there whole or not at all.
 * Throws `BACKUP_EXISTS`, `BACKUP_UNSOUND`, `FILE_NOT_WRITABLE`, or what SQLite says about the disk.
 */
export function backupLedger(file: string, target: string): void {
  if (existsSync(target)) throw exists(target);
  try {
    writingFor(target, () => {
      makeDirectory(dirname(target));
      withDraft(target, (draft) => {
        copyInto(file, draft);
        refuseUnsound(draft, target);
        if (!placed(draft, target)) throw exists(target);
      });
    });
  } catch (error) {
    throw ledgerTrouble(error, target);
  }
}

/** Throws `BACKUP_UNSOUND` unless the ledger in `file` is sound; the error names `target`. Errors as {@link Ledger.open}. */
export function refuseUnsound(file: string, target: string): void {
  const ledger = Ledger.open(file, { command: "asimov backup", onNotice: () => undefined });
  try {
    const problems = checkLedger(ledger);
    if (problems.length === 0) return;
    throw new AsimovError("BACKUP_UNSOUND", {
      message: `the copy of the ledger is not sound:\n${problems.map(({ where, what }) => `${where}: ${what}`).join("\n")}`,
      at: { file: target },
      remedy: "asimov ledger check tells whether the ledger itself is; a plain copy of its file keeps what there is.",
    });
  } finally {
    ledger.close();
  }
}

function exists(target: string): AsimovError {
  return new AsimovError("BACKUP_EXISTS", {
    message: "there is a file already, and a backup never replaces one",
    at: { file: target },
    remedy: "Give another name, or none: asimov backup",
  });
}
