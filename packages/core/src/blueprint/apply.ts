import { addReview, initialReason, moveToNewest, readReviews, subjectByName } from "../analysis/index.ts";
import type { Ledger, Transaction } from "../ledger/index.ts";
import { placeIn } from "../settings/index.ts";
import { slug, timestamp } from "../system/index.ts";
import type { BlueprintDocument } from "./parse.ts";
import { plan, type ApplyOptions, type Step } from "./plan/index.ts";

/** Applies documents as one transaction: all or none. Returns what was done; errors as {@link plan}. */
export function apply(ledger: Ledger, documents: readonly BlueprintDocument[], options: ApplyOptions): readonly Step[] {
  // The plan is made inside the transaction: nobody can change the ledger between the look and the leap.
  return ledger.change((transaction) => {
    const steps = plan(ledger, documents, options);
    for (const step of steps) {
      if (step.action !== "unchanged") carryOut(ledger, transaction, step);
      if (step.kind === "event") for (const id of step.moves) moveToNewest(ledger, transaction, id);
    }
    return steps;
  });
}

function carryOut(ledger: Ledger, transaction: Transaction, step: Step): void {
  const text = {
    content: JSON.stringify(step.document.content),
    source: JSON.stringify(step.document.source),
    applied: step.applied === undefined ? null : JSON.stringify(step.applied),
  };
  switch (step.kind) {
    case "configuration":
      return carryOutConfiguration(ledger, transaction, step.identity, text);
    case "event":
      return carryOutEvent(ledger, transaction, step.name, text);
    case "analysis":
    case "projectanalysis":
      return carryOutAnalysis(ledger, transaction, step, text);
  }
}

interface Text {
  readonly content: string;
  readonly source: string;
  readonly applied: string | null;
}

function carryOutConfiguration(ledger: Ledger, transaction: Transaction, identity: string, text: Text): void {
  const row = ledger.get("SELECT id FROM documents WHERE kind = 'configuration' AND identity = ?", identity);
  // An update keeps its place: what it says must not begin to count more than what other documents say.
  if (row) return transaction.update("documents", Number(row["id"]), { ...text });
  const position = Number(ledger.get("SELECT coalesce(max(position), 0) + 1 AS next FROM documents")!["next"]);
  transaction.insert("documents", { kind: "configuration", identity, position, ...text });
}

function carryOutEvent(ledger: Ledger, transaction: Transaction, name: string, text: Text): void {
  const known = subjectByName(ledger, name);
  const revision = (known?.revision ?? 0) + 1;
  const id = known?.id ?? transaction.insert("subjects", { name, slug: slug(name), revision });
  if (known) transaction.update("subjects", id, { revision });
  transaction.insert("subject_revisions", { subject_id: id, revision, ...text });
}

type AnalysisStep = Extract<Step, { kind: "analysis" | "projectanalysis" }>;

function carryOutAnalysis(ledger: Ledger, transaction: Transaction, step: AnalysisStep, text: Text): void {
  const { content } = step.document;
  const subject = step.kind === "analysis" ? subjectByName(ledger, step.subject)! : undefined;
  const definition = {
    kind: step.kind === "projectanalysis" ? "project" : step.selects ? "subject" : "event",
    pipeline: (content["pipeline"] as string).toLowerCase(),
    needs: JSON.stringify(step.needs),
    selects: step.selects ? JSON.stringify(step.selects) : null,
    subjects: step.kind === "projectanalysis" ? JSON.stringify(step.subjects) : null,
    ...text,
  };
  if (step.action === "update") {
    const row = ledger.get("SELECT id, revision FROM analyses WHERE subject_id IS ? AND name = ?", subject?.id ?? null, step.name)!;
    transaction.update("analyses", Number(row["id"]), { ...definition, revision: Number(row["revision"]) + 1 });
    return;
  }
  const status = initialStatus(step.document);
  const { reason, remedy = null } = initialReason(status, `${subject ? `${subject.name}/` : "project:"}${step.name}`);
  const id = transaction.insert("analyses", {
    subject_id: subject?.id ?? null,
    subject_revision: subject?.revision ?? null,
    name: step.name,
    slug: slug(step.name),
    ...definition,
    status,
    reason,
    remedy,
    since: timestamp(ledger.clock),
    revision: 1,
  });
  addReviews(ledger, id, step.document);
}

// Once, when the analysis is created: later ones are people's, whatever the blueprint says.
function addReviews(ledger: Ledger, analysis: number, { content, source }: BlueprintDocument): void {
  const { reviews } = readReviews(content["review"], (...path) => placeIn(source, ["review", ...path]));
  for (const review of reviews) addReview(ledger, analysis, review);
}

function initialStatus({ content }: BlueprintDocument): string {
  return typeof content["status"] === "string" ? content["status"].toLowerCase() : "ready";
}
