import { listAnalyses } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { Observation } from "../../scheduler/index.ts";
import { openSubmissions, type Unconfirmed } from "./submissions.ts";

/** An open submission as people see it. */
export interface ListedSubmission {
  readonly token: string;
  /** Address of its analysis. */
  readonly analysis: string;
  readonly purpose: string;
  readonly scheduler: string;
  readonly accessPoint: string;
  readonly owner: string;
  readonly jobId: string | undefined;
  /** What its scheduler said last; `intended` before it said anything, `unconfirmed` where nobody can say whether it exists. */
  readonly state: string;
  /** Since when it is unconfirmed, else when it was handed over. */
  readonly since: string;
  readonly reason: string;
}

/** A submission of which nobody can say whether it exists. */
export interface UnconfirmedSubmission extends Unconfirmed {
  readonly token: string;
}

/** The submissions that have not ended, oldest first, by what the ledger knows: no scheduler is asked. */
export function listSubmissions(ledger: Ledger): readonly ListedSubmission[] {
  const addresses = new Map(listAnalyses(ledger).map(({ id, address }) => [id, address]));
  const observed = new Map(
    ledger
      .lists("SELECT o.submission_id, o.content FROM observations o JOIN submissions s ON s.id = o.submission_id WHERE s.ended IS NULL")
      .map(([id, content]) => [Number(id), JSON.parse(String(content)) as Observation]),
  );
  return openSubmissions(ledger).map(({ id, token, analysisId, purpose, address, jobId, unconfirmed, intended }) => {
    const observation = observed.get(id);
    const state = unconfirmed ? "unconfirmed" : jobId === undefined ? "intended" : (observation?.state ?? "submitted");
    const { scheduler, accessPoint, owner } = address;
    const reason = unconfirmed?.reason ?? observation?.reason ?? "";
    return {
      token,
      analysis: addresses.get(analysisId) ?? "",
      purpose,
      scheduler,
      accessPoint,
      owner,
      jobId,
      state,
      since: unconfirmed?.since ?? intended,
      reason,
    };
  });
}

/** The submissions of which nobody can say whether they exist, by id of their analysis. */
export function unconfirmedSubmissions(ledger: Ledger): ReadonlyMap<number, UnconfirmedSubmission> {
  const rows = ledger.lists(
    `SELECT a.analysis_id, s.token, s.unconfirmed FROM submissions s JOIN attempts a ON a.id = s.attempt_id
     WHERE s.ended IS NULL AND s.unconfirmed IS NOT NULL ORDER BY s.id`,
  );
  return new Map(rows.map(([id, token, note]) => [Number(id), { token: String(token), ...(JSON.parse(String(note)) as Unconfirmed) }]));
}

/** What a person types who knows more than a scheduler about a submission of which nobody can say whether it exists. */
export function decideInWords(token: string): string {
  return `If it is there: asimov submission adopt ${token} JOBID; if it surely is not: asimov submission absent ${token}`;
}
