import { styleText } from "node:util";

import type { Warning } from "@asimov-gw/core/blueprint";
import { formatPlace } from "@asimov-gw/core/system";

import { visibly } from "./report-error.ts";

const shown = 20;

/** Prints warnings on standard error: of each kind the first twenty, and how many more there are. */
export function printWarnings(warnings: readonly Warning[]): void {
  for (const [code, same] of Map.groupBy(warnings, (warning) => warning.code)) {
    for (const { message, at, remedy } of same.slice(0, shown)) {
      process.stderr.write(`${yellow("warning")} ${code}  ${formatPlace(at)}\n${visibly(message)}\n${visibly(remedy)}\n`);
    }
    if (same.length > shown) process.stderr.write(`${yellow("warning")} ${code}  ${same.length - shown} more like these; --json has all\n`);
  }
}

function yellow(text: string): string {
  return styleText("yellow", text, { stream: process.stderr });
}
