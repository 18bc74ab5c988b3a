import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";

import { Ledger } from "../../ledger/index.ts";
import { isRecord, toPlainError } from "../../system/index.ts";
import { type MonitorRecord, startedMonitor } from "../record/index.ts";
import { monitorLog, sayInLog } from "./log.ts";
import { passOnce } from "./pass-once.ts";

// The program that `asimov start` leaves behind: passes, each as a process of its own, until it is stopped. All of its code is loaded here at once.
const order: unknown = JSON.parse(process.argv[2] ?? "{}");
if (!isRecord(order) || typeof order["directory"] !== "string" || typeof order["id"] !== "string") throw new Error("started by asimov start alone");
const { directory, id } = { directory: order["directory"], id: order["id"] };
const log = monitorLog(directory);
const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
process.on("SIGHUP", () => undefined);

const record = await recorded();
if (record) {
  sayInLog(log, `begins: a pass every ${record.interval} s`);
  await loop(record);
}
process.exit(0);

async function loop(monitor: MonitorRecord): Promise<void> {
  for (;;) {
    const next = performance.now() + monitor.interval * 1000;
    await passOnce(directory, monitor);
    while (performance.now() < next) {
      await sleep(Math.min(next - performance.now(), 30_000));
      if (stop.signal.aborted) return sayInLog(log, "leaves: asked to stop");
      // Stopped on another host, whose signals do not reach us.
      if (isReplaced()) return sayInLog(log, "leaves: the project says that it is stopped");
    }
    if (stop.signal.aborted || isReplaced()) return sayInLog(log, "leaves: asked to stop");
  }
}

// Who started us writes us down a moment later, unless somebody else was faster.
async function recorded(): Promise<MonitorRecord | undefined> {
  for (let tries = 0; tries < 600 && !stop.signal.aborted; tries++) {
    const found = read();
    if (found?.id === id) return found;
    await sleep(50);
  }
  return undefined;
}

function isReplaced(): boolean {
  try {
    const ledger = Ledger.open(join(directory, ".asimov", "ledger.db"), { command: "asimov start" });
    try {
      return startedMonitor(ledger)?.id !== id;
    } finally {
      ledger.close();
    }
  } catch (error) {
    // A busy or newer ledger is no reason to leave: the passes tell their own trouble.
    sayInLog(log, `the project can't be read: ${toPlainError(error).message}`);
    return false;
  }
}

function read(): MonitorRecord | undefined {
  const ledger = Ledger.open(join(directory, ".asimov", "ledger.db"), { command: "asimov start" });
  try {
    return startedMonitor(ledger);
  } finally {
    ledger.close();
  }
}

async function sleep(milliseconds: number): Promise<void> {
  try {
    await rest(Math.max(milliseconds, 0), undefined, { signal: stop.signal });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}
