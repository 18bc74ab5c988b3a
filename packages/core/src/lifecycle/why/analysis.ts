import { candidatesFor, waitingAnalyses, type Analysis, type Waiting } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { Observation } from "../../scheduler/index.ts";
import { saidAbsent } from "../submission/index.ts";
import {
  type Attempt,
  attemptsOf,
  decideInWords,
  recordedProgress,
  type RecordedProgress,
  staleAnalyses,
  type SubmissionRecord,
  submissionsOf,
  type Usage,
  usageOfAttempts,
} from "../record/index.ts";

/** Why an analysis is where it is: everything that the ledger knows of it, on one screen. */
export interface Why {
  readonly analysis: Analysis;
  /** What keeps it from starting; empty when it is not `ready`, or nothing does. */
  readonly needs: readonly UnmetNeed[];
  /** What it has at schedulers, and what was last seen of it. */
  readonly submissions: readonly OpenSubmission[];
  /** All attempts, oldest first. */
  readonly attempts: readonly Attempt[];
  /** What their jobs have used, by their ids, where somebody told. */
  readonly used: ReadonlyMap<number, Usage>;
  readonly progress: RecordedProgress | undefined;
  /** What changed, since it was built, of what it needs, combines or gets settings from: in words, when it is finished. */
  readonly stale: readonly string[];
  /** What to type next, if a person can do something. */
  readonly next: string | undefined;
}

/** A need that is not met. */
export interface UnmetNeed {
  /** In words that follow "waits for". */
  readonly reason: string;
  /** What is waited for, if it is an analysis, and what to type for it. */
  readonly address: string | undefined;
  readonly remedy: string | undefined;
}

/** A submission that has not ended. */
export interface OpenSubmission {
  readonly record: SubmissionRecord;
  /** What its scheduler said last, and when that was new. */
  readonly observation: Observation | undefined;
  readonly seen: string | undefined;
}

/** Collects why `analysis` is where it is. */
export function whyAnalysis(ledger: Ledger, analysis: Analysis): Why {
  const attempts = attemptsOf(ledger, analysis);
  const candidates = candidatesFor(ledger, analysis);
  const waiting = analysis.status === "ready" ? waitingAnalyses(candidates).find((one) => one.analysis.id === analysis.id) : undefined;
  const stale = staleAnalyses(ledger, candidates).get(analysis.id) ?? [];
  const submissions = attempts.flatMap(({ id }) => openOf(ledger, id));
  const needs = waiting ? needsOf(waiting) : [];
  const next = analysis.remedy ?? decisionOf(submissions) ?? needs.find(({ remedy }) => remedy !== undefined)?.remedy;
  const progress = analysis.status === "running" ? recordedProgress(ledger, analysis) : undefined;
  const used = usageOfAttempts(
    ledger,
    attempts.map(({ id }) => id),
  );
  return { analysis, needs, submissions, attempts, used, progress, stale, next };
}

function needsOf({ blocking, circle }: Waiting): readonly UnmetNeed[] {
  const needs = blocking.map(({ reason, analysis: other }) => ({ reason, address: other?.address, remedy: other?.remedy }));
  const remedy = "Change in a blueprint what one of them needs, then: asimov apply -f FILE --update";
  return circle === undefined ? needs : [...needs, { reason: circle, address: undefined, remedy }];
}

// Where a crash left it, no status says so.
function decisionOf(submissions: readonly OpenSubmission[]): string | undefined {
  const doubtful = submissions.find(({ record }) => record.unconfirmed && !saidAbsent(record));
  return doubtful && decideInWords(doubtful.record.token);
}

function openOf(ledger: Ledger, attemptId: number): readonly OpenSubmission[] {
  return submissionsOf(ledger, attemptId)
    .filter(({ ended }) => ended === undefined)
    .map((record) => {
      const row = ledger.get("SELECT content, time FROM observations WHERE submission_id = ?", record.id);
      return {
        record,
        // Written by ourselves, when a scheduler had answered.
        observation: row && (JSON.parse(String(row["content"])) as Observation),
        seen: row && String(row["time"]),
      };
    });
}
