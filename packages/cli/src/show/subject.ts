import {
  currentReviews,
  listAnalyses,
  ownPriority,
  subjectDefinition,
  subjectRevisions,
  type Analysis,
  type Subject,
} from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { toYaml } from "@asimov-gw/core/settings";

import { reviewCell } from "../review-cell.ts";
import { formatTable, paint } from "../table.ts";
import { shownPlace } from "./place.ts";

/** A subject: its document as YAML, with its revisions and analyses as comments. */
export async function subjectText(
  ledger: Ledger,
  subject: Subject,
  { directory, at: then }: { readonly directory: string; readonly at?: string | undefined },
): Promise<string> {
  const analyses = listAnalyses(ledger, subject.name);
  const revisions = subjectRevisions(ledger, subject.id).map(({ revision, at, applied }) => [
    `#   ${revision}`,
    shownPlace(at, directory),
    applied ?? "",
    `${revision === subject.revision ? "the newest" : "older"}${onIt(analyses, revision, subject)}`,
  ]);
  const reviews = currentReviews(ledger);
  const reviewed = analyses.some(({ id }) => reviews.has(id));
  const rows = analyses.map(({ id, name, pipeline, status, subjectRevision }) => {
    const review = reviews.get(id);
    return [`#   ${name}`, pipeline, paint(status), ...(reviewed ? [review ? reviewCell(review) : ""] : []), `revision ${subjectRevision}`];
  });
  const priority = ownPriority(ledger, { subject, analysis: undefined });
  const lines = [
    `# event ${subject.name}, revision ${subject.revision}${priority === undefined ? "" : `, priority ${priority}`}${then === undefined ? "" : `, as it was at ${then}`}`,
    "# revisions:",
    ...formatTable(revisions, Infinity),
    ...(rows.length === 0 ? ["# no analyses"] : ["# analyses:", ...formatTable(rows, Infinity)]),
  ];
  const { content } = subjectDefinition(ledger, subject.id, subject.revision);
  return `${lines.join("\n")}\n${await toYaml(content)}`;
}

/** A subject for programs. */
export function subjectJson(ledger: Ledger, subject: Subject): object {
  const { name, revision, id } = subject;
  const analyses = listAnalyses(ledger, name);
  const reviews = currentReviews(ledger);
  return {
    name,
    revision,
    priority: ownPriority(ledger, { subject, analysis: undefined }) ?? 0,
    document: subjectDefinition(ledger, id, revision).content,
    revisions: subjectRevisions(ledger, id),
    analyses: analyses.map(({ id, address, pipeline, priority, status, reason, subjectRevision }) => ({
      address,
      pipeline,
      priority,
      status,
      reason,
      subjectRevision,
      review: reviews.get(id),
    })),
  };
}

function onIt(analyses: readonly Analysis[], revision: number, subject: Subject): string {
  const pinned = analyses.filter(({ subjectRevision }) => subjectRevision === revision).map(({ name }) => name);
  if (pinned.length === 0 || revision === subject.revision) return "";
  return `; still used by ${pinned.join(", ")}`;
}
