import type { Session } from "@asimov-gw/core/lifecycle";
import { foreseePass } from "@asimov-gw/core/lifecycle/foresee";

import { scopeOf } from "../selection.ts";
import { formatTable, paint } from "../table.ts";
import { withSession } from "../with-session.ts";
import type { MonitorOptions } from "./monitor.ts";

/** `asimov monitor --dry-run`: what a pass would do now; schedulers are asked, nothing is changed anywhere. */
export async function rehearseMonitor(directory: string, command: string, name: string | undefined, options: MonitorOptions): Promise<void> {
  const work = async (session: Session): Promise<void> => {
    const scope = await scopeOf(session.project.ledger, name, options.where);
    const { steps, unknown } = await foreseePass(session, { chain: options.chain, ...scope });
    if (options.json) {
      const json = steps.map(({ analysis, seen, action, text }) => ({ address: analysis.address, status: analysis.status, seen, action, text }));
      const notChecked = unknown.map(({ analysis, reason }) => ({ address: analysis.address, reason }));
      process.stdout.write(`${JSON.stringify({ dryRun: true, steps: json, notChecked }, null, 2)}\n`);
    } else {
      const rows = steps.map(({ analysis, action, text }) => [analysis.address, paint(analysis.status), action, text]);
      if (rows.length === 0) process.stdout.write("a pass would do nothing\n");
      for (const line of formatTable(rows, process.stdout.columns ?? 1000)) process.stdout.write(`${line}\n`);
    }
    process.exitCode = unknown.length > 0 ? 4 : 0;
  };
  await withSession(directory, command, work, undefined, true);
}
