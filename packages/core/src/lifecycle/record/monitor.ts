import type { Ledger } from "../../ledger/index.ts";
import { formatDuration, type ProcessIdentity } from "../../system/index.ts";
import { lastEndedPass } from "./passes.ts";

/** What makes passes again and again. */
export type MonitorMeans = "cron" | "scheduler" | "process";

/** A monitor that was started: who makes passes by itself, since when, where. */
export interface MonitorRecord {
  /** Names this start of it. */
  readonly id: string;
  /** The project's id: a copy of the project has no monitor. */
  readonly project: string;
  readonly by: MonitorMeans;
  readonly user: string;
  readonly host: string;
  readonly time: string;
  /** Seconds from one pass to the next. */
  readonly interval: number;
  /** Node with its flags, and the command's file: what runs `asimov`. */
  readonly command: readonly string[];
  /** Variables that its passes get. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hours without a pass after which people are to be told of it. */
  readonly silence: number;
  /** Of the process. */
  readonly identity?: ProcessIdentity | undefined;
  /** The scheduler, and its name for what runs again and again. */
  readonly job?: { readonly scheduler: string; readonly id: string } | undefined;
  /** What was last seen to keep it from making passes. */
  readonly held?: MonitorHold | undefined;
}

/** Why the scheduler of a monitor holds it, and what to do about that. */
export interface MonitorHold {
  readonly reason: string;
  readonly remedy: string;
}

const fact = "monitor";

/** The monitor that was started and not stopped, whether it lives or not. */
export function startedMonitor(ledger: Ledger): MonitorRecord | undefined {
  const row = ledger.get("SELECT value FROM project WHERE key = ?", fact);
  const record = row ? (JSON.parse(String(row["value"])) as MonitorRecord | null) : null;
  return record?.project === ledger.fact("id") ? record : undefined;
}

/** Records a monitor, or that there is none. */
export function recordMonitor(ledger: Ledger, record: MonitorRecord | undefined): void {
  ledger.setFacts({ [fact]: JSON.stringify(record ?? null) });
}

/** Notes down what keeps a monitor from making passes, or that nothing does any more. */
export function noteMonitorHold(ledger: Ledger, { id, held: before }: MonitorRecord, held: MonitorHold | undefined): void {
  if (before?.reason === held?.reason && before?.remedy === held?.remedy) return;
  ledger.exclusively(() => {
    const now = startedMonitor(ledger);
    if (now?.id === id) recordMonitor(ledger, { ...now, held });
  });
}

/** That the monitor which was started was seen to be held, and what to do; undefined when it was not. */
export function heldNote(ledger: Ledger): string | undefined {
  const monitor = startedMonitor(ledger);
  if (!monitor?.held) return undefined;
  const { user, host, by, held } = monitor;
  return `the monitor that ${user} started on ${host} (${by}) is held and makes no passes: ${held.reason}; ${held.remedy}`;
}

/** The dead-man's note: that no pass has come to its end for long, although there is something to do; else undefined. Before the first pass there is none. */
export function silenceNote(ledger: Ledger): string | undefined {
  const monitor = startedMonitor(ledger);
  const pass = lastEndedPass(ledger);
  const last = [pass?.ended, monitor?.time]
    .filter((time) => time !== undefined)
    .toSorted()
    .at(-1);
  const hours = pass?.outcome?.silence ?? monitor?.silence;
  if (last === undefined || hours === undefined) return undefined;
  const seconds = (ledger.clock.now() - Date.parse(last)) / 1000;
  if (seconds <= hours * 3600) return undefined;
  const row = ledger.get("SELECT count(*) AS count FROM analyses WHERE status IN ('ready', 'running', 'processing', 'finished', 'stop', 'restart')");
  const busy = Number(row?.["count"]);
  if (busy === 0) return undefined;
  const silence = `no pass has come to its end for ${formatDuration(seconds)} (since ${last}), and ${busy === 1 ? "1 analysis is" : `${busy} analyses are`} ready or running`;
  if (!monitor) return `${silence}; nothing was started that makes them by itself: asimov start, or asimov monitor for one`;
  const { user, host, by } = monitor;
  return `${silence}; the monitor that ${user} started on ${host} (${by}) may be dead${by === "scheduler" ? " or held" : ""}: asimov start --status`;
}
