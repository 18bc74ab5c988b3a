import type { Ledger, Row, Transaction } from "../ledger/index.ts";
import { timestamp, typed, userName } from "../system/index.ts";
import { addressOf, subjectName } from "./address.ts";
import type { Analysis } from "./analysis.ts";

/** What is paused: one analysis, a subject with all of its analyses, or with neither the project. */
export interface PauseTarget {
  readonly subjectId?: number | undefined;
  readonly analysisId?: number | undefined;
}

/** A time in which nothing new is built or submitted; what runs goes on. */
export interface Pause extends PauseTarget {
  readonly id: number;
  /** `GW150914/pe` or `GW150914`; undefined for the project. */
  readonly of: string | undefined;
  /** Empty where none was given. */
  readonly reason: string;
  /** When it ends by itself, ISO 8601; undefined when only a person ends it. */
  readonly until: string | undefined;
  readonly user: string;
  readonly time: string;
}

/** The pauses that have not ended. */
export function currentPauses(ledger: Ledger): readonly Pause[] {
  return ledger.all("SELECT * FROM pauses WHERE until IS NULL OR until > ? ORDER BY id", timestamp(ledger.clock)).map((row) => toPause(ledger, row));
}

/** The pause that an analysis is in, the nearest first: its own, that of its subject, that of the project. */
export function pauseOf(pauses: readonly Pause[], analysis: Pick<Analysis, "id" | "subjectId">): Pause | undefined {
  return (
    pauses.find(({ analysisId }) => analysisId === analysis.id) ??
    pauses.find(({ subjectId }) => subjectId !== undefined && subjectId === analysis.subjectId) ??
    pauses.find(({ analysisId, subjectId }) => analysisId === undefined && subjectId === undefined)
  );
}

/** Until when, by whom and why, and the command that ends it: `paused by anna (maintenance) until ...: asimov resume`. */
export function describePause({ of, reason, until, user }: Pause): string {
  const why = reason === "" ? "" : ` (${reason})`;
  const end = until === undefined ? "" : ` until ${until}`;
  return `paused${end} by ${user}${why}: asimov resume${of === undefined ? "" : ` ${typed(of)}`}`;
}

/** Begins pauses, in the place of those that there are of the same. */
export function beginPauses(ledger: Ledger, targets: readonly PauseTarget[], { until, reason }: Pick<Pause, "until" | "reason">): void {
  const said = { reason, until: until ?? null, user: userName(), time: timestamp(ledger.clock) };
  ledger.change((transaction) => {
    for (const { subjectId = null, analysisId = null } of targets) {
      removeRows(ledger, transaction, { subjectId, analysisId });
      transaction.insert("pauses", { subject_id: subjectId, analysis_id: analysisId, ...said });
    }
  });
}

/** Ends the pauses of exactly these; returns those that had not ended. */
export function endPauses(ledger: Ledger, targets: readonly PauseTarget[]): readonly Pause[] {
  return ledger.change((transaction) => {
    const before = currentPauses(ledger);
    const ended = targets.flatMap(({ subjectId, analysisId }) =>
      before.filter((pause) => pause.subjectId === subjectId && pause.analysisId === analysisId),
    );
    for (const { subjectId = null, analysisId = null } of targets) removeRows(ledger, transaction, { subjectId, analysisId });
    return ended;
  });
}

interface Columns {
  readonly subjectId: number | null;
  readonly analysisId: number | null;
}

// Also those that have ended by themselves.
function removeRows(ledger: Ledger, transaction: Transaction, { subjectId, analysisId }: Columns): void {
  const rows = ledger.all("SELECT id FROM pauses WHERE subject_id IS ? AND analysis_id IS ?", subjectId, analysisId);
  for (const row of rows) transaction.remove("pauses", Number(row["id"]));
}

function toPause(ledger: Ledger, row: Row): Pause {
  const [subjectId, analysisId] = [numberOf(row["subject_id"]), numberOf(row["analysis_id"])];
  return {
    id: Number(row["id"]),
    subjectId,
    analysisId,
    of: analysisId !== undefined ? addressOf(ledger, analysisId) : subjectId !== undefined ? subjectName(ledger, subjectId) : undefined,
    reason: String(row["reason"]),
    until: typeof row["until"] === "string" ? row["until"] : undefined,
    user: String(row["user"]),
    time: String(row["time"]),
  };
}

function numberOf(value: Row[string] | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
