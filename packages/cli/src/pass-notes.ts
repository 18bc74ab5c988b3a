import type { Ledger } from "@asimov-gw/core/ledger";
import { hindrancesOf, lastEndedPass } from "@asimov-gw/core/lifecycle/record";
import { styleText } from "node:util";

/** What kept the last pass from its work, in whole lines; empty where nothing did. */
export function passNotes(ledger: Ledger): string {
  const pass = lastEndedPass(ledger);
  return hindrancesOf(pass)
    .map(({ what, remedy }) => {
      const help = remedy === undefined ? "" : `      ${styleText("yellow", remedy)}\n`;
      return `held back by the last pass (${pass?.ended ?? ""}): ${what}\n${help}`;
    })
    .join("");
}
