import { listTrash } from "@asimov-gw/core/blueprint";
import { restoreFromTrash, restoreRun, trashedRuns, type TrashedRun } from "@asimov-gw/core/lifecycle/edits";
import { findProject, openLedger } from "@asimov-gw/core/project";
import { formatBytes, formatDuration, typed } from "@asimov-gw/core/system";

import { formatTable } from "../table.ts";
import { withSession } from "../with-session.ts";

/** `asimov trash list`: everything that was deleted and is not back, each version of it, and run directories. */
export function showTrash(directory: string, command: string, options: { readonly json?: boolean }): void {
  const ledger = openLedger(directory, { command });
  try {
    const items = listTrash(ledger);
    const runs = trashedRuns({ directory: findProject(directory), ledger });
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ deleted: items, runs }, null, 2)}\n`);
      return;
    }
    if (items.length + runs.length === 0) process.stdout.write("the trash is empty\n");
    const rows = items.map(({ address, transaction, what, analyses, time, user, command: by }) => [
      typed(`${address}@${transaction}`),
      `${what}${analyses > 1 || what.startsWith("event") ? `, analyses: ${analyses}` : ""}`,
      time,
      user,
      by,
    ]);
    for (const line of formatTable(rows, process.stdout.columns ?? 1000)) process.stdout.write(`${line}\n`);
    if (runs.length > 0) process.stdout.write(`run directories (${formatBytes(total(runs))}):\n`);
    for (const line of formatTable(runRows(runs, ledger.clock.now()), process.stdout.columns ?? 1000)) process.stdout.write(`${line}\n`);
  } finally {
    ledger.close();
  }
}

/** Run directories as rows of a table: their names, whose they were, how large, how long they are here. */
export function runRows(runs: readonly TrashedRun[], now: number): readonly (readonly string[])[] {
  return runs.map(({ name, address, attempt, bytes, time }) => [
    `  ${name}`,
    address === undefined ? "of an unknown analysis" : `${address}, attempt ${attempt ?? "unknown"}`,
    formatBytes(bytes),
    formatDuration((now - Date.parse(time)) / 1000),
  ]);
}

/** How many bytes run directories have together. */
export function total(runs: readonly TrashedRun[]): number {
  return runs.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** `asimov trash restore`: brings something back, with its files as far as they are there, or a run directory to where it was. */
export async function restore(
  directory: string,
  command: string,
  item: string,
  options: { readonly dryRun?: boolean; readonly json?: boolean },
): Promise<void> {
  await withSession(directory, command, async (session) => {
    const dryRun = options.dryRun === true;
    const run = trashedRuns(session.project).find(({ name }) => name === item);
    if (run) {
      const to = restoreRun(session.project, run, dryRun);
      if (options.json) process.stdout.write(`${JSON.stringify({ dryRun, restored: [], moved: [to] }, null, 2)}\n`);
      else process.stdout.write(`${dryRun ? "would move" : "moved"}  ${run.name} of ${run.address ?? ""} to ${to}\n`);
      return;
    }
    const { items, moved } = restoreFromTrash(session, item, dryRun);
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ dryRun, restored: items, moved }, null, 2)}\n`);
      return;
    }
    for (const { what, analyses } of items) process.stdout.write(`${dryRun ? "would restore" : "restored"}  ${what}  (analyses: ${analyses})\n`);
    for (const path of moved) process.stdout.write(`  moved to ${path}\n`);
  });
}
