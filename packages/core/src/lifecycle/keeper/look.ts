import { lastEndedPass, type MonitorRecord, noteMonitorHold, startedMonitor } from "../record/index.ts";
import type { Session } from "../session.ts";
import { monitorState } from "./state.ts";

/**
 * Asks the scheduler about a monitor that it runs whose passes are missing, or that was held, and notes down what keeps it, for all who look; while its
 * passes come as they should, nobody is asked.
 */
export async function lookAtMonitor(session: Session): Promise<void> {
  const { ledger } = session.project;
  const monitor = startedMonitor(ledger);
  if (monitor?.by !== "scheduler" || !(monitor.held || isLate(session, monitor))) return;
  const state = await monitorState(session);
  // Without an answer what was seen last counts on.
  if (state && state.life !== "elsewhere") noteMonitorHold(ledger, state.monitor, state.hold);
}

function isLate({ project: { ledger } }: Session, { time, interval }: MonitorRecord): boolean {
  const ended = lastEndedPass(ledger)?.ended ?? time;
  const last = Date.parse(ended > time ? ended : time);
  return ledger.clock.now() - last > 2 * interval * 1000;
}
