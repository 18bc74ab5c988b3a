import type { Ledger } from "@asimov-gw/core/ledger";
import { heldNote, hindrancesOf, lastEndedPass } from "@asimov-gw/core/lifecycle/record";
import { styleText } from "node:util";

/** What kept the last pass from its work, and what keeps the monitor from passes, in whole lines; empty where nothing does. */
export function passNotes(ledger: Ledger): string {
  const pass = lastEndedPass(ledger);
  const hindrances = hindrancesOf(pass).map(({ what, remedy }) => {
    const help = remedy === undefined ? "" : `      ${styleText("yellow", remedy)}\n`;
    return `held back by the last pass (${pass?.ended ?? ""}): ${what}\n${help}`;
  });
  const held = heldNote(ledger);
  return [...hindrances, ...(held === undefined ? [] : [`${styleText("red", held)}\n`])].join("");
}
