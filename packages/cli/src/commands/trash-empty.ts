import { deleteRuns, trashedRuns, type TrashedRun } from "@asimov-gw/core/lifecycle/edits";
import { findProject, openLedger } from "@asimov-gw/core/project";
import { AsimovError, formatBytes, throwAll } from "@asimov-gw/core/system";

import { agreed } from "../ask.ts";
import { formatTable } from "../table.ts";
import { runRows, total } from "./trash.ts";

/** Options of `asimov trash empty`. */
export interface EmptyOptions {
  /** Seconds. */
  readonly olderThan?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `asimov trash empty`: deletes run directories in the trash for good. */
export async function emptyTrash(directory: string, command: string, options: EmptyOptions): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const place = { directory: findProject(directory), ledger };
    const now = ledger.clock.now();
    const oldest = options.olderThan === undefined ? Infinity : now - options.olderThan * 1000;
    const runs = trashedRuns(place).filter(({ time }) => Date.parse(time) <= oldest);
    if (!(await confirmed(runs, now, options))) return;
    const gone: TrashedRun[] = [];
    const problems = deleteRuns(place, runs, (run) => {
      gone.push(run);
      if (!options.json) process.stdout.write(`deleted  ${run.name}  ${formatBytes(run.bytes)}  (${gone.length} of ${runs.length})\n`);
    });
    if (options.json) {
      const deleted = gone.map(({ name, bytes }) => ({ name, bytes }));
      process.stdout.write(`${JSON.stringify({ dryRun: false, deleted, bytes: total(gone) }, null, 2)}\n`);
    }
    throwAll(problems);
  } finally {
    ledger.close();
  }
}

async function confirmed(runs: readonly TrashedRun[], now: number, { dryRun, yes, json }: EmptyOptions): Promise<boolean> {
  if (dryRun && json) {
    process.stdout.write(`${JSON.stringify({ dryRun: true, runs, bytes: total(runs) }, null, 2)}\n`);
    return false;
  }
  if (!json) {
    const title =
      runs.length === 0 ? "no run directories to delete" : `${dryRun ? "would delete" : "to delete"} for good (${formatBytes(total(runs))}):`;
    const out = dryRun || runs.length === 0 ? process.stdout : process.stderr;
    for (const line of [title, ...formatTable(runRows(runs, now), Infinity)]) out.write(`${line}\n`);
  }
  if (dryRun) return false;
  if (runs.length === 0 || yes) return true;
  const answer = await agreed("Delete them for good?");
  if (answer !== undefined) return answer;
  throw new AsimovError("CONFIRMATION_NEEDED", {
    message: `${runs.length} run directories would be deleted for good, and nobody can be asked`,
    remedy: "Look at them with --dry-run, then say --yes.",
  });
}
