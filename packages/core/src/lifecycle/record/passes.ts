import type { Ledger, Row } from "../../ledger/index.ts";
import { thisHost, timestamp, userName } from "../../system/index.ts";

/** What a pass over the project came to. */
export interface PassOutcome {
  readonly exitCode: number;
  /** Analyses that failed newly. */
  readonly failed: number;
  /** Analyses of which nothing could be learned. */
  readonly unknown: number;
  /** Analyses that could have been submitted and were not, and why. */
  readonly deferred?: { readonly count: number; readonly reason: string } | undefined;
  /** What kept it from its work and is of no single analysis, such as schedulers out of reach and expired credentials. */
  readonly hindrances?: readonly Hindrance[] | undefined;
  /** Hours without a pass after which people are to be told of it. */
  readonly silence: number;
}

/** What keeps passes from their work, in words. */
export interface Hindrance {
  readonly what: string;
  readonly remedy?: string | undefined;
}

/** One pass that was begun. */
export interface PassRecord {
  readonly started: string;
  /** Undefined while it is at work, and where it did not come to its end. */
  readonly ended: string | undefined;
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  readonly outcome: PassOutcome | undefined;
}

const most = 1000;

/** Records that a pass begins; only the newest thousand are kept. Returns what {@link endPass} is to be given. */
export function beginPass(ledger: Ledger): number {
  return ledger.exclusively(() => {
    const values = { started: timestamp(ledger.clock), user: userName(), host: thisHost(), pid: process.pid };
    ledger.note("passes", "id", values);
    const id = Number(ledger.get("SELECT max(id) AS id FROM passes")?.["id"]);
    ledger.forget("passes", "id <= ?", id - most);
    return id;
  });
}

/** Records that a pass has come to its end, and what it came to. */
export function endPass(ledger: Ledger, id: number, outcome: PassOutcome): void {
  ledger.exclusively(() => {
    const row = ledger.get("SELECT started, user, host, pid FROM passes WHERE id = ?", id);
    if (!row) return;
    const { started = null, user = null, host = null, pid = null } = row;
    ledger.note("passes", "id", { id, started, user, host, pid, ended: timestamp(ledger.clock), content: JSON.stringify(outcome) });
  });
}

/** The newest passes, the newest first. */
export function lastPasses(ledger: Ledger, count: number): readonly PassRecord[] {
  return ledger.all("SELECT * FROM passes ORDER BY id DESC LIMIT ?", count).map(toRecord);
}

/** The newest pass that came to its end, if one did. */
export function lastEndedPass(ledger: Ledger): PassRecord | undefined {
  const row = ledger.get("SELECT * FROM passes WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1");
  return row && toRecord(row);
}

/** What kept the newest pass that came to its end from its work, in words: who did not see its output learns of it nowhere else. */
export function hindrancesOf(pass: PassRecord | undefined): readonly Hindrance[] {
  const { deferred, hindrances = [] } = pass?.outcome ?? {};
  return [...hindrances, ...(deferred ? [{ what: `${deferred.count} ready, ${deferred.reason}` }] : [])];
}

function toRecord(row: Row): PassRecord {
  return {
    started: String(row["started"]),
    ended: typeof row["ended"] === "string" ? row["ended"] : undefined,
    user: String(row["user"]),
    host: String(row["host"]),
    pid: Number(row["pid"]),
    outcome: typeof row["content"] === "string" ? (JSON.parse(row["content"]) as PassOutcome) : undefined,
  };
}
