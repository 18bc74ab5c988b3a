import { findAnalysis } from "@asimov-gw/core/analysis";
import { requestRestart, requestStop, resurrect } from "@asimov-gw/core/lifecycle";
import { withSession } from "../with-session.ts";

/** `asimov analysis stop|restart|resurrect`: a person's decision about analyses. */
export async function decide(
  directory: string,
  command: string,
  decision: string,
  addresses: readonly string[],
  options: { readonly refresh?: boolean },
): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    // All are found before the first is changed: a misspelt second address must not leave half of the command done.
    for (const analysis of addresses.map((address) => findAnalysis(ledger, address))) {
      if (decision === "stop") requestStop(session, analysis);
      else if (decision === "restart") requestRestart(session, analysis, options.refresh === true);
      else await resurrect(session, analysis);
      const { status, reason } = findAnalysis(ledger, analysis.address);
      process.stdout.write(`${analysis.address}  ${status}  ${reason}\n`);
    }
  });
}
