import { join, resolve } from "node:path";

import { backupLedger, isWal, refuseOtherHost, restoreLedger } from "@asimov-gw/core/ledger";
import { findProject, ledgerFile } from "@asimov-gw/core/project";
import { timestamp } from "@asimov-gw/core/system";

/** `asimov backup`: a checked copy of the ledger, or one put back. */
export function backup(directory: string, file: string | undefined, options: { readonly restore?: string; readonly json?: boolean }): void {
  const project = findProject(directory, options.restore === undefined ? "needed" : "may be missing");
  const ledger = ledgerFile(project);
  const say = (result: object, text: string): void => {
    process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `${text}\n`);
  };
  if (options.restore !== undefined) {
    const restored = resolve(directory, options.restore);
    const { before } = restoreLedger(restored, ledger, { onWait: (message) => process.stderr.write(`${message}\n`) });
    say({ restored, before }, `restored from ${restored}${before === undefined ? "" : `\nthe ledger as it was: ${before}`}`);
    return;
  }
  if (isWal(ledger)) refuseOtherHost(ledger);
  const name = timestamp().replaceAll(/[:.]/g, "");
  const target = file === undefined ? join(project, ".asimov", "backups", `${name}.db`) : resolve(directory, file);
  backupLedger(ledger, target);
  say({ file: target }, target);
}
