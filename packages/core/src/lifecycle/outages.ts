import type { Ledger } from "../ledger/index.ts";
import { AsimovError } from "../system/index.ts";
import { failedTries, isEarly, noteTries, type Tries, withFailure } from "./back-off.ts";

/** A scheduler that did not answer when it was last asked. */
export interface Outage extends Tries {
  readonly scheduler: string;
  /** The only submission that it is about, where the scheduler answers otherwise. */
  readonly only?: Act | undefined;
}

/** What a scheduler is to do with one submission. */
export interface Act {
  readonly what: "submit" | "remove" | "hold" | "release";
  readonly token: string;
}

/** An outage as a report tells it: how many submissions were not looked at, and how many were not made. */
export interface ToldOutage extends Outage {
  readonly unchecked: number;
  readonly unsubmitted: number;
}

/** A scheduler that is out of reach, or does not do something for one submission, what was not done because of that, and since when. */
export function describeOutage({ scheduler, only, since, unchecked, unsubmitted, reason }: ToldOutage, next = ""): string {
  if (only) {
    const does = only.what === "submit" ? "take" : only.what;
    return `scheduler "${scheduler}" does not ${does} submission ${only.token} since ${since}${next}: ${reason}`;
  }
  const counted = (count: number): string => (count === 1 ? "1 submission" : `${count} submissions`);
  const what = [...(unchecked > 0 ? [`not checked: ${counted(unchecked)}`] : []), ...(unsubmitted > 0 ? [`not made: ${counted(unsubmitted)}`] : [])];
  return `scheduler "${scheduler}" is out of reach since ${since}${what.length > 0 ? `, ${what.join(", ")}` : ""}${next}: ${reason}`;
}

/** So many submissions in a row, for which a scheduler that answers otherwise does nothing for the same reason, are an outage. */
const manyInARow = 3;

/**
 * Which schedulers are out of reach for this user on this host, and what one that answers does not do for single submissions. Within one run a
 * scheduler that failed is not tried again; a run that is patient waits for the next try that is due, one that a person wants tries at once.
 */
export class Outages {
  readonly #ledger: Ledger;
  readonly #longestWait: number;
  readonly #told = new Map<string, ToldOutage>();
  readonly #answering = new Set<string>();
  readonly #inARow = new Map<string, { readonly reason: string; readonly tokens: ReadonlySet<string> }>();
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
    this.#answering.clear();
    this.#inARow.clear();
  }

  /** The outage because of which a scheduler is not asked now, if there is one. */
  keepsFrom(scheduler: string): Outage | undefined {
    const told = this.#told.get(scheduler);
    if (told || !this.#patient) return told;
    const tries = failedTries(this.#ledger, scheduler);
    return tries && isEarly(this.#ledger, tries) ? this.#tell({ scheduler, ...tries }, 0, 0) : undefined;
  }

  /** A scheduler was asked and did not answer. */
  failed(scheduler: string, reason: string): Outage {
    this.#answering.delete(scheduler);
    const tries = withFailure(this.#ledger, scheduler, reason, this.#longestWait);
    if (!this.#dryRun) noteTries(this.#ledger, scheduler, tries);
    return this.#tell({ scheduler, ...tries }, 0, 0);
  }

  /** A scheduler answered. */
  answered(scheduler: string): void {
    this.#answering.add(scheduler);
    this.#endTries(scheduler);
  }

  /** Whether a scheduler answered in this run, and was not out of reach since. */
  isAnswering(scheduler: string): boolean {
    return this.#answering.has(scheduler);
  }

  /** Throws `SCHEDULER_OUTAGE` when a scheduler is not asked now; a submission that is not made is counted. */
  refuse(scheduler: string): void {
    const outage = this.keepsFrom(scheduler);
    if (!outage) return;
    this.#tell(outage, 0, 1);
    throw heldBack(outage);
  }

  /** What a scheduler that answers did not do for one submission; where it is one of many in a row, the scheduler is out of reach after all. */
  failedFor(scheduler: string, act: Act, reason: string): Tries {
    const name = nameOf(act);
    const tries = withFailure(this.#ledger, name, reason, this.#longestWait);
    noteTries(this.#ledger, name, tries);
    const about = reason.replaceAll(act.token, "TOKEN");
    const before = this.#inARow.get(scheduler);
    const tokens = new Set([...(before?.reason === about ? before.tokens : []), act.token]);
    this.#inARow.set(scheduler, { reason: about, tokens });
    if (tokens.size === manyInARow) this.failed(scheduler, reason);
    return tries;
  }

  /** A scheduler did what it was to do with one submission. */
  did(scheduler: string, act: Act): void {
    this.answered(scheduler);
    this.#inARow.delete(scheduler);
    this.#endTries(nameOf(act));
  }

  /** What one submission waits for, whose next try is not due; it is told. */
  keepsBack(scheduler: string, act: Act): Outage | undefined {
    const tries = this.#patient ? failedTries(this.#ledger, nameOf(act)) : undefined;
    return tries && isEarly(this.#ledger, tries) ? this.#tell({ scheduler, only: act, ...tries }, 0, 0) : undefined;
  }

  /** Throws `SCHEDULER_OUTAGE` when the next try of a submission is not due. */
  refuseFor(scheduler: string, act: Act): void {
    const outage = this.keepsBack(scheduler, act);
    if (outage) throw heldBack(outage);
  }

  /** So many submissions were not looked at because of an outage. */
  unchecked(outage: Outage, count: number): void {
    this.#tell(outage, count, 0);
  }

  /** The outages of this run. */
  get told(): readonly ToldOutage[] {
    return [...this.#told.values()];
  }

  #endTries(what: string): void {
    const tries = failedTries(this.#ledger, what);
    if (tries && !this.#dryRun) noteTries(this.#ledger, what, { ...tries, failures: 0 });
  }

  #tell(outage: Outage, unchecked: number, unsubmitted: number): ToldOutage {
    const name = outage.only ? nameOf(outage.only) : outage.scheduler;
    const before = this.#told.get(name);
    const told = { ...outage, unchecked: (before?.unchecked ?? 0) + unchecked, unsubmitted: (before?.unsubmitted ?? 0) + unsubmitted };
    this.#told.set(name, told);
    return told;
  }
}

/** Whether an error of a scheduler means that it is out of reach, rather than that it refuses what was asked. */
export function isOutage({ code }: AsimovError): boolean {
  return code.startsWith("SCHEDULER_") && code !== "SCHEDULER_OUTAGE";
}

// As no scheduler is called.
function nameOf({ what, token }: Act): string {
  return `${what} ${token}`;
}

function heldBack({ scheduler, since, reason, only }: Outage): AsimovError {
  const message = only
    ? `submission ${only.token} fails at scheduler "${scheduler}" since ${since}: its next try is not due (${reason})`
    : `scheduler "${scheduler}" is out of reach since ${since}: nothing is submitted to it (${reason})`;
  return new AsimovError("SCHEDULER_OUTAGE", { message, exitCode: 4 });
}
