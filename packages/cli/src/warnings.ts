import { styleText } from "node:util";

import type { Warning } from "@asimov-gw/core/blueprint";
import { formatPlace, type AsimovError } from "@asimov-gw/core/system";

import { visibly } from "./report-error.ts";

const shown = 20;

/** Prints warnings on standard error: of each kind the first twenty, and how many more there are. */
export function printWarnings(warnings: readonly Warning[]): void {
  const counts = new Map<string, number>();
  for (const { code, message, at, remedy } of warnings) {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count <= shown) process.stderr.write(`${yellow("warning")} ${code}  ${formatPlace(at)}\n${visibly(message)}\n${visibly(remedy)}\n`);
  }
  for (const [code, count] of counts) {
    if (count > shown) process.stderr.write(`${yellow("warning")} ${code}  ${count - shown} more like these; --json has all\n`);
  }
}

/** What is wrong with a plugin hinders no blueprint. */
export function asWarning({ code, message, at, remedy = "" }: AsimovError): Warning {
  return { code, message, at: typeof at === "object" ? at : { file: at ?? "" }, remedy };
}

function yellow(text: string): string {
  return styleText("yellow", text, { stream: process.stderr });
}
