import { resolve } from "node:path";

import {
  describeMonitor,
  monitorLog,
  monitorState,
  passOnce,
  startMonitor,
  stopMonitor,
  type MonitorLife,
  type Stopped,
} from "@asimov-gw/core/lifecycle/keeper";
import {
  lastPasses,
  noteMonitorHold,
  silenceNote,
  startedMonitor,
  type MonitorMeans,
  type MonitorRecord,
  type PassRecord,
} from "@asimov-gw/core/lifecycle/record";
import type { Session } from "@asimov-gw/core/lifecycle";
import { findProject, openLedger } from "@asimov-gw/core/project";

import { withSession } from "../with-session.ts";

/** Options of `asimov start` and `asimov stop`. */
export interface StartOptions {
  readonly by?: MonitorMeans;
  /** Seconds. */
  readonly interval?: number;
  readonly status?: boolean;
  /** One pass of a monitor that was started, as cron and schedulers begin it. */
  readonly pass?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Seconds between two passes where nothing else is said. */
const usual = 900;

/** `asimov start`: a monitor that keeps running. */
export async function start(directory: string, command: string, options: StartOptions): Promise<void> {
  if (options.pass) return pass(directory, command);
  if (options.status) return showStatus(directory, command, options.json === true);
  await withSession(directory, command, async (session) => {
    const monitor = await startMonitor(session, {
      by: options.by,
      interval: options.interval ?? usual,
      command: [process.execPath, ...process.execArgv, resolve(process.argv[1] ?? "")],
      dryRun: options.dryRun,
    });
    const log = monitorLog(session.project.directory);
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ dryRun: options.dryRun === true, ...toJson(monitor), log }, null, 2)}\n`);
      return;
    }
    process.stdout.write(`${options.dryRun ? "would start" : "started"}: ${describeMonitor(monitor)}\n  log: ${log}\n`);
    if (!options.dryRun) process.stdout.write("  asimov start --status tells how it does, asimov stop ends it\n");
  });
}

/** `asimov stop`: ends the monitor that was started. */
export async function stop(directory: string, command: string, options: StartOptions): Promise<void> {
  await withSession(directory, command, async (session) => {
    const stopped = options.dryRun ? await wouldStop(session) : await stopMonitor(session);
    if (options.json) {
      const result = { dryRun: options.dryRun === true, stopped: stopped ? toJson(stopped.monitor) : null, left: stopped?.left, held: stopped?.held };
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      return;
    }
    const verb = options.dryRun ? "would stop" : "stopped";
    process.stdout.write(stopped ? `${verb}: ${describeMonitor(stopped.monitor)}\n` : "no monitor was started\n");
    if (stopped?.held !== undefined) process.stdout.write(`  it was held, and made no passes: ${stopped.held}\n`);
    if (stopped?.left !== undefined) process.stdout.write(`  ${stopped.left}\n`);
    if (stopped) process.stdout.write("  jobs that were submitted go on by themselves; asimov monitor looks after them\n");
  });
}

async function wouldStop(session: Session): Promise<Stopped | undefined> {
  const state = await monitorState(session);
  return state && { monitor: state.monitor, left: undefined, held: state.hold?.reason };
}

async function showStatus(directory: string, command: string, json: boolean): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    const state = await monitorState(session);
    const passes = lastPasses(ledger, 5);
    const note = state?.hold ? undefined : silenceNote(ledger);
    if (json) {
      const monitor = state ? { ...toJson(state.monitor), life: state.life, hold: state.hold } : null;
      process.stdout.write(`${JSON.stringify({ monitor, passes, note, log: monitorLog(session.project.directory) }, null, 2)}\n`);
      return;
    }
    process.stdout.write(state ? `${lives[state.life]}: ${describeMonitor(state.monitor)}\n` : "no monitor was started (asimov start)\n");
    if (state?.hold) process.stdout.write(`  ${state.hold.reason}\n  ${state.hold.remedy}\n`);
    for (const one of passes) process.stdout.write(`  pass ${passLine(one)}\n`);
    if (state) process.stdout.write(`  log: ${monitorLog(session.project.directory)}\n`);
    if (note !== undefined) process.stdout.write(`${note}\n`);
  });
}

// Silent but for its log: cron mails whatever is printed.
async function pass(directory: string, command: string): Promise<void> {
  const ledger = openLedger(directory, { command });
  const monitor = startedMonitor(ledger);
  // Its scheduler lets it go on.
  if (monitor?.held) noteMonitorHold(ledger, monitor, undefined);
  ledger.close();
  // It was stopped where its crontab could not be reached.
  if (monitor && monitor.by !== "process") process.exitCode = await passOnce(findProject(directory), monitor);
}

const lives: Readonly<Record<MonitorLife, string>> = {
  alive: "at work",
  held: "HELD, and makes no passes",
  dead: "DEAD (asimov start begins another one)",
  elsewhere: "started elsewhere, where alone it can be seen",
};

function passLine({ started, ended, user, host, outcome }: PassRecord): string {
  const end = ended === undefined ? "did not come to its end, or is at work" : `to ${ended}: exit code ${outcome?.exitCode ?? "unknown"}`;
  return `${started} ${end}  (${user} on ${host})`;
}

// What its passes get of the environment is nobody's news, and what was seen of it earlier is older than what is seen now.
function toJson({ environment: _environment, held: _held, ...monitor }: MonitorRecord): object {
  return monitor;
}
