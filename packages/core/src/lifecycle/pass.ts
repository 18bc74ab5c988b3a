import { analysesIn, analysisById, currentPauses, listAnalyses, pauseOf, type Analysis } from "../analysis/index.ts";
import { acquireLease, releaseLease } from "../ledger/index.ts";
import { AsimovError } from "../system/index.ts";
import { act } from "./act.ts";
import { advance, resumeInterrupted, warnOfExpiry, type Advance } from "./advance.ts";
import { endingHeld } from "./failures/index.ts";
import { ensureHome } from "./home.ts";
import { describeOutage, type ToldOutage } from "./outages.ts";
import { holdingJobs } from "./holding.ts";
import { lookAtProgress } from "./progress.ts";
import { beginPass, endPass, type PassOutcome } from "./record/index.ts";
import { renewStale } from "./renewal.ts";
import type { Failure } from "./selection.ts";
import type { Session } from "./session.ts";
import { afterPass } from "./site/index.ts";
import type { Deferred } from "./throttle.ts";
import { troubledLast } from "./trouble.ts";
import { actionFor, type Seen } from "./transitions.ts";
import { type Watched, watchSubmissions } from "./submission/index.ts";

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
  /** What kept the pass from its work and is of no single analysis, such as expired credentials. */
  readonly troubles: readonly AsimovError[];
  /** Analyses that could have been submitted and stay ready. */
  readonly deferred?: Deferred | undefined;
  /** 0; 3 when analyses failed newly; 4 when a scheduler could not be asked, a submission is unconfirmed, or the credentials have expired. */
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
  session.lookAgain();
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
  const trouble = await session.credentials.trouble();
  await warnOfExpiry(session);
  // Builders take their time: they and what only looks hold no pass up, but lock their own analyses.
  // What nobody can say something about was told, and is not tried.
  const told = [...findings.unknown, ...findings.others].map(({ analysis }) => analysis.id);
  const selection = { ...options, leaveOut: new Set([...(options.leaveOut ?? []), ...told]) };
  const advanced: Advance = trouble ? { failures: [], deferred: undefined } : await (options.chain ? advance : resumeInterrupted)(session, selection);
  const failures = [...findings.failures, ...advanced.failures];
  await lookAtProgress(session, findings.looking, options.progressInterval ?? session.project.config.monitor.progressInterval);
  await afterPass(session);
  session.push();
  const { unknown, others } = findings;
  const troubles = trouble ? [trouble] : [];
  const report = reportOf({ failures, unknown, outages: session.outages.told, others, troubles, deferred: advanced.deferred });
  endPass(ledger, number, outcomeOf(report, session.project.config.monitor.silence));
  return report;
}

/** The report of one pass, or of several, with its exit code; what is not given, there was none of. */
export function reportOf(parts: Partial<PassReport>): PassReport {
  const { failures = [], unknown = [], outages = [], others = [], troubles = [], deferred } = parts;
  const unreached = unknown.length + outages.length + troubles.length > 0 || failures.some(({ error }) => error.exitCode === 4);
  return { failures, unknown, outages, others, troubles, deferred, exitCode: unreached ? 4 : failures.length > 0 ? 3 : 0 };
}

function outcomeOf({ failures, unknown, outages, troubles, deferred, exitCode }: PassReport, silence: number): PassOutcome {
  const heldBack = deferred && { count: deferred.analyses.length, reason: deferred.reason };
  const hindrances = [
    ...outages.map((outage) => ({ what: describeOutage(outage) })),
    ...troubles.map(({ message, remedy }) => ({ what: message, remedy })),
  ];
  return { exitCode, failed: failures.length, unknown: unknown.length, deferred: heldBack, hindrances, silence };
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
  // Before their submissions: what another command submits meanwhile must not look like something that runs without any.
  const analyses = listAnalyses(session.project.ledger, options.subject);
  const note = (failure: Failure | undefined): void => {
    // Nothing was tried with it.
    if (failure?.error.code === "CREDENTIALS_EXPIRED") unknown.push({ analysis: failure.analysis, reason: failure.error.message });
    else if (failure) failures.push(failure);
  };
  const watched = await watchSubmissions(session);
  for (const listed of troubledLast(analyses)) {
    if (options.leaveOut?.has(listed.id) || (options.only && !options.only.has(listed.id))) continue;
    const seen = watched.get(listed.id) ?? [];
    if (seen.some(({ isChanged }) => isChanged)) continue;
    // What was found of an intent has changed its status.
    const analysis = listed.status === "ready" && seen.length > 0 ? analysisById(session.project.ledger, listed.id) : listed;
    const decisive = decide(seen);
    const action = actionFor(analysis.status, decisive?.seen ?? "nothing");
    if (action === "report") {
      if (decisive?.leftTo === undefined) unknown.push(unknownOf(analysis, decisive));
      else others.push({ analysis, owner: decisive.leftTo });
    } else if (action === "look") {
      // Trouble of an earlier pass is over when its jobs are seen at work, unless these are to end.
      if (isAboutHeld(analysis, decisive)) note(await act(session, analysis, "hold", seen, decisive));
      else if (analysis.remedy !== undefined || analysis.request !== undefined) await act(session, analysis, "adopt", seen, decisive);
      looking.push(analysis);
    } else if (action !== "leave") {
      note(await act(session, analysis, action, seen, decisive));
    }
  }
  await completeFinished(session, options, failures, note);
  const left = new Set([...(options.leaveOut ?? []), ...failures.map(({ analysis }) => analysis.id), ...pausedIds(session)]);
  failures.push(...(await renewStale(session, options.subject, left)));
  return { failures, unknown, others, looking };
}

/** Why nothing is concluded about an analysis. */
export function unknownOf(analysis: Analysis, decisive: Watched | undefined): Unknown {
  const { outage, observation, submission, seen } = decisive ?? {};
  const since = seen === "unconfirmed" ? submission?.unconfirmed?.since : undefined;
  return {
    analysis,
    reason: observation?.reason ?? (decisive && seen === "absent" ? vanished(decisive) : "no answer"),
    ...(since !== undefined && { since }),
    ...(outage && { scheduler: outage.scheduler }),
  };
}

// Some of its jobs may be held while others run.
function isAboutHeld({ request }: Analysis, decisive: Watched | undefined): boolean {
  return request === endingHeld || request === holdingJobs || decisive?.observation.held !== undefined;
}

function vanished({ submission: { token, jobId, address } }: Watched): string {
  const who = `scheduler "${address.scheduler}" shows neither job ${jobId ?? token} nor how it ended`;
  return `${who}: it may run all the same. Once it is surely gone: asimov submission absent ${token}`;
}

// Nothing that is paused begins anew.
function pausedIds({ project: { ledger } }: Session): readonly number[] {
  const pauses = currentPauses(ledger);
  return pauses.length === 0 ? [] : listAnalyses(ledger).flatMap((analysis) => (pauseOf(pauses, analysis) ? [analysis.id] : []));
}

// What became `finished` in this pass is completed in this pass too.
async function completeFinished(
  session: Session,
  options: PassOptions,
  failures: readonly Failure[],
  note: (failure: Failure | undefined) => void,
): Promise<void> {
  const { ledger } = session.project;
  const done = new Set([...(options.leaveOut ?? []), ...failures.map(({ analysis }) => analysis.id)]);
  for (const { id } of analysesIn(ledger, "finished", options.subject)) {
    if (done.has(id) || (options.only && !options.only.has(id))) continue;
    note(await act(session, analysisById(ledger, id), "complete", [], undefined));
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
