import { analysesIn, analysisById, currentPauses, listAnalyses, pauseOf, type Analysis } from "../analysis/index.ts";
import { acquireLease, releaseLease } from "../ledger/index.ts";
import { AsimovError } from "../system/index.ts";
import { act } from "./act.ts";
import { advance, resumeInterrupted } from "./advance.ts";
import { ensureHome } from "./home.ts";
import type { ToldOutage } from "./outages.ts";
import { lookAtProgress } from "./progress.ts";
import { beginPass, endPass, type PassOutcome } from "./record/index.ts";
import { renewStale } from "./renewal.ts";
import type { Failure } from "./selection.ts";
import type { Session } from "./session.ts";
import type { Deferred } from "./throttle.ts";
import { actionFor, type Seen } from "./transitions.ts";
import { watchSubmissions, type Watched } from "./watch-submissions.ts";

/** How a pass is made. */
export interface PassOptions {
  /** Build and submit what is, or becomes, ready. */
  readonly chain?: boolean | undefined;
  /** Only analyses of this subject. */
  readonly subject?: string | undefined;
  /** Only the analyses with these ids. */
  readonly only?: ReadonlySet<number> | undefined;
  /** Seconds between looks at progress; the configured interval when not given. */
  readonly progressInterval?: number | undefined;
  /** Ids of analyses that are left alone: they failed before in this run, and their cause is not mended by trying again. */
  readonly leaveOut?: ReadonlySet<number> | undefined;
  /** Whether a scheduler that is out of reach is asked again only when its next try is due, as a pass does that nobody watches. */
  readonly patient?: boolean | undefined;
}

/** What a pass did. */
export interface PassReport {
  /** Analyses that failed newly, with the error. */
  readonly failures: readonly Failure[];
  /** Analyses of which nothing could be learned, with why. */
  readonly unknown: readonly Unknown[];
  /** Schedulers that are out of reach, with what was not done because of that. */
  readonly outages: readonly ToldOutage[];
  /** Analyses with submissions of others, which their own passes look after. */
  readonly others: readonly { readonly analysis: Analysis; readonly owner: string }[];
  /** Analyses that could have been submitted and stay ready. */
  readonly deferred?: Deferred | undefined;
  /** 0; 3 when analyses failed newly; 4 when a scheduler could not be asked or a submission is unconfirmed. */
  readonly exitCode: 0 | 3 | 4;
}

/** An analysis of which nothing could be learned. */
export interface Unknown {
  readonly analysis: Analysis;
  readonly reason: string;
  /** Since when nobody can say whether its submission exists. */
  readonly since?: string | undefined;
  /** Name of the scheduler that is out of reach, where that is why. */
  readonly scheduler?: string | undefined;
}

/** One pass over the project: settle open intents, ask each scheduler once, act on each analysis by itself. Throws `PASS_LEASE_HELD` (exit code 5). */
export async function runPass(session: Session, options: PassOptions = {}): Promise<PassReport> {
  const { ledger } = session.project;
  ensureHome(session.project);
  session.outages.begin(options.patient === true);
  const outcome = acquireLease(ledger, "pass");
  if (!outcome.acquired) {
    const { holder, acquired } = outcome.heldBy;
    throw new AsimovError("PASS_LEASE_HELD", {
      message: `another pass is at work: process ${holder.pid} on ${holder.host}, since ${acquired}`,
      remedy: "Wait for it to end; it does the same work.",
      exitCode: 5,
    });
  }
  const number = beginPass(ledger);
  const findings = await underLease(session, options).finally(() => releaseLease(ledger, outcome.lease));
  // Builders take their time: they and what only looks hold no pass up, but lock their own analyses.
  const advanced = await (options.chain ? advance : resumeInterrupted)(session, options);
  const failures = [...findings.failures, ...advanced.failures];
  await lookAtProgress(session, findings.looking, options.progressInterval ?? session.project.config.monitor.progressInterval);
  session.push();
  const report = reportOf(failures, findings.unknown, session.outages.told, findings.others, advanced.deferred);
  endPass(ledger, number, outcomeOf(report, session.project.config.monitor.silence));
  return report;
}

/** The report of one pass, or of several, with its exit code. */
export function reportOf(
  failures: PassReport["failures"],
  unknown: PassReport["unknown"],
  outages: PassReport["outages"] = [],
  others: PassReport["others"] = [],
  deferred?: PassReport["deferred"],
): PassReport {
  const unreached = unknown.length > 0 || outages.length > 0 || failures.some(({ error }) => error.exitCode === 4);
  return { failures, unknown, outages, others, deferred, exitCode: unreached ? 4 : failures.length > 0 ? 3 : 0 };
}

function outcomeOf({ failures, unknown, deferred, exitCode }: PassReport, silence: number): PassOutcome {
  const heldBack = deferred && { count: deferred.analyses.length, reason: deferred.reason };
  return { exitCode, failed: failures.length, unknown: unknown.length, deferred: heldBack, silence };
}

interface Findings {
  readonly failures: readonly Failure[];
  readonly unknown: PassReport["unknown"];
  readonly others: PassReport["others"];
  /** Analyses that run, whose progress is of interest. */
  readonly looking: readonly Analysis[];
}

async function underLease(session: Session, options: PassOptions): Promise<Findings> {
  const failures: Failure[] = [];
  const unknown: Unknown[] = [];
  const others: { analysis: Analysis; owner: string }[] = [];
  const looking: Analysis[] = [];
  const watched = await watchSubmissions(session);
  for (const analysis of listAnalyses(session.project.ledger, options.subject)) {
    if (options.leaveOut?.has(analysis.id) || (options.only && !options.only.has(analysis.id))) continue;
    const seen = watched.get(analysis.id) ?? [];
    const decisive = decide(seen);
    const action = actionFor(analysis.status, decisive?.seen ?? "nothing");
    if (action === "report") {
      if (decisive?.leftTo === undefined) unknown.push(unknownOf(analysis, decisive));
      else others.push({ analysis, owner: decisive.leftTo });
    } else if (action === "look") {
      // A hold needs a person; and trouble of an earlier pass is over when its jobs are seen at work.
      if (decisive?.seen === "held" || analysis.remedy !== undefined) await act(session, analysis, "adopt", seen, decisive);
      looking.push(analysis);
    } else if (action !== "leave") {
      const failure = await act(session, analysis, action, seen, decisive);
      if (failure) failures.push(failure);
    }
  }
  await completeFinished(session, options, failures);
  const left = new Set([...(options.leaveOut ?? []), ...failures.map(({ analysis }) => analysis.id), ...pausedIds(session)]);
  failures.push(...(await renewStale(session, options.subject, left)));
  return { failures, unknown, others, looking };
}

function unknownOf(analysis: Analysis, decisive: Watched | undefined): Unknown {
  const { outage, observation, submission, seen } = decisive ?? {};
  const since = seen === "unconfirmed" ? submission?.unconfirmed?.since : undefined;
  return {
    analysis,
    reason: observation?.reason ?? "no answer",
    ...(since !== undefined && { since }),
    ...(outage && { scheduler: outage.scheduler }),
  };
}

// Nothing that is paused begins anew.
function pausedIds({ project: { ledger } }: Session): readonly number[] {
  const pauses = currentPauses(ledger);
  return pauses.length === 0 ? [] : listAnalyses(ledger).flatMap((analysis) => (pauseOf(pauses, analysis) ? [analysis.id] : []));
}

// What became `finished` in this pass is completed in this pass too.
async function completeFinished(session: Session, options: PassOptions, failures: Failure[]): Promise<void> {
  const { ledger } = session.project;
  const done = new Set([...(options.leaveOut ?? []), ...failures.map(({ analysis }) => analysis.id)]);
  for (const { id } of analysesIn(ledger, "finished", options.subject)) {
    if (done.has(id) || (options.only && !options.only.has(id))) continue;
    const failure = await act(session, analysisById(ledger, id), "complete", [], undefined);
    if (failure) failures.push(failure);
  }
}

// The submission that decides: doubt before life before an end, since nothing may be concluded while something may still run.
const weight: readonly (readonly Seen[])[] = [
  ["unknown", "unconfirmed"],
  ["running", "queued", "held"],
];

/** The submission of an analysis that decides what a pass does with it. */
export function decide(watched: readonly Watched[]): Watched | undefined {
  for (const kinds of weight) {
    const found = watched.find(({ seen }) => kinds.includes(seen));
    if (found) return found;
  }
  return watched.findLast(({ seen }) => seen !== "completed") ?? watched.at(-1);
}
