import { checkLedger, isWal, leaveWal, ledgerInfo, useWal } from "@asimov-gw/core/ledger";
import { findProject, ledgerFile, openLedger } from "@asimov-gw/core/project";

import { formatTable } from "../table.ts";

/** `asimov ledger info`: what the ledger is as a database. */
export function info(directory: string, command: string, options: { readonly json?: boolean }): void {
  const ledger = openLedger(directory, { command });
  try {
    const known = ledgerInfo(ledger);
    if (options.json) {
      process.stdout.write(`${JSON.stringify(known, null, 2)}\n`);
      return;
    }
    const { file, schema, size, journal, walHost, transactions, changed, rows } = known;
    const lines = [
      ["file", file],
      ["schema", String(schema)],
      ["size", `${(size / 1e6).toFixed(1)} MB`],
      ["journal", `${journal}${walHost ? `, only for processes of ${walHost.host}` : ""}`],
      ["changes", `${transactions}${changed === undefined ? "" : `, the newest at ${changed}`}`],
      ...Object.entries(rows).map(([table, count]) => [`rows in ${table}`, String(count)]),
    ];
    for (const line of formatTable(lines, 1000)) process.stdout.write(`${line}\n`);
  } finally {
    ledger.close();
  }
}

/** `asimov ledger check`: everything that is wrong with it; exit code 1 when something is. */
export function check(directory: string, command: string, options: { readonly json?: boolean }): void {
  const ledger = openLedger(directory, { command });
  try {
    const problems = checkLedger(ledger);
    if (options.json) process.stdout.write(`${JSON.stringify({ problems }, null, 2)}\n`);
    else if (problems.length === 0) process.stdout.write("sound: pages, references and JSON, and the history rebuilds every row\n");
    else for (const { where, what } of problems) process.stdout.write(`${where}: ${what}\n`);
    if (problems.length > 0) process.exitCode = 1;
  } finally {
    ledger.close();
  }
}

/** `asimov ledger --wal`, `--no-wal`: which journal it has. */
export function journal(directory: string, wal: boolean, options: { readonly hostIsGone?: boolean }): void {
  const file = ledgerFile(findProject(directory));
  const patience = { onWait: (message: string) => process.stderr.write(`${message}\n`) };
  if (wal) useWal(file, patience);
  else leaveWal(file, { ...patience, hostIsGone: options.hostIsGone });
  process.stdout.write(isWal(file) ? "WAL: from now on only processes of this host may open it\n" : "rollback journal\n");
}
