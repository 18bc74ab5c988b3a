import { expect } from "vitest";

import type { ApplyOptions } from "../../src/blueprint/index.ts";
import { dump } from "../support/ledger.ts";
import { analysis, applyText, event, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

/** What a project has before anything is refused: the event GW1 with the analysis psd. */
export const standing: string = event("GW1", "event time: 1126259462.4\n") + analysis("psd", "", "GW1", "welch");

/** Whole errors of applying `text` to a project with {@link standing}; proves that nothing at all was written. */
export async function refused(text: string, options: Partial<ApplyOptions> = {}): Promise<string> {
  const ledger = ledgerWith(standing);
  const before = dump(ledger);
  const told = await refusal(() => applyText(ledger, text, options));
  expect(told).not.toBe("no error");
  expect(dump(ledger)).toEqual(before);
  return told;
}
