import { findTarget } from "@asimov-gw/core/analysis";
import { groupsOf, whyAnalysis } from "@asimov-gw/core/lifecycle/why";
import { openLedger } from "@asimov-gw/core/project";

import { passNotes } from "../pass-notes.ts";
import { printText } from "../print.ts";
import { scopeOf } from "../selection.ts";
import { groupsJson, groupsText } from "../why/groups.ts";
import { screenJson, screenText } from "../why/screen.ts";

/** `asimov why`: what does not get on, by its cause; of one analysis all that is known of where it is. */
export async function why(
  directory: string,
  command: string,
  name: string | undefined,
  second: string | undefined,
  options: { readonly json?: boolean; readonly where?: readonly string[] },
): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const target = name === undefined ? undefined : findTarget(ledger, name, second);
    if (target?.analysis) {
      const found = whyAnalysis(ledger, target.analysis);
      const concerns = ["ready", "running", "finished", "processing"].includes(target.analysis.status);
      return show(options.json ? screenJson(found) : screenText(found, ledger.clock.now()), concerns ? passNotes(ledger) : "");
    }
    const groups = groupsOf(ledger, await scopeOf(ledger, name, options.where));
    const notes = passNotes(ledger);
    show(options.json ? groupsJson(groups) : groups.length === 0 && notes !== "" ? "" : groupsText(groups), notes);
  } finally {
    ledger.close();
  }
}

function show(found: string | object, notes: string): void {
  if (typeof found === "string") return printText(found + notes);
  printText(`${JSON.stringify(found, null, 2)}\n`);
  process.stderr.write(notes);
}
