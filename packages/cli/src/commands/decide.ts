import { findAnalysis } from "@asimov-gw/core/analysis";
import { refuseDecision, requestRestart, requestStop, resurrect, type Decision } from "@asimov-gw/core/lifecycle";
import { withSession } from "../with-session.ts";

/** `asimov analysis stop|restart|resurrect`: a person's decision about analyses. */
export async function decide(
  directory: string,
  command: string,
  decision: Decision,
  addresses: readonly string[],
  options: { readonly refresh?: boolean },
): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    // All are looked at before the first is changed: a misspelt second address must not leave half of the command done.
    const analyses = addresses.map((address) => findAnalysis(ledger, address));
    for (const analysis of analyses) refuseDecision(analysis, decision);
    for (const analysis of analyses) {
      if (decision === "stop") requestStop(session, analysis);
      else if (decision === "restart") requestRestart(session, analysis, options.refresh === true);
      else await resurrect(session, analysis);
      const { status, reason } = findAnalysis(ledger, analysis.address);
      process.stdout.write(`${analysis.address}  ${status}  ${reason}\n`);
    }
  });
}
