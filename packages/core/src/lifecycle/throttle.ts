import { setTimeout as rest } from "node:timers/promises";

import type { Analysis } from "../analysis/index.ts";
import type { Session } from "./session.ts";

/** Analyses that could have been submitted and stay ready, with why. */
export interface Deferred {
  readonly analyses: readonly Analysis[];
  /** For people: `30 are queued, and at most 30 may be (throttle.most queued)`. */
  readonly reason: string;
}

/** How much may be submitted, as the configuration says; counts what is, and what is being submitted. */
export class Throttle {
  readonly #session: Session;
  readonly #mostPerPass: number | undefined;
  readonly #source: string;
  readonly #underWay = new Set<number>();
  #submitted = 0;
  #next = -Infinity;

  /** `maxSubmit` counts over the configured number of submissions in a pass. */
  constructor(session: Session, maxSubmit?: number) {
    this.#session = session;
    this.#mostPerPass = maxSubmit ?? session.project.config.throttle.mostPerPass;
    this.#source = maxSubmit === undefined ? "throttle.most per pass" : "--max-submit";
  }

  /** Takes a place for an analysis, until {@link release}; why there is none, else undefined. */
  take({ id }: Pick<Analysis, "id">): string | undefined {
    const full = this.#full();
    if (full === undefined) this.#underWay.add(id);
    return full;
  }

  /** Gives the place of an analysis back; one that was submitted counts. */
  release({ id }: Pick<Analysis, "id">, submitted: boolean): void {
    this.#underWay.delete(id);
    if (submitted) this.#submitted++;
  }

  /** Waits until the pause after the submission before is over. */
  async pause(): Promise<void> {
    const now = performance.now();
    const turn = Math.max(now, this.#next);
    this.#next = turn + this.#session.project.config.throttle.pause * 1000;
    if (turn > now) await rest(turn - now);
  }

  #full(): string | undefined {
    const mine = this.#submitted + this.#underWay.size;
    if (this.#mostPerPass !== undefined && mine >= this.#mostPerPass)
      return `${mine} submitted, and at most ${this.#mostPerPass} may be in one pass (${this.#source})`;
    const { mostQueued } = this.#session.project.config.throttle;
    if (mostQueued === undefined) return undefined;
    const queued = this.#queued() + this.#underWay.size;
    return queued < mostQueued ? undefined : `${queued} queued, and at most ${mostQueued} may be (throttle.most queued)`;
  }

  // Intents without a job are left out: the one that is to be submitted may be among them.
  #queued(): number {
    const row = this.#session.project.ledger.get(
      `SELECT count(*) AS count FROM submissions s JOIN attempts a ON a.id = s.attempt_id
       WHERE s.ended IS NULL AND s.job_id IS NOT NULL AND a.analysis_id NOT IN (SELECT value FROM json_each(?))`,
      JSON.stringify([...this.#underWay]),
    );
    return Number(row?.["count"]);
  }
}

/** What a command tells of analyses that were held back. */
export function describeDeferred({ analyses, reason }: Deferred): string {
  return `${analyses.length} ${analyses.length === 1 ? "analysis stays" : "analyses stay"} ready: ${reason}`;
}
