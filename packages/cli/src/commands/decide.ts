import { analysisById, type Analysis } from "@asimov-gw/core/analysis";
import {
  cancel,
  hold,
  refuseDecision,
  release,
  requestRestart,
  requestStop,
  resurrect,
  type Decision,
  type Session,
} from "@asimov-gw/core/lifecycle";

import { chosen, confirmed, inAll, type SelectionOptions } from "../selection.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov analysis`. */
export interface DecideOptions extends SelectionOptions {
  readonly refresh?: boolean;
}

/** `asimov analysis stop|restart|resurrect|hold|release|cancel`: a person's decision about analyses. */
export async function decide(
  directory: string,
  command: string,
  decision: Decision,
  addresses: readonly string[],
  options: DecideOptions,
): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    const analyses = await chosen(ledger, addresses, options);
    // All are looked at before the first is changed: a misspelt second address must not leave half of the command done.
    inAll(analyses, (analysis) => [refuseDecision(ledger, analysis, decision)]);
    if (!(await confirmed(analyses, decision, options))) return;
    await carryOut(session, decision, analyses, options);
    const after = analyses.map(({ id }) => analysisById(ledger, id));
    if (options.json)
      process.stdout.write(
        `${JSON.stringify(
          after.map(({ address, status, reason }) => ({ address, status, reason })),
          null,
          2,
        )}\n`,
      );
    else for (const { address, status, reason } of after) process.stdout.write(`${address}  ${status}  ${reason}\n`);
  });
}

async function carryOut(session: Session, decision: Decision, analyses: readonly Analysis[], options: DecideOptions): Promise<void> {
  if (decision === "resurrect") {
    // Each is submitted again, which takes its time and can fail by itself.
    for (const analysis of analyses) await resurrect(session, analysis);
    return;
  }
  // One change, so that it can be undone as one.
  session.project.ledger.change(() => {
    for (const analysis of analyses) {
      changes[decision](session, analysis, options);
    }
  });
}

const changes: Readonly<Record<Exclude<Decision, "resurrect">, (session: Session, analysis: Analysis, options: DecideOptions) => Analysis>> = {
  stop: requestStop,
  restart: (session, analysis, { refresh = false }) => requestRestart(session, analysis, refresh),
  hold,
  release,
  cancel,
};
