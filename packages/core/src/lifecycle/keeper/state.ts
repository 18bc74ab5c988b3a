import { AsimovError, formatDuration, liveness, thisHost, userName } from "../../system/index.ts";
import { type MonitorHold, type MonitorRecord, startedMonitor } from "../record/index.ts";
import type { Session } from "../session.ts";
import { hasCronLine, readCrontab } from "./crontab.ts";

/** Whether a monitor makes passes, or its scheduler holds it back; `elsewhere` means that only its own host, or its own user, can tell. */
export type MonitorLife = "alive" | "held" | "dead" | "elsewhere";

/** The monitor that was started and not stopped, and whether it lives. */
export interface MonitorState {
  readonly monitor: MonitorRecord;
  readonly life: MonitorLife;
  /** Why it is held, and what to do about it. */
  readonly hold?: MonitorHold | undefined;
}

/** The monitor that was started and not stopped; undefined when there is none. */
export async function monitorState(session: Session): Promise<MonitorState | undefined> {
  const monitor = startedMonitor(session.project.ledger);
  return monitor && { monitor, ...(await lifeOf(session, monitor)) };
}

/** Who started a monitor, when, where and how, in words. */
export function describeMonitor({ by, user, host, time, interval, identity, job }: MonitorRecord): string {
  const how = {
    cron: "cron",
    process: identity ? `process ${identity.pid}` : "a process in the background",
    scheduler: job ? `job ${job.id} of ${job.scheduler}` : "a job",
  }[by];
  return `a pass every ${formatDuration(interval)}, started by ${user} on ${host} at ${time} (${how})`;
}

async function lifeOf(session: Session, { by, identity, job, host, user, project }: MonitorRecord): Promise<Omit<MonitorState, "monitor">> {
  if (by === "process") return { life: identity ? liveness(identity) : "dead" };
  if (by === "cron") {
    if (host !== thisHost() || user !== userName()) return { life: "elsewhere" };
    return { life: hasCronLine(await readCrontab(), project) ? "alive" : "dead" };
  }
  const recurring = job && (await session.scheduler(job.scheduler)).recurring;
  if (!job || !recurring) return { life: "elsewhere" };
  try {
    const is = await recurring.isStarted(job.id);
    if (typeof is === "boolean") return { life: is ? "alive" : "dead" };
    return { life: "held", hold: { reason: is.held, remedy: is.remedy ?? "asimov stop, then asimov start: another one takes its place" } };
  } catch (error) {
    // No answer is not its end.
    if (error instanceof AsimovError) return { life: "elsewhere" };
    throw error;
  }
}
