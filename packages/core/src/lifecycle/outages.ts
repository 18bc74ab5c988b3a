import type { Ledger } from "../ledger/index.ts";
import { AsimovError, thisHost, timestamp, userName } from "../system/index.ts";

/** A scheduler that did not answer when it was last asked. */
export interface Outage {
  readonly scheduler: string;
  readonly since: string;
  /** How often in a row. */
  readonly failures: number;
  /** When a pass of its own accord asks again. */
  readonly nextTry: string;
  readonly reason: string;
}

/** An outage as a report tells it: how many submissions were not looked at, and how many were not made. */
export interface ToldOutage extends Outage {
  readonly unchecked: number;
  readonly unsubmitted: number;
}

/** A scheduler that is out of reach, what was not done because of that, and since when. */
export function describeOutage({ scheduler, since, unchecked, unsubmitted, reason }: ToldOutage, next = ""): string {
  const counted = (count: number): string => (count === 1 ? "1 submission" : `${count} submissions`);
  const what = [...(unchecked > 0 ? [`not checked: ${counted(unchecked)}`] : []), ...(unsubmitted > 0 ? [`not made: ${counted(unsubmitted)}`] : [])];
  return `scheduler "${scheduler}" is out of reach since ${since}${what.length > 0 ? `, ${what.join(", ")}` : ""}${next}: ${reason}`;
}

/** Seconds until the third try in a row; each later wait is twice as long. */
const firstWait = 30;

/**
 * Which schedulers are out of reach for this user on this host. Within one run a scheduler that failed is not tried again; a run that is patient
 * waits for the next try that is due, one that a person wants tries at once.
 */
export class Outages {
  readonly #ledger: Ledger;
  readonly #longestWait: number;
  readonly #told = new Map<string, ToldOutage>();
  #patient = false;

  readonly #dryRun: boolean;

  /** `longestWait` in seconds; in a dry run nothing is recorded. */
  constructor(ledger: Ledger, longestWait: number, dryRun = false) {
    this.#ledger = ledger;
    this.#dryRun = dryRun;
    this.#longestWait = longestWait;
  }

  /** A new run begins. */
  begin(patient: boolean): void {
    this.#patient = patient;
    this.#told.clear();
  }

  /** The outage because of which a scheduler is not asked now, if there is one. */
  keepsFrom(scheduler: string): Outage | undefined {
    const told = this.#told.get(scheduler);
    if (told || !this.#patient) return told;
    const outage = outageOf(this.#ledger, scheduler);
    return outage && Date.parse(outage.nextTry) > this.#ledger.clock.now() ? this.#tell(outage, 0, 0) : undefined;
  }

  /** A scheduler was asked and did not answer. */
  failed(scheduler: string, reason: string): Outage {
    const now = this.#ledger.clock.now();
    const { failures = 0, since = timestamp(this.#ledger.clock) } = outageOf(this.#ledger, scheduler) ?? {};
    // The first failure may be a hiccup: the next pass tries again.
    const wait = failures === 0 ? 0 : Math.min(this.#longestWait, firstWait * 2 ** (failures - 1));
    const outage = { scheduler, since, failures: failures + 1, nextTry: new Date(now + wait * 1000).toISOString(), reason };
    if (!this.#dryRun) write(this.#ledger, outage);
    return this.#tell(outage, 0, 0);
  }

  /** A scheduler answered. */
  answered(scheduler: string): void {
    const outage = outageOf(this.#ledger, scheduler);
    if (outage && !this.#dryRun) write(this.#ledger, { ...outage, failures: 0 });
  }

  /** Throws `SCHEDULER_OUTAGE` when a scheduler is not asked now; a submission that is not made is counted. */
  refuse(scheduler: string): void {
    const outage = this.keepsFrom(scheduler);
    if (!outage) return;
    this.#tell(outage, 0, 1);
    throw heldBack(outage);
  }

  /** So many submissions were not looked at because of an outage. */
  unchecked(outage: Outage, count: number): void {
    this.#tell(outage, count, 0);
  }

  /** The outages of this run. */
  get told(): readonly ToldOutage[] {
    return [...this.#told.values()];
  }

  #tell(outage: Outage, unchecked: number, unsubmitted: number): ToldOutage {
    const before = this.#told.get(outage.scheduler);
    const told = { ...outage, unchecked: (before?.unchecked ?? 0) + unchecked, unsubmitted: (before?.unsubmitted ?? 0) + unsubmitted };
    this.#told.set(outage.scheduler, told);
    return told;
  }
}

/** Whether an error of a scheduler means that it is out of reach, rather than that it refuses what was asked. */
export function isOutage({ code }: AsimovError): boolean {
  return code.startsWith("SCHEDULER_") && code !== "SCHEDULER_OUTAGE";
}

function heldBack({ scheduler, since, reason }: Outage): AsimovError {
  return new AsimovError("SCHEDULER_OUTAGE", {
    message: `scheduler "${scheduler}" is out of reach since ${since}: nothing is submitted to it (${reason})`,
    exitCode: 4,
  });
}

function outageOf(ledger: Ledger, scheduler: string): Outage | undefined {
  const row = ledger.get("SELECT since, failures, next_try, reason FROM outages WHERE scheduler = ? AND failures > 0", keyOf(scheduler));
  return (
    row && {
      scheduler,
      since: String(row["since"]),
      failures: Number(row["failures"]),
      nextTry: String(row["next_try"]),
      reason: String(row["reason"]),
    }
  );
}

function write(ledger: Ledger, { scheduler, since, failures, nextTry, reason }: Outage): void {
  ledger.note("outages", "scheduler", { scheduler: keyOf(scheduler), since, failures, next_try: nextTry, reason });
}

// Whether it can be reached is a matter of who asks, and from where.
function keyOf(scheduler: string): string {
  return `${scheduler} of ${userName()} on ${thisHost()}`;
}
