import { analysisById, type Analysis } from "@asimov-gw/core/analysis";
import {
  cancel,
  describeLoss,
  hold,
  isWorth,
  lossOf,
  refuseDecision,
  refuseHold,
  release,
  requestRestart,
  requestStop,
  resurrect,
  type Decision,
  type Failure,
  type Loss,
  type Session,
} from "@asimov-gw/core/lifecycle";

import { AsimovError, typed } from "@asimov-gw/core/system";

import { agreed } from "../ask.ts";
import { exitCodeOf, failureToJson, formatFailure } from "../failures.ts";
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
    if (decision === "hold") for (const analysis of analyses) await refuseHold(session, analysis);
    const losses = decision === "restart" ? analyses.map((analysis) => lossOf(session, analysis)) : [];
    if (!options.json) tellLosses(losses);
    if (!(await confirmed(analyses, decision, options))) return;
    if (!(await mayDiscard(losses, options))) return;
    const failures = await carryOut(session, decision, analyses, options);
    if (failures[0] && analyses.length === 1) throw failures[0].error;
    const after = analyses.map(({ id }) => analysisById(ledger, id));
    if (options.json)
      process.stdout.write(
        `${JSON.stringify(
          after.map((analysis, index) => toJson(analysis, losses[index], failures)),
          null,
          2,
        )}\n`,
      );
    else {
      const failed = new Set(failures.map(({ analysis }) => analysis.id));
      for (const { id, address, status, reason } of after) if (!failed.has(id)) process.stdout.write(`${address}  ${status}  ${reason}\n`);
      for (const failure of failures) process.stderr.write(`${formatFailure(failure)}\n`);
    }
    process.exitCode = exitCodeOf(failures);
  });
}

const mostLosses = 20;

// On standard error: what is printed by programs is the outcome.
function tellLosses(losses: readonly Loss[]): void {
  const told = losses.filter((loss) => isWorth(loss) || loss.bytes > 0);
  for (const loss of told.slice(0, mostLosses)) process.stderr.write(`${describeLoss(loss).join("\n")}\n`);
  if (told.length > mostLosses) process.stderr.write(`and ${told.length - mostLosses} more\n`);
}

// A selection of several was asked about as a whole, with what it would discard.
async function mayDiscard(losses: readonly Loss[], options: DecideOptions): Promise<boolean> {
  const worth = losses.filter(isWorth);
  if (worth.length === 0 || options.yes || (options.where && losses.length > 1)) return true;
  const answer = await agreed("Discard that, and run again from the start?");
  if (answer !== undefined) return answer;
  const first = worth.find(({ canResurrect }) => canResurrect);
  throw new AsimovError("CONFIRMATION_NEEDED", {
    message: `what ${worth.length === 1 ? "it has" : `${worth.length} of them have`} computed would be discarded, and nobody can be asked`,
    at: worth[0]!.analysis.address,
    remedy: first
      ? `asimov analysis resurrect ${typed(first.analysis.address)} goes on instead. To discard it, say --yes.`
      : "To discard it, say --yes.",
  });
}

function toJson({ id, address, status, reason }: Analysis, loss: Loss | undefined, failures: readonly Failure[]): object {
  const failure = failures.find(({ analysis }) => analysis.id === id);
  const discards = loss && { cpuSeconds: loss.cpuSeconds, bytes: loss.bytes, unstored: loss.unstored };
  return { address, status, reason, discards, errors: failure && failureToJson(failure) };
}

async function carryOut(session: Session, decision: Decision, analyses: readonly Analysis[], options: DecideOptions): Promise<readonly Failure[]> {
  if (decision === "resurrect") return resurrect(session, analyses);
  // One change, so that it can be undone as one.
  session.project.ledger.change(() => {
    for (const analysis of analyses) {
      changes[decision](session, analysis, options);
    }
  });
  return [];
}

const changes: Readonly<Record<Exclude<Decision, "resurrect">, (session: Session, analysis: Analysis, options: DecideOptions) => Analysis>> = {
  stop: requestStop,
  restart: (session, analysis, { refresh = false }) => requestRestart(session, analysis, refresh),
  hold,
  release,
  cancel,
};
