import { addressOf } from "../analysis/index.ts";
import {
  findInTrash,
  planDeletion,
  rehearse,
  removeRows,
  restoreRows,
  undoChange,
  type Deletable,
  type Deletion,
  type TrashItem,
  type Undone,
} from "../blueprint/index.ts";
import { acquireLease, releaseLease, type Lease } from "../ledger/index.ts";
import { AsimovError, throwAll } from "../system/index.ts";
export { deleteRuns, restoreRun, type TrashedRun, trashedRuns } from "./run-files/index.ts";
import { attemptFiles, type AttemptFiles, bringBackFiles, discardFiles, filesOf } from "./run-files/index.ts";
import type { Session } from "./session.ts";

/** Directories that were moved along with rows of the ledger, where they are now. */
interface Moved {
  readonly moved: readonly string[];
}

/** Deletes things with what belongs to them: rows stay in the history, run directories go to the trash, the store and git keep what they have. */
export function deleteThings(session: Session, things: readonly Deletable[], withDependents: boolean): Deletion & Moved {
  const { ledger } = session.project;
  const planned = planDeletion(ledger, things, withDependents);
  const leases = leaseAll(session, planned.analyses);
  try {
    const { deletion, files } = ledger.change((transaction) => {
      // Looked at again: somebody may have changed something until here.
      const now = planDeletion(ledger, things, withDependents);
      const attempts = filesOf(session, now.analyses);
      removeRows(ledger, transaction, now);
      return { deletion: now, files: attempts };
    });
    return { ...deletion, moved: discardFiles(session, files) };
  } finally {
    for (const lease of leases) releaseLease(ledger, lease);
  }
}

/** Brings something back from the trash, with its run directories as far as they are there. Errors as {@link findInTrash} and {@link restoreRows}. */
export function restoreFromTrash(session: Session, item: string, dryRun: boolean): Moved & { readonly items: readonly TrashItem[] } {
  const { ledger } = session.project;
  const items = findInTrash(ledger, item);
  const entries = rehearse(ledger, dryRun, (transaction) => restoreRows(ledger, transaction, items));
  return { items, moved: dryRun ? [] : bringBackFiles(session, entries) };
}

/** Takes back what a command changed, run directories included. Errors as {@link undoChange}. */
export function undoWithFiles(session: Session, transaction: number | undefined, dryRun: boolean): Undone & Moved {
  const undone = undoChange(session.project.ledger, transaction, { dryRun });
  if (dryRun) return { ...undone, moved: [] };
  const { entries } = undone.change;
  const gone = entries.flatMap(({ entity, entityId, before, after }): readonly AttemptFiles[] => {
    if (entity !== "attempts" || before !== undefined || !after) return [];
    return [attemptFiles(session.project.ledger, entityId, after)];
  });
  return { ...undone, moved: [...discardFiles(session, gone), ...bringBackFiles(session, entries)] };
}

function leaseAll(session: Session, analyses: readonly number[]): readonly Lease[] {
  const { ledger } = session.project;
  const leases: Lease[] = [];
  const problems = analyses.flatMap((id) => {
    const outcome = acquireLease(ledger, `analysis ${id}`);
    if (outcome.acquired) {
      leases.push(outcome.lease);
      return [];
    }
    const { pid, host } = outcome.heldBy.holder;
    return [new AsimovError("ANALYSIS_LEASE_HELD", { message: `process ${pid} on ${host} works on it`, at: addressOf(ledger, id), exitCode: 5 })];
  });
  if (problems.length > 0) for (const lease of leases) releaseLease(ledger, lease);
  throwAll(problems);
  return leases;
}
