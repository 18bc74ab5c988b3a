import { AsimovError, formatDuration, liveness, thisHost, userName } from "../../system/index.ts";
import { type MonitorRecord, startedMonitor } from "../record/index.ts";
import type { Session } from "../session.ts";
import { hasCronLine, readCrontab } from "./crontab.ts";

/** Whether a monitor makes passes; `elsewhere` means that only its own host, or its own user, can tell. */
export type MonitorLife = "alive" | "dead" | "elsewhere";

/** The monitor that was started and not stopped, and whether it lives. */
export async function monitorState(session: Session): Promise<{ readonly monitor: MonitorRecord; readonly life: MonitorLife } | undefined> {
  const monitor = startedMonitor(session.project.ledger);
  return monitor && { monitor, life: await lifeOf(session, monitor) };
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

async function lifeOf(session: Session, { by, identity, job, host, user, project }: MonitorRecord): Promise<MonitorLife> {
  if (by === "process") return identity ? liveness(identity) : "dead";
  if (by === "cron") {
    if (host !== thisHost() || user !== userName()) return "elsewhere";
    return hasCronLine(await readCrontab(), project) ? "alive" : "dead";
  }
  const recurring = job && (await session.scheduler(job.scheduler)).recurring;
  if (!job || !recurring) return "elsewhere";
  try {
    return (await recurring.isStarted(job.id)) ? "alive" : "dead";
  } catch (error) {
    // No answer is not its end.
    if (error instanceof AsimovError) return "elsewhere";
    throw error;
  }
}
