import { setTimeout as rest } from "node:timers/promises";

import { liveness, signalGroup, thisHost, userName, type ProcessIdentity } from "../../system/index.ts";
import { type MonitorRecord, recordMonitor, startedMonitor } from "../record/index.ts";
import type { Session } from "../session.ts";
import { readCrontab, withoutCronLine, writeCrontab } from "./crontab.ts";
import { monitorState } from "./state.ts";

/** A monitor that was stopped. */
export interface Stopped {
  readonly monitor: MonitorRecord;
  /** What is left to do or to wait for, for people; undefined when it has ended. */
  readonly left: string | undefined;
  /** Why it was held, and made no passes. */
  readonly held?: string | undefined;
}

const patience = 10_000;

/** Ends the monitor that was started; undefined when there is none. It makes no further pass, wherever it is. */
export async function stopMonitor(session: Session): Promise<Stopped | undefined> {
  const { ledger } = session.project;
  const monitor = startedMonitor(ledger);
  if (!monitor) return undefined;
  // Once it is removed nobody can say why it made no passes.
  const hold = monitor.by === "scheduler" ? (await monitorState(session))?.hold : undefined;
  // First: each pass of it looks at this before it begins.
  recordMonitor(ledger, undefined);
  try {
    return { monitor, left: await endMeans(session, monitor), held: hold?.reason };
  } catch (error) {
    // It is still there: who stops it again must find it.
    recordMonitor(ledger, monitor);
    throw error;
  }
}

async function endMeans(session: Session, { by, host, user, identity, job, project }: MonitorRecord): Promise<string | undefined> {
  if (by === "process") return identity && endProcess(identity, user);
  if (by === "scheduler") {
    const recurring = job && (await session.scheduler(job.scheduler)).recurring;
    if (job && !recurring) return `its job ${job.id} is still with the scheduler ${job.scheduler}, and does nothing any more`;
    if (job) await recurring?.stop(job.id);
    return undefined;
  }
  if (host !== thisHost() || user !== userName()) return `its line is still in the crontab of ${user} on ${host}, and does nothing any more`;
  const before = await readCrontab();
  const after = withoutCronLine(before, project);
  if (after !== before) await writeCrontab(after);
  return undefined;
}

async function endProcess(identity: ProcessIdentity, user: string): Promise<string | undefined> {
  const life = liveness(identity);
  if (life === "dead") return undefined;
  if (life === "elsewhere" || user !== userName())
    return `its process on ${identity.host} leaves within half a minute, or after the pass that it makes`;
  signalGroup(identity.pid, "SIGTERM");
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    if (liveness(identity) === "dead") return undefined;
    await rest(20);
  }
  return "it makes a pass now, and leaves after that";
}
