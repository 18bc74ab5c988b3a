import { checkLedger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";

import type { Place } from "../place.ts";

/** What is wrong with the ledger: its pages, its references, and whether its history rebuilds every row. */
export function ledger(place: Place): readonly string[] {
  const opened = openLedger(place.project, { command: "faults" });
  try {
    return checkLedger(opened).map(({ where, what }) => `ledger: ${where}: ${what}`);
  } finally {
    opened.close();
  }
}
