import fs from "node:fs";

import { orderVariables, type Order, type Victim } from "./order.ts";

// Before anything is patched.
const { readFileSync, readdirSync, writeFileSync } = fs;

/** Kills the victims of `order` at the step `label`, once in a trial; `half` of the step is done before where this process is one of them. */
export function strike(order: Order, label: string, half: (() => void) | undefined): void {
  if (!claim(order.done, `${process.pid} ${label}`)) return;
  const isVictim = order.victim === "self" || order.victim === "all";
  if (isVictim) half?.();
  if (order.delay > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, order.delay);
  if (order.victim !== "self") for (const pid of others(order.root, order.victim)) kill(pid);
  writeFileSync(order.dealt, "");
  if (isVictim) kill(process.pid);
}

function claim(file: string, label: string): boolean {
  try {
    writeFileSync(file, label, { flag: "wx" });
    return true;
  } catch {
    // Another process of the same kind was struck.
    return false;
  }
}

// Jobs do not have our variables: they outlive us.
function others(root: string, victim: Victim): readonly number[] {
  const mark = `${orderVariables.root}=${root}\0`;
  const script = { host: "/remote/host-main.", supervisor: "/supervisor-main.", all: "", self: "" }[victim];
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && read(`/proc/${pid}/environ`).includes(mark) && read(`/proc/${pid}/cmdline`).includes(script));
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // It has ended, or is another user's.
    return "";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
