import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";

import { AsimovError, identify, killGroup, programModule, spawnDetached, thisHost, timestamp, userName } from "../../system/index.ts";
import { ensureHome } from "../home.ts";
import { type MonitorMeans, type MonitorRecord, noteMonitorHold, recordMonitor, startedMonitor } from "../record/index.ts";
import type { Session } from "../session.ts";
import { cronLine, readCrontab, seesCronDaemon, withCronLine, writeCrontab } from "./crontab.ts";
import { monitorLog } from "./log.ts";
import { keptEnvironment } from "./pass-once.ts";
import { describeMonitor, type MonitorState, monitorState } from "./state.ts";

/** How a monitor is started. */
export interface StartOptions {
  /** Whichever the machine has when not given: cron, the scheduler, else a process. */
  readonly by?: MonitorMeans | undefined;
  /** Seconds from one pass to the next. */
  readonly interval: number;
  /** Node with its flags, and the command's file, absolute: what runs `asimov`. */
  readonly command: readonly string[];
  /** What was decided is returned, and nothing is started. */
  readonly dryRun?: boolean | undefined;
}

/** Starts a monitor, which makes passes until it is stopped. Throws `MONITOR_STARTED` where one lives, `MONITOR_HELD` where one is held, `START_INTERVAL`, `CRON_UNUSABLE`. */
export async function startMonitor(session: Session, options: StartOptions): Promise<MonitorRecord> {
  const { directory, ledger, config } = session.project;
  const known = await monitorState(session);
  if (known?.hold && !options.dryRun) noteMonitorHold(ledger, known.monitor, known.hold);
  if (known && known.life !== "dead") throw started(known);
  const record: MonitorRecord = {
    id: randomBytes(6).toString("hex"),
    project: ledger.fact("id"),
    by: options.by ?? (await meansHere(session)),
    user: userName(),
    host: thisHost(),
    time: timestamp(ledger.clock),
    interval: options.interval,
    command: options.command,
    environment: keptEnvironment(process.env),
    silence: config.monitor.silence,
  };
  const line = cronLineOf(record, directory);
  if (options.dryRun) return record;
  ensureHome(session.project);
  if (record.by === "process") return startProcess(session, record, known?.monitor);
  claim(session, record, known?.monitor);
  try {
    if (line !== undefined) await writeCrontab(withCronLine(await readCrontab(), record.project, line));
    else return await startJob(session, record);
  } catch (error) {
    recordMonitor(ledger, undefined);
    throw error;
  }
  return record;
}

function cronLineOf({ by, project, interval, command }: MonitorRecord, directory: string): string | undefined {
  return by === "cron" ? cronLine(project, interval, directory, [...command, "start", "--pass"]) : undefined;
}

async function meansHere(session: Session): Promise<MonitorMeans> {
  if (seesCronDaemon() && (await isUsable())) return "cron";
  return (await session.scheduler()).recurring ? "scheduler" : "process";
}

async function isUsable(): Promise<boolean> {
  try {
    await readCrontab();
    return true;
  } catch (error) {
    if (error instanceof AsimovError) return false;
    throw error;
  }
}

// Two starts at once: the one that writes itself down first is the one.
function claim({ project: { ledger } }: Session, record: MonitorRecord, dead: MonitorRecord | undefined): void {
  ledger.exclusively(() => {
    const now = startedMonitor(ledger);
    if (now && now.id !== dead?.id) throw started({ monitor: now });
    recordMonitor(ledger, record);
  });
}

function startProcess(session: Session, record: MonitorRecord, dead: MonitorRecord | undefined): MonitorRecord {
  const { directory } = session.project;
  const log = openSync(monitorLog(directory), "a");
  try {
    const child = spawnDetached(programModule("lifecycle/keeper/loop-main"), [JSON.stringify({ directory, id: record.id })], log, directory);
    child.on("error", () => undefined);
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (!identity) throw new AsimovError("MONITOR_NOT_STARTED", { message: "its process could not be started", at: { file: monitorLog(directory) } });
    const complete = { ...record, identity };
    try {
      claim(session, complete, dead);
    } catch (error) {
      killGroup(child, "SIGKILL");
      throw error;
    }
    return complete;
  } finally {
    closeSync(log);
  }
}

async function startJob(session: Session, record: MonitorRecord): Promise<MonitorRecord> {
  const { ledger, directory, config } = session.project;
  const { recurring } = await session.scheduler();
  if (!recurring) {
    throw new AsimovError("SCHEDULER_NOT_RECURRING", {
      message: `scheduler "${config.scheduler}" can't run a command again and again`,
      remedy: "asimov start --by cron or --by process; the README of the scheduler tells whether a setting of it changes that",
    });
  }
  const command = [...record.command, "start", "--pass"];
  const id = await recurring.start({ name: `asimov monitor of ${ledger.fact("name")}`, command, directory, interval: record.interval });
  const complete = { ...record, job: { scheduler: config.scheduler, id } };
  recordMonitor(ledger, complete);
  return complete;
}

function started({ monitor, hold }: Pick<MonitorState, "monitor" | "hold">): AsimovError {
  if (hold) {
    const message = `there is a monitor already, which is held and makes no passes: ${describeMonitor(monitor)}: ${hold.reason}`;
    return new AsimovError("MONITOR_HELD", { message, remedy: hold.remedy });
  }
  return new AsimovError("MONITOR_STARTED", {
    message: `there is a monitor already: ${describeMonitor(monitor)}`,
    remedy: "asimov start --status tells how it does; asimov stop ends it.",
  });
}
