import fs from "node:fs";

import { readOrder, type Order } from "./order.ts";
import { strike } from "./strike.ts";

// Before anything is patched.
const { appendFileSync } = fs;
const order: Order | undefined = readOrder(process.env, process.argv[1] ?? "");
let reached = 0;
let inside = false;

/** Whether this process is the one whose steps count. */
export function atSteps(): boolean {
  if (order) process.on("exit", () => step("exit"));
  return order !== undefined;
}

/**
 * Marks a boundary between two steps, directly before `name` happens. Where the order says so, `half` is done, if there is such a thing as half
 * of that step, and then the victims are killed.
 */
export function step(name: string, half?: () => void): void {
  if (!order || inside) return;
  inside = true;
  try {
    reachedAt(order, name, half);
  } finally {
    inside = false;
  }
}

/** Does `work`, in which nothing is a step: Node does some things by others. */
export function asOne<T>(work: () => T): T {
  if (inside) return work();
  inside = true;
  try {
    return work();
  } finally {
    inside = false;
  }
}

function reachedAt(order: Order, name: string, half?: () => void): void {
  reached += 1;
  const label = name.replaceAll(order.root, "").replaceAll(chance, "*");
  if (order.record !== undefined) appendFileSync(order.record, `${label}\n`);
  else if (reached === order.at) strike(order, label, half);
}

// Numbers of processes, random parts of names, ids of projects and of commits.
const chance = /(?<=\.)\d+\.[0-9a-f]{8}\b|\b[0-9a-f]{12}(?=\.\d)|(?<=ledger\.db\.)\d+/g;
