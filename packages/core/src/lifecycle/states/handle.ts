import { currentReview, labelsOf, type Analysis } from "../../analysis/index.ts";
import type { LabelValues, RunOptions, StateView } from "../../pipeline/index.ts";
import type { Doors } from "../../plugins/index.ts";
import { typed } from "../../system/index.ts";
import { recordedAssets } from "../assets.ts";
import { settleStored } from "../complete.ts";
import { hookDoors } from "../doors.ts";
import { callHook } from "../hooks.ts";
import { type Attempt, submissionsOf } from "../record/index.ts";
import type { Session } from "../session.ts";
import { setStatus } from "../status.ts";
import { storeDoor } from "../store-results.ts";
import { submitDoors } from "../submit-doors.ts";
import { isTroubleReason } from "../trouble.ts";
import { endSubmissions, type Watched } from "../submission/index.ts";
import { enter } from "./enter.ts";
import { readFacts } from "./facts.ts";
import { handlerOf, type Handler } from "./handlers.ts";

/** A status that a plugin adds: its handler is called, and the status that it returns is looked at and written. Where nobody handles it, that is told. */
export async function handleState(session: Session, analysis: Analysis, attempt: Attempt | undefined, watched: readonly Watched[]): Promise<void> {
  const { ledger } = session.project;
  const handler = attempt?.outcome === "finished" ? await handlerOf(session, analysis, attempt, analysis.status) : undefined;
  if (!attempt || !handler) return tellThatNobodyDoes(session, analysis);
  endSubmissions(ledger, watched);
  const facts = readFacts(
    await callHandler(session, analysis, attempt, handler),
    `${handler.by}: the handler of "${analysis.status}"`,
    analysis.address,
  );
  if (submissionsOf(ledger, attempt.id).some(({ ended }) => ended === undefined)) {
    setStatus(ledger, analysis, { status: "processing", reason: facts?.reason ?? `a job runs that the handler of "${analysis.status}" submitted` });
  } else if (facts?.status === "uploaded") {
    await settleStored(session, analysis, attempt, facts.reason);
  } else if (facts) {
    await enter(session, analysis, attempt, facts.status ?? analysis.status, facts);
  } else if (isTroubleReason(analysis.reason) || analysis.remedy === remedyOfUnhandled(analysis)) {
    // That of an earlier pass is over. What the status says of itself stays.
    setStatus(ledger, analysis, { status: analysis.status, reason: `${handler.by} looks after it` });
  }
}

function callHandler(session: Session, analysis: Analysis, attempt: Attempt, handler: Handler): Promise<unknown> {
  if (handler.kind === "pipeline") {
    const doors = { ...submitDoors(session, analysis, attempt), store: storeDoor(session, analysis, attempt) };
    return callHook(session, analysis, attempt, "handleState", doors);
  }
  return session.functions.call(handler.entry, {
    operation: `the handler of "${analysis.status}"`,
    args: [viewOf(session, analysis, attempt)],
    tools: toolsOf(session, analysis, attempt),
    timeout: session.project.config.monitor.hookTimeout,
    at: analysis.address,
  });
}

function viewOf({ project: { ledger } }: Session, analysis: Analysis, attempt: Attempt): StateView {
  const { name, address, subject = "", pipeline, status, reason, since } = analysis;
  const { number, runDirectory, snapshot } = attempt;
  return {
    name,
    address,
    subject,
    pipeline,
    status,
    reason,
    since,
    attempt: number,
    settings: snapshot.settings,
    runDirectory,
    assets: recordedAssets(ledger, attempt.id),
    labels: Object.fromEntries(labelsOf(ledger, analysis).map((label) => [label.name, label.value])) as LabelValues,
    review: currentReview(ledger, analysis)?.status,
  };
}

function toolsOf(session: Session, analysis: Analysis, attempt: Attempt): Doors {
  const { run, log } = hookDoors(session, analysis);
  const store = storeDoor(session, analysis, attempt);
  return {
    run: ([command, args, options]: [string, readonly string[], RunOptions?], signal: AbortSignal) => run({ command, args, ...options }, signal),
    storeResults: () => store(attempt.snapshot.finalAssets),
    log: ([text]: [string]) => log({ level: "info", text }),
  };
}

function tellThatNobodyDoes(session: Session, analysis: Analysis): void {
  const { address, status, reason } = analysis;
  const what = `nobody handles status "${status}": what is installed adds no such status (asimov plugins)`;
  session.notify({ level: "warn", address, text: what });
  setStatus(session.project.ledger, analysis, { status, reason, remedy: remedyOfUnhandled(analysis), request: analysis.request });
}

function remedyOfUnhandled({ address }: Analysis): string {
  return `Install the package that adds the status, or complete it again: asimov analysis resurrect ${typed(address)}`;
}
