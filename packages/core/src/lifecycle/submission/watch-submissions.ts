import { analysisById } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { Observation } from "../../scheduler/index.ts";
import { AsimovError, timestamp, userName } from "../../system/index.ts";
import { askScheduler, type Answers } from "./ask-schedulers.ts";
import { believed, confirm, noteUnconfirmed } from "./confirm.ts";
import { elsewhere, isSamePlace, isThere, judge, saidAbsent } from "./judge.ts";
import type { Outage } from "../outages.ts";
import { isAdministrator, otherOwner } from "./ownership.ts";
import type { Session } from "../session.ts";
import { openSubmissions, type SubmissionRecord } from "../record/index.ts";
import { writeStatus } from "../status.ts";
import type { Seen } from "../transitions.ts";

/** An open submission and what its scheduler says about it. */
export interface Watched {
  readonly submission: SubmissionRecord;
  readonly observation: Observation;
  /** {@link Observation.state}, or that nobody can say whether it exists. */
  readonly seen: Seen;
  /** The outage because of which nothing is known. */
  readonly outage?: Outage | undefined;
  /** Whether somebody else settled it while it was asked about: the next pass looks at it. */
  readonly isChanged?: boolean | undefined;
  /** The user to whom it is left. */
  readonly leftTo?: string | undefined;
}

/**
 * Asks every scheduler once about all that is open with it and ours to judge, and settles open intents. By id of the analysis. In a dry run nothing
 * is written.
 */
export async function watchSubmissions(session: Session): Promise<ReadonlyMap<number, readonly Watched[]>> {
  const { ledger } = session.project;
  const all = isAdministrator(session.project);
  const watched: Watched[] = [];
  for (const [name, submissions] of Map.groupBy(openSubmissions(ledger), ({ address }) => address.scheduler)) {
    const own = await ownName(session, name);
    const [ours, others] = parted(submissions, (submission) => all || otherOwner(submission, own) === undefined);
    watched.push(...others.map((submission) => left(submission)));
    if (ours.length === 0) continue;
    const answers = await askScheduler(session, name, ours);
    if ("outage" in answers) watched.push(...ours.map((submission) => unasked(submission, answers.outage)));
    else watched.push(...ours.flatMap((submission, index) => see(session, submission, answers.observations[index], answers)));
  }
  if (!session.dryRun) noteObservations(ledger, watched);
  return Map.groupBy(watched, ({ submission }) => submission.analysisId);
}

/** Records that submissions have ended. */
export function endSubmissions(ledger: Ledger, watched: readonly Watched[]): void {
  ledger.change((transaction) => {
    for (const { submission, observation } of watched) {
      transaction.update("submissions", submission.id, { ended: timestamp(ledger.clock), outcome: JSON.stringify(observation) });
    }
  });
}

function see(session: Session, submission: SubmissionRecord, observation: Observation | undefined, answers: Answers): readonly Watched[] {
  const seen = observation ?? { token: submission.token, state: "unknown", reason: "its scheduler did not answer about it" };
  // Who may judge everything may still be asking in the wrong place: another user's job is theirs to find.
  if (otherOwner(submission, answers.asked.owner) !== undefined && !isThere(seen) && !saidAbsent(submission)) return [left(submission)];
  if (submission.jobId === undefined) return settle(session, submission, seen, answers);
  const believed = believable(submission, seen, answers);
  return [{ submission, observation: believed, seen: believed.state }];
}

function left(submission: SubmissionRecord): Watched {
  const { token, address } = submission;
  const reason = `it belongs to ${address.owner}: their pass looks after it`;
  return { submission, observation: { token, state: "unknown", reason }, seen: "unknown", leftTo: address.owner };
}

// No answer is an observation like others: it never means that there is no job, unless a person says so.
function unasked(submission: SubmissionRecord, outage: Outage): Watched {
  const { token, jobId } = submission;
  if (jobId !== undefined && saidAbsent(submission)) return { submission, observation: gone(submission), seen: "failed" };
  return { submission, observation: { token, state: "unknown", reason: outage.reason }, seen: "unknown", outage };
}

// That it is absent says nothing when another place than its own was asked.
function believable(submission: SubmissionRecord, observation: Observation, { asked }: Answers): Observation {
  if (!isThere(observation) && saidAbsent(submission)) return gone(submission);
  if (observation.state !== "absent") return observation;
  const { token, address } = submission;
  return isSamePlace(asked, address) ? observation : { token, state: "unknown", reason: elsewhere(address) };
}

// What a person says is not there any more has ended, and not well.
function gone({ token, decided }: SubmissionRecord): Observation {
  const reason = `${decided?.by} said on ${decided?.when} that it is not there any more`;
  return { token, state: "failed", reason, failure: { node: "all", cause: "lost" } };
}

function settle(session: Session, submission: SubmissionRecord, observation: Observation, answers: Answers): readonly Watched[] {
  try {
    return settleIntent(session, submission, observation, answers);
  } catch (error) {
    if (error instanceof AsimovError && error.code === "LEDGER_CONFLICT") return [{ submission, observation, seen: "unknown", isChanged: true }];
    throw error;
  }
}

// An intent without a job's id: found is adopted, proved absent is forgotten, anything else waits.
function settleIntent(
  { project: { ledger }, dryRun }: Session,
  submission: SubmissionRecord,
  observation: Observation,
  answers: Answers,
): readonly Watched[] {
  const { asked, grace } = answers;
  const isSubmitting = answers.isSubmitting(submission.token);
  const judged = judge(submission, observation, { asked, grace, now: ledger.clock.now(), isSubmitting });
  const verdict = believed(ledger, submission, judged);
  if (verdict.kind === "absent") return [];
  if (verdict.kind === "unconfirmed") {
    const unconfirmed = dryRun ? submission.unconfirmed : noteUnconfirmed(ledger, submission, verdict);
    return [{ submission: { ...submission, unconfirmed }, observation: { ...observation, reason: verdict.reason }, seen: "unconfirmed" }];
  }
  if (dryRun) return [{ submission, observation, seen: observation.state }];
  const confirmed = confirm(ledger, submission, verdict.jobId, (transaction) => {
    const analysis = analysisById(ledger, submission.analysisId);
    const change = { status: "running", reason: `submitted as ${verdict.jobId}` };
    if (submission.purpose === "workflow" && analysis.status === "ready") writeStatus(ledger, transaction, analysis, change);
  });
  return [{ submission: confirmed, observation, seen: observation.state }];
}

// All in one write, and only what is new: most passes see nothing new.
function noteObservations(ledger: Ledger, watched: readonly Watched[]): void {
  const known = new Map(ledger.all("SELECT submission_id, content FROM observations").map((row) => [row["submission_id"], row["content"]]));
  const news = watched
    .filter(({ leftTo }) => leftTo === undefined)
    .map(({ submission, observation }) => ({ submission_id: submission.id, content: JSON.stringify(observation) }))
    .filter(({ submission_id: id, content }) => known.get(id) !== content);
  if (news.length === 0) return;
  const time = timestamp(ledger.clock);
  ledger.exclusively(() => {
    for (const observation of news) ledger.note("observations", "submission_id", { ...observation, time });
  });
}

// The name under which this user submits there, which may be another than their name here.
async function ownName(session: Session, scheduler: string): Promise<string> {
  try {
    return (await session.scheduler(scheduler)).address().owner;
  } catch {
    // Why it can't be used is told when it is asked.
    return userName();
  }
}

function parted<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter((item) => isFirst(item)), items.filter((item) => !isFirst(item))];
}
