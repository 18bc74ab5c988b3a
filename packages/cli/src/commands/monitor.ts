import { setTimeout as pause } from "node:timers/promises";

import { currentPauses, describePause, isCoreStatus } from "@asimov-gw/core/analysis";
import { describeDeferred, reportOf, runPass, type Failure, type PassReport, type Session } from "@asimov-gw/core/lifecycle";
import { lookAtMonitor } from "@asimov-gw/core/lifecycle/keeper";
import { heldNote, silenceNote } from "@asimov-gw/core/lifecycle/record";
import { AsimovError } from "@asimov-gw/core/system";

import { failureToJson, formatFailure } from "../failures.ts";
import { outageLine } from "../outage.ts";
import { LiveTable } from "../live-table.ts";
import { age, describe, overview, type OverviewRow } from "../overview.ts";
import { formatError } from "../report-error.ts";
import { scopeOf, type Scope } from "../selection.ts";
import { formatTable, paint } from "../table.ts";
import { withSession } from "../with-session.ts";
import { deferredToJson } from "./manage.ts";

/** Options of `asimov monitor`. */
export interface MonitorOptions {
  readonly chain?: boolean;
  readonly watch?: boolean;
  readonly interval?: number;
  readonly now?: boolean;
  readonly json?: boolean;
  readonly where?: readonly string[];
  readonly dryRun?: boolean;
}

/** `asimov monitor`: one pass, or passes until nothing is left to do. */
export async function monitor(directory: string, command: string, name: string | undefined, options: MonitorOptions): Promise<void> {
  if (options.dryRun) return (await import("./monitor-dry-run.ts")).rehearseMonitor(directory, command, name, options);
  const live = new LiveTable(options.watch === true && options.json !== true);
  await withSession(
    directory,
    command,
    async (session) => {
      // Chosen once: what is selected by its status does not leave when that changes.
      const scope = await scopeOf(session.project.ledger, name, options.where);
      await lookAtMonitor(session);
      const note = heldNote(session.project.ledger) ?? silenceNote(session.project.ledger);
      if (note !== undefined) process.stderr.write(`${note}\n`);
      process.exitCode = options.watch ? await watch(session, scope, options, live) : await once(session, scope, options);
    },
    ({ level, address, text }) => live.say(`${level === "warn" ? "warning: " : ""}${address}: ${text}`),
  );
}

async function once(session: Session, scope: Scope, options: MonitorOptions): Promise<number> {
  const report = await runPass(session, { chain: options.chain, patient: isPatient(options), ...scope });
  const rows = [...overview(session.project.ledger, scope)];
  if (options.json) process.stdout.write(`${JSON.stringify(toJson(report, rows), null, 2)}\n`);
  else {
    const pause = currentPauses(session.project.ledger).find(({ of }) => of === undefined);
    if (pause) process.stdout.write(`the project is ${describePause(pause)}\n`);
    for (const line of table(session, rows)) process.stdout.write(`${line}\n`);
    if (report.deferred) process.stdout.write(`${describeDeferred(report.deferred)}\n`);
    printTrouble(report, session.project.ledger.clock.now(), (text) => process.stderr.write(`${text}\n`));
  }
  return report.exitCode;
}

async function watch(session: Session, scope: Scope, options: MonitorOptions, live: LiveTable): Promise<number> {
  const interval = options.interval ?? session.project.config.monitor.watchInterval;
  const leaveOut = new Set<number>();
  // The first Ctrl-C waits for the pass that is being made, a second one does not.
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const failures: Failure[] = [];
  let last: PassReport | undefined;
  let unchecked = "";
  let heldBack = "";
  for (;;) {
    try {
      // It goes on by itself: only its first pass tries what is out of reach before its time.
      const patient = last !== undefined || isPatient(options);
      last = await runPass(session, { chain: options.chain, patient, ...scope, leaveOut, progressInterval: Math.max(interval, 5) });
      // An outage lasts for many passes and is told once.
      const before = unchecked;
      const news = [...last.troubles, ...told(last).map(({ analysis, reason }) => [analysis.id, reason]), ...last.outages.map(({ since }) => since)];
      unchecked = JSON.stringify(news);
      const shown = unchecked === before ? { ...last, unknown: [], outages: [], others: [], troubles: [] } : last;
      printTrouble(shown, session.project.ledger.clock.now(), (text) => live.say(text));
      const deferred = last.deferred ? describeDeferred(last.deferred) : "";
      if (deferred !== heldBack && deferred !== "") live.say(deferred);
      heldBack = deferred;
      for (const { analysis } of last.failures) leaveOut.add(analysis.id);
      failures.push(...last.failures);
    } catch (error) {
      // Somebody else makes a pass: it does our work, and ours comes after it.
      if (!(error instanceof AsimovError && error.code === "PASS_LEASE_HELD")) throw error;
      live.say(error.message);
    }
    const rows = [...overview(session.project.ledger, scope)];
    live.show(table(session, rows));
    if (!isBusy(rows, options.chain === true, leaveOut)) break;
    if (await interrupted(interval, stop.signal)) {
      live.end(
        `Interrupted. Jobs that were submitted go on by themselves; the same command looks after them again, asimov analysis stop ADDRESS ends one.`,
      );
      return 130;
    }
  }
  const rows = [...overview(session.project.ledger, scope)];
  const report = reportOf({ ...last, failures });
  if (options.json) process.stdout.write(`${JSON.stringify(toJson(report, rows), null, 2)}\n`);
  live.end(lastWords(rows, leaveOut));
  return report.exitCode;
}

async function interrupted(seconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(seconds * 1000, undefined, { signal });
    return false;
  } catch (error) {
    if (signal.aborted) return true;
    throw error;
  }
}

function lastWords(rows: readonly OverviewRow[], leftOut: ReadonlySet<number>): string {
  if (rows.some(({ analysis }) => analysis.status === "stuck")) return "nothing is left to do; what is stuck needs a person";
  if (rows.some(({ analysis, paused }) => paused && analysis.status === "ready")) return "nothing is left to do but what is paused";
  return leftOut.size > 0 ? "nothing is left to do but what failed; the same command tries it again" : "nothing is left to do";
}

const active: ReadonlySet<string> = new Set(["running", "processing", "finished", "stop", "restart"]);

function isBusy(rows: readonly OverviewRow[], chain: boolean, leaveOut: ReadonlySet<number>): boolean {
  return rows.some(({ analysis, waitsFor, paused }) => {
    if (leaveOut.has(analysis.id)) return false;
    // A plugin's own status is busy until somebody must act.
    if (!isCoreStatus(analysis.status) && analysis.remedy === undefined) return true;
    // A pause that ends by itself is worth waiting for.
    const waits = waitsFor.length - (paused?.until === undefined ? 0 : 1);
    return active.has(analysis.status) || (chain && analysis.status === "ready" && waits <= 0);
  });
}

function table(session: Session, rows: readonly OverviewRow[]): readonly string[] {
  const now = session.project.ledger.clock.now();
  const cells = rows.map((row) => [row.analysis.address, row.analysis.pipeline, paint(row.analysis.status), age(row.analysis, now), describe(row)]);
  return formatTable(cells, process.stdout.columns ?? 1000);
}

// Who sits before it wants it tried now, whatever the next try is due.
function isPatient({ now }: MonitorOptions): boolean {
  return !now && !process.stdout.isTTY;
}

// A scheduler that is out of reach is told once, not for each of its analyses.
function told({ unknown }: PassReport): PassReport["unknown"] {
  return unknown.filter(({ scheduler }) => scheduler === undefined);
}

function printTrouble(report: PassReport, now: number, print: (text: string) => void): void {
  for (const trouble of report.troubles) print(formatError(trouble));
  for (const failure of report.failures) print(formatFailure(failure));
  for (const outage of report.outages) print(outageLine(outage, now));
  for (const { analysis, reason, since } of told(report))
    print(`not checked: ${analysis.address}: ${reason}${since === undefined ? "" : ` (unconfirmed since ${since})`}`);
  for (const [owner, mine] of Map.groupBy(report.others, (one) => one.owner))
    print(`left to ${owner}: ${mine.map(({ analysis }) => analysis.address).join(", ")}`);
}

function toJson(report: PassReport, rows: readonly OverviewRow[]): object {
  return {
    analyses: rows.map(({ analysis, waitsFor, progress }) => ({
      address: analysis.address,
      status: analysis.status,
      reason: analysis.reason,
      remedy: analysis.remedy,
      waitsFor,
      progress,
    })),
    errors: [...report.troubles.map((trouble) => trouble.toJSON()), ...report.failures.flatMap(failureToJson)],
    notChecked: report.unknown.map(({ analysis, ...why }) => ({ address: analysis.address, ...why })),
    outages: report.outages,
    leftToOthers: report.others.map(({ analysis, owner }) => ({ address: analysis.address, owner })),
    deferred: deferredToJson(report.deferred),
    exitCode: report.exitCode,
  };
}
