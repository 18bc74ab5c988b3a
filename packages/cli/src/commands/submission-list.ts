import { listSubmissions } from "@asimov-gw/core/lifecycle/record";
import { openLedger } from "@asimov-gw/core/project";

import { printLines } from "../print.ts";
import { targets } from "../selection.ts";
import { formatTable } from "../table.ts";

/** `asimov submission list`: what was handed to a scheduler and has not ended. */
export async function submissionList(
  directory: string,
  command: string,
  subject: string | undefined,
  options: { readonly json?: boolean; readonly where?: readonly string[] },
): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const open = listSubmissions(ledger);
    const wanted = new Set((await targets(ledger, subject, undefined, options.where)).map(({ address }) => address));
    const all = open.filter(({ analysis }) => wanted.has(analysis));
    if (options.json) return printLines([JSON.stringify(all, null, 2)]);
    if (all.length === 0) return printLines(["no submission is open"]);
    const rows = all.map(({ token, analysis, purpose, scheduler, owner, since, state, reason }) => {
      return [token, analysis, purpose, scheduler, owner, since, state, reason.split("\n")[0]!];
    });
    printLines(
      formatTable([["token", "analysis", "purpose", "scheduler", "owner", "since", "state", "reason"], ...rows], process.stdout.columns ?? 1000),
    );
  } finally {
    ledger.close();
  }
}
