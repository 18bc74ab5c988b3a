import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

import { timestamp } from "../../system/index.ts";

const largest = 5 << 20;

/** The file that collects what the passes of a monitor print. */
export function monitorLog(projectDirectory: string): string {
  return join(projectDirectory, ".asimov", "monitor.log");
}

/** Appends a line with the time; a file that has grown too large is moved aside first, and replaces the one before. */
export function sayInLog(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largest) renameSync(file, `${file}.1`);
  appendFileSync(file, `${timestamp()} [${process.pid}] ${text}\n`);
}
