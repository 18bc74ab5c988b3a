import type { Observation, SchedulerAddress } from "../../scheduler/index.ts";
import { formatDuration, liveness, thisHost, type ProcessIdentity } from "../../system/index.ts";
import { isByItself, type SubmissionRecord } from "../record/index.ts";

/** What a scheduler's answer about an open intent proves. */
export type Verdict =
  | { readonly kind: "found"; readonly jobId: string }
  | { readonly kind: "absent" }
  | {
      readonly kind: "unconfirmed";
      readonly reason: string;
      /** Whether all but the grace time speaks for its absence. */
      readonly missing?: boolean;
    };

/** What is known besides the answer. */
export interface Circumstances {
  /** Where the answer comes from. */
  readonly asked: SchedulerAddress;
  /** Seconds that must pass after it was first missed. */
  readonly grace: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether this process hands it over at this moment. */
  readonly isSubmitting: boolean;
}

/**
 * Judges an intent without a job id. What a builder submits by itself is never absent unless a person says so. Absent is only what a person said to be so and no scheduler shows, or what is proved absent: the very place that was meant was asked
 * for the owner it was meant for, its queue and its history answered, the history reaches back to the intent, the submitter is dead, and a grace
 * time has passed since it was first missed.
 */
export function judge(record: SubmissionRecord, observation: Observation | undefined, circumstances: Circumstances): Verdict {
  if (observation && isThere(observation)) return { kind: "found", jobId: observation.jobId ?? record.token };
  if (saidAbsent(record)) return { kind: "absent" };
  if (isByItself(record)) return { kind: "unconfirmed", reason: reasonOfBuilder(record) };
  if (!observation || observation.state === "unknown") {
    return { kind: "unconfirmed", reason: observation?.reason ?? "the scheduler did not say anything about it" };
  }
  const reason = doubt(record, observation, circumstances);
  if (reason !== undefined) return { kind: "unconfirmed", reason };
  const { grace, now } = circumstances;
  const missed = record.unconfirmed?.absent === undefined ? now : Date.parse(record.unconfirmed.absent);
  if (now - missed >= grace * 1000) return { kind: "absent" };
  const left = formatDuration((missed + grace * 1000 - now) / 1000);
  return { kind: "unconfirmed", reason: `the scheduler does not show it; it may still appear for ${left}`, missing: true };
}

// No answer proves anything: its job may not carry the token yet. What its builder said stays.
function reasonOfBuilder({ unconfirmed }: SubmissionRecord): string {
  const said = unconfirmed?.reason.startsWith("its builder") ? unconfirmed.reason : undefined;
  return said ?? "its builder submits by itself, and may have done so before it was interrupted";
}

/** Whether a scheduler shows a submission, in whatever state. */
export function isThere({ state }: Observation): boolean {
  return state !== "absent" && state !== "unknown";
}

/** Whether a person said that it is not there, since it was last handed over. */
export function saidAbsent({ decided, intended }: SubmissionRecord): boolean {
  return decided?.what === "absent" && decided.when >= intended;
}

/** Whether an answer from `asked` says anything about what was submitted at `address`. */
export function isSamePlace(asked: SchedulerAddress, address: SchedulerAddress): boolean {
  return asked.accessPoint === address.accessPoint && asked.pool === address.pool && asked.owner === address.owner;
}

/** Where to ask about a submission that lives at `address`, for people. */
export function elsewhere({ owner, accessPoint, pool }: SchedulerAddress): string {
  return `it belongs to ${owner} at ${accessPoint}${pool === "" ? "" : ` (${pool})`}: ask there`;
}

/** Whether this process is the one that began to hand a submission over. */
export function isOurs(submitter: ProcessIdentity): boolean {
  return submitter.pid === process.pid && submitter.host === thisHost() && liveness(submitter) === "alive";
}

// Why an answer without it does not prove yet that it is not there.
function doubt({ address, submitter, intended }: SubmissionRecord, { reaches }: Observation, circumstances: Circumstances): string | undefined {
  if (!isSamePlace(circumstances.asked, address)) return elsewhere(address);
  const submitterIs = isOurs(submitter) && !circumstances.isSubmitting ? "dead" : liveness(submitter);
  if (submitterIs === "alive") return `process ${submitter.pid}, which submits it, is still at work`;
  if (submitterIs === "elsewhere") return `it was being submitted from ${submitter.host}: run asimov monitor there`;
  if (reaches === undefined) return "the queue does not have it, and the scheduler does not say how far back its history reaches";
  if (Date.parse(reaches) <= Date.parse(intended)) return undefined;
  return `the queue does not have it, and the history reaches back to ${reaches} only: it was submitted at ${intended}`;
}
