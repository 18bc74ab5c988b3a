import { findTarget } from "@asimov-gw/core/analysis";
import { groupsOf, whyAnalysis } from "@asimov-gw/core/lifecycle/why";
import { openLedger } from "@asimov-gw/core/project";

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
      return printText(options.json ? `${JSON.stringify(screenJson(found), null, 2)}\n` : screenText(found, ledger.clock.now()));
    }
    const groups = groupsOf(ledger, await scopeOf(ledger, name, options.where));
    printText(options.json ? `${JSON.stringify(groupsJson(groups), null, 2)}\n` : groupsText(groups));
  } finally {
    ledger.close();
  }
}
