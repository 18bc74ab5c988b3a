import { listTrash } from "@asimov-gw/core/blueprint";
import { restoreFromTrash } from "@asimov-gw/core/lifecycle/edits";
import { openLedger } from "@asimov-gw/core/project";

import { formatTable } from "../table.ts";
import { withSession } from "../with-session.ts";

/** `asimov trash list`: everything that was deleted and is not back, each version of it. */
export function showTrash(directory: string, command: string, options: { readonly json?: boolean }): void {
  const ledger = openLedger(directory, { command });
  try {
    const items = listTrash(ledger);
    if (options.json) {
      process.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
      return;
    }
    if (items.length === 0) process.stdout.write("the trash is empty\n");
    const rows = items.map(({ address, transaction, what, analyses, time, user, command: by }) => [
      `${address}@${transaction}`,
      `${what}${analyses > 1 || what.startsWith("event") ? `, analyses: ${analyses}` : ""}`,
      time,
      user,
      by,
    ]);
    for (const line of formatTable(rows, process.stdout.columns ?? 1000)) process.stdout.write(`${line}\n`);
  } finally {
    ledger.close();
  }
}

/** `asimov trash restore`: brings something back, with its files as far as they are there. */
export async function restore(
  directory: string,
  command: string,
  item: string,
  options: { readonly dryRun?: boolean; readonly json?: boolean },
): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { items, moved } = restoreFromTrash(session, item, options.dryRun === true);
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ dryRun: options.dryRun === true, restored: items, moved }, null, 2)}\n`);
      return;
    }
    for (const { what, analyses } of items)
      process.stdout.write(`${options.dryRun ? "would restore" : "restored"}  ${what}  (analyses: ${analyses})\n`);
    for (const path of moved) process.stdout.write(`  moved to ${path}\n`);
  });
}
