import { linesOf, personsChanges } from "@asimov-gw/core/blueprint";
import { undoWithFiles } from "@asimov-gw/core/lifecycle/edits";
import { openLedger } from "@asimov-gw/core/project";

import { printCounted } from "../counted.ts";
import { formatTable } from "../table.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov undo`. */
export interface UndoOptions {
  readonly list?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `asimov undo`: takes back what one command changed. */
export async function undo(directory: string, command: string, transaction: number | undefined, options: UndoOptions): Promise<void> {
  if (options.list) return list(directory, command, options.json === true);
  await withSession(directory, command, async (session) => {
    const { change, lines, moved, ...undone } = undoWithFiles(session, transaction, options.dryRun === true);
    const { transaction: number, time, user, command: what } = change;
    if (options.json) {
      const result = {
        dryRun: options.dryRun === true,
        undone: { transaction: number, time, user, command: what },
        by: undone.transaction,
        lines,
        moved,
      };
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      return;
    }
    process.stdout.write(`${options.dryRun ? "would undo" : "undone"}  ${number}: ${what}  (${user}, ${time})\n`);
    printCounted(lines.map((line) => `  ${line}`));
    for (const path of moved) process.stdout.write(`  moved to ${path}\n`);
    if (undone.transaction !== undefined) process.stdout.write(`to take this back: asimov undo ${undone.transaction}\n`);
  });
}

const most = 20;

function list(directory: string, command: string, json: boolean): void {
  const ledger = openLedger(directory, { command });
  try {
    const changes = [];
    for (const change of personsChanges(ledger)) if (changes.push(change) === most) break;
    if (json) {
      const result = changes.map((change) => ({ ...change, entries: undefined }));
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      return;
    }
    if (changes.length === 0) process.stdout.write("no change of a person yet\n");
    const rows = changes.map((change) => {
      const [first = "", ...more] = linesOf(ledger, change, "change");
      return [
        `${change.transaction}`,
        change.time,
        change.user,
        change.command,
        `${change.undone ? "undone: " : ""}${more.length > 0 ? `${first} and ${more.length} more` : first}`,
      ];
    });
    for (const line of formatTable(rows, process.stdout.columns ?? 1000)) process.stdout.write(`${line}\n`);
  } finally {
    ledger.close();
  }
}
