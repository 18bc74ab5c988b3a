import { subjectByName } from "../../analysis/index.ts";
import type { Ledger, Row, Transaction } from "../../ledger/index.ts";
import { placeIn } from "../../settings/index.ts";
import { AsimovError, didYouMean } from "../../system/index.ts";
import { apply } from "../apply.ts";
import type { BlueprintDocument } from "../parse.ts";
import type { ApplyOptions, Step } from "../plan/index.ts";
import { rehearse } from "../edit/index.ts";
import { kindOf } from "../kinds.ts";
import { addressIn } from "./export.ts";
import { readHeader, type Header, type Kept } from "./header.ts";

/**
 * Puts what {@link exportLedger} made into an empty ledger, as one transaction. Throws `IMPORT_NOT_EMPTY`, `IMPORT_HEADER`, `IMPORT_MISMATCH`
 * and the errors of {@link apply}.
 */
export function importInto(
  ledger: Ledger,
  documents: readonly BlueprintDocument[],
  options: Pick<ApplyOptions, "installed" | "vocabulary" | "directories">,
  dryRun = false,
): readonly Step[] {
  const header = readHeader(documents[0]);
  const { first, later } = byTurn(documents.slice(1), header);
  return rehearse(ledger, dryRun, (transaction) => {
    refuseFull(ledger);
    const steps = apply(ledger, first, options);
    nameConfigurations(ledger, transaction, steps, header);
    numberRevisions(ledger, transaction, steps, later, header);
    keepPriorities(ledger, transaction, documents[0]!, header);
    const analyses = analysesByAddress(ledger);
    for (const [address, kept] of header.analyses) keep(ledger, transaction, analyses, documents[0]!, address, kept);
    return steps;
  });
}

function refuseFull(ledger: Ledger): void {
  if (!ledger.get("SELECT 1 FROM documents UNION SELECT 1 FROM subjects UNION SELECT 1 FROM analyses LIMIT 1")) return;
  throw new AsimovError("IMPORT_NOT_EMPTY", {
    message: "the project has blueprints already",
    remedy: "Import into a new project: asimov init NAME in another directory; or take out the first document and apply the file.",
  });
}

type Later = ReadonlyMap<string, readonly BlueprintDocument[]>;

// The documents without further revisions of events, and these by name.
function byTurn(documents: readonly BlueprintDocument[], header: Header): { readonly first: readonly BlueprintDocument[]; readonly later: Later } {
  const events = Map.groupBy(
    documents.filter((document) => kindOf(document) === "event"),
    ({ content }) => (typeof content["name"] === "string" ? content["name"] : ""),
  );
  for (const [name, mine] of events) {
    const expected = header.revisions.get(name)?.length ?? 1;
    if (mine.length !== expected) {
      throw mismatch(mine[0]!, ["name"], `event ${name} is there ${mine.length} times, but the first document speaks of ${expected} revisions`);
    }
  }
  const later = new Map([...events].map(([name, mine]) => [name, mine.slice(1)] as const));
  const left = new Set([...later.values()].flat());
  return { first: documents.filter((document) => !left.has(document)), later };
}

function nameConfigurations(ledger: Ledger, transaction: Transaction, steps: readonly Step[], { identities }: Header): void {
  const unnamed = steps.filter((step) => "identity" in step && typeof step.document.content["name"] !== "string");
  for (const [index, step] of unnamed.entries()) {
    const identity = identities[index];
    if (identity === undefined) throw mismatch(step.document, [], "the first document does not know this configuration without a name");
    const row = "identity" in step ? ledger.get("SELECT id FROM documents WHERE identity = ?", step.identity) : undefined;
    transaction.update("documents", Number(row?.["id"]), { identity });
  }
}

function numberRevisions(ledger: Ledger, transaction: Transaction, steps: readonly Step[], later: Later, header: Header): void {
  for (const step of steps) {
    if (step.kind !== "event") continue;
    const numbers = header.revisions.get(step.name) ?? [1];
    const subject = subjectByName(ledger, step.name)!;
    const newest = numbers.at(-1)!;
    const row = ledger.get("SELECT id FROM subject_revisions WHERE subject_id = ?", subject.id)!;
    if (numbers[0] !== 1) transaction.update("subject_revisions", Number(row["id"]), { revision: numbers[0]! });
    for (const [index, { content, source }] of (later.get(step.name) ?? []).entries()) {
      const text = { content: JSON.stringify(content), source: JSON.stringify(source) };
      transaction.insert("subject_revisions", { subject_id: subject.id, revision: numbers[index + 1]!, ...text });
    }
    if (newest === 1) continue;
    transaction.update("subjects", subject.id, { revision: newest });
    const analyses = ledger.all("SELECT id FROM analyses WHERE subject_id = ?", subject.id);
    for (const analysis of analyses) transaction.update("analyses", Number(analysis["id"]), { subject_revision: newest });
  }
}

function keepPriorities(ledger: Ledger, transaction: Transaction, document: BlueprintDocument, { priorities }: Header): void {
  for (const [name, priority] of priorities) {
    const subject = subjectByName(ledger, name);
    if (!subject) throw mismatch(document, ["priorities", name], `there is no document of event "${name}"`);
    transaction.update("subjects", subject.id, { priority });
  }
}

function analysesByAddress(ledger: Ledger): ReadonlyMap<string, Row> {
  const sql = "SELECT a.id, a.name, a.subject_id, s.name AS subject FROM analyses a LEFT JOIN subjects s ON s.id = a.subject_id";
  return new Map(ledger.all(sql).map((row) => [addressIn(row), row]));
}

function keep(
  ledger: Ledger,
  transaction: Transaction,
  analyses: ReadonlyMap<string, Row>,
  header: BlueprintDocument,
  address: string,
  kept: Kept,
): void {
  const row = analyses.get(address);
  if (!row) throw mismatch(header, ["analyses", address], `there is no document of analysis "${address}".${didYouMean(address, analyses.keys())}`);
  const analysis = { analysis_id: Number(row["id"]) };
  if (kept.revision !== undefined) {
    const known = ledger.get("SELECT 1 FROM subject_revisions WHERE subject_id = ? AND revision = ?", row["subject_id"]!, kept.revision);
    if (!known) throw mismatch(header, ["analyses", address, "revision"], `its event has no revision ${kept.revision}`);
    transaction.update("analyses", analysis.analysis_id, { subject_revision: kept.revision });
  }
  if (kept.priority !== undefined) transaction.update("analyses", analysis.analysis_id, { priority: kept.priority });
  for (const review of kept.reviews ?? []) transaction.insert("reviews", { ...analysis, ...review });
  for (const label of kept.labels ?? []) transaction.insert("labels", { ...analysis, ...label });
}

function mismatch(document: BlueprintDocument, path: readonly string[], message: string): AsimovError {
  return new AsimovError("IMPORT_MISMATCH", {
    message,
    at: placeIn(document.source, path),
    remedy: "Import the file as asimov export made it, or take out its first document and apply it.",
  });
}
