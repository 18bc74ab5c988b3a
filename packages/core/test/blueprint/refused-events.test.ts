import { expect, test } from "vitest";

import { analysis, applyText, event, ledgerWith, projectAnalysis } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

test("what is about a refused event is not told of as about one that is not there", async () => {
  const ledger = ledgerWith(event("EV"));
  const codes = async (text: string): Promise<readonly string[]> =>
    [...(await refusal(() => applyText(ledger, text))).matchAll(/^[A-Z]+_[A-Z_]+/gm)].map(([code]) => code);
  const joint = projectAnalysis("joint", "subjects: [EV, E9]\n");
  expect(await codes(event("E9", "event time: nonsense\n") + analysis("pe", "", "E9") + joint)).toEqual(["BLUEPRINT_WRONG_TYPE"]);
  expect(await codes(event('"E/9"') + analysis("pe", "", '"E/9"'))).toEqual([expect.stringContaining("NAME")]);
  expect(await codes(analysis("pe", "", "E9"))).toEqual(["BLUEPRINT_UNKNOWN_EVENT"]);
  // An event that the ledger has stays what it is, with what is wrong in its analyses.
  expect(await codes(event("EV", "event time: nonsense\n") + analysis("pe", "rundir: ..\n", "EV"))).toEqual(["BLUEPRINT_WRONG_TYPE"]);
});
