import { currentReviews, type Analysis } from "../../analysis/index.ts";
import type { Session } from "../session.ts";
import { compareAnalyses, type SubjectAudit } from "./across.ts";
import { auditAnalysis, type AnalysisAudit, type Audited } from "./analysis.ts";

/** What an audit found. */
export interface Audit {
  readonly analyses: readonly AnalysisAudit[];
  /** For each subject of several analyses that count: those that are cancelled, rejected or deprecated don't. */
  readonly subjects: readonly SubjectAudit[];
  /** Whether there is anything that a person should look at; differences by design are nothing. */
  readonly clean: boolean;
}

/** Compares the config files of `analyses` with the settings and with each other; nothing is written, and no job or other hook runs. */
export async function audit(session: Session, analyses: readonly Analysis[]): Promise<Audit> {
  const audited: Audited[] = [];
  for (const analysis of analyses) audited.push(await auditAnalysis(session, analysis));
  const reviews = currentReviews(session.project.ledger);
  const counting = audited.filter(({ audit: { analysis } }) => {
    const review = reviews.get(analysis.id)?.status;
    return analysis.status !== "cancelled" && review !== "REJECTED" && review !== "DEPRECATED";
  });
  const bySubject = Map.groupBy(counting, ({ audit: { analysis } }) => analysis.subject);
  // Project analyses have no event in which they should agree.
  const subjects = [...bySubject].flatMap(([subject, mine]) =>
    subject === undefined || mine.length < 2 ? [] : [compareAnalyses(session, subject, mine)],
  );
  const results = audited.map((one) => one.audit);
  return { analyses: results, subjects, clean: results.every(isClean) && subjects.every(({ disagreements }) => disagreements.length === 0) };
}

function isClean({ edited, uncommitted, older, problems }: AnalysisAudit): boolean {
  return edited.length + uncommitted.length + older.length + problems.length === 0;
}
