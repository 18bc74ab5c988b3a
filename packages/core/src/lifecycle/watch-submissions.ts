import type { Ledger } from "../ledger/index.ts";
import type { Observation } from "../scheduler/index.ts";
import { AsimovError, timestamp } from "../system/index.ts";
import { analysisById } from "../analysis/index.ts";
import type { Session } from "./session.ts";
import { confirm, elsewhere, isSamePlace, judge, noteUnconfirmed, openSubmissions, type SubmissionRecord } from "./submissions.ts";
import { writeStatus } from "./status.ts";
import type { Seen } from "./transitions.ts";
import { attemptById } from "./record/index.ts";

/** An open submission and what its scheduler says about it. */
export interface Watched {
  readonly submission: SubmissionRecord;
  readonly observation: Observation;
  /** {@link Observation.state}, or that nobody can say whether it exists. */
  readonly seen: Seen;
}

/** Asks every scheduler once about all that is open with it, and settles open intents. By id of the analysis. */
export async function watchSubmissions(session: Session): Promise<ReadonlyMap<number, readonly Watched[]>> {
  const { ledger } = session.project;
  const open = openSubmissions(ledger);
  const analyses = analysesOf(ledger);
  const watched = new Map<number, Watched[]>();
  for (const [name, submissions] of Map.groupBy(open, ({ address }) => address.scheduler)) {
    const { observations, address } = await ask(session, name, submissions);
    // By what they are about, whatever their order.
    const answers = new Map(observations.map((observation) => [observation.token, observation]));
    for (const submission of submissions) {
      const observation = believable(submission, answers.get(submission.token), address) ?? {
        token: submission.token,
        state: "unknown",
        reason: `${name} did not answer about it`,
      };
      const seen = submission.jobId === undefined ? settle(ledger, submission, observation, address) : observation.state;
      if (seen === undefined) continue;
      const analysisId = analyses.get(submission.attemptId)!;
      watched.set(analysisId, [...(watched.get(analysisId) ?? []), { submission, observation, seen }]);
    }
  }
  noteObservations(ledger, [...watched.values()].flat());
  return watched;
}

// The analyses of attempts with open submissions: without the attempts' snapshots, which are long.
function analysesOf(ledger: Ledger): ReadonlyMap<number, number> {
  const rows = ledger.lists("SELECT t.id, t.analysis_id FROM submissions s JOIN attempts t ON t.id = s.attempt_id WHERE s.ended IS NULL");
  return new Map(rows.map(([id, analysisId]) => [Number(id), Number(analysisId)]));
}

// All in one write, and only what is new: most passes see nothing new.
function noteObservations(ledger: Ledger, watched: readonly Watched[]): void {
  const known = new Map(ledger.all("SELECT submission_id, content FROM observations").map((row) => [row["submission_id"], row["content"]]));
  const news = watched
    .map(({ submission, observation }) => ({ submission_id: submission.id, content: JSON.stringify(observation) }))
    .filter(({ submission_id: id, content }) => known.get(id) !== content);
  if (news.length === 0) return;
  const time = timestamp(ledger.clock);
  ledger.exclusively(() => {
    for (const observation of news) ledger.note("observations", "submission_id", { ...observation, time });
  });
}

/** Records that submissions have ended. */
export function endSubmissions(ledger: Ledger, watched: readonly Watched[]): void {
  ledger.change((transaction) => {
    for (const { submission, observation } of watched) {
      transaction.update("submissions", submission.id, { ended: timestamp(ledger.clock), outcome: JSON.stringify(observation) });
    }
  });
}

async function ask(
  session: Session,
  name: string,
  submissions: readonly SubmissionRecord[],
): Promise<{ readonly observations: readonly Observation[]; readonly address: ReturnType<Awaited<ReturnType<Session["scheduler"]>>["address"]> }> {
  try {
    const scheduler = await session.scheduler(name);
    return { observations: await scheduler.query(submissions.map(({ token }) => token)), address: scheduler.address() };
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    // No answer is an observation like others: it never means that there is no job.
    const observations = submissions.map(({ token }) => ({ token, state: "unknown" as const, reason: error.message }));
    return { observations, address: submissions[0]!.address };
  }
}

// That it is absent says nothing when another place than its own was asked.
function believable(submission: SubmissionRecord, observation: Observation | undefined, asked: SubmissionRecord["address"]): Observation | undefined {
  if (observation?.state !== "absent" || isSamePlace(asked, submission.address)) return observation;
  return { token: submission.token, state: "unknown", reason: elsewhere(submission.address) };
}

// An intent without a job's id: found is adopted, proved absent is forgotten (undefined), anything else waits.
function settle(ledger: Ledger, submission: SubmissionRecord, observation: Observation, asked: SubmissionRecord["address"]): Seen | undefined {
  const verdict = judge(submission, observation, asked);
  if (verdict.kind === "unconfirmed") {
    noteUnconfirmed(ledger, submission, verdict.reason);
    return "unconfirmed";
  }
  if (verdict.kind === "absent") return undefined;
  confirm(ledger, submission, verdict.jobId, (transaction) => {
    const analysis = analysisById(ledger, attemptById(ledger, submission.attemptId).analysisId);
    const change = { status: "running", reason: `submitted as ${verdict.jobId}` };
    if (submission.purpose === "workflow" && analysis.status === "ready") writeStatus(ledger, transaction, analysis, change);
  });
  return observation.state;
}
