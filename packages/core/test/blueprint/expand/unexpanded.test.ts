import { expect, test } from "vitest";

import { analysis, event, ledgerWith } from "../../support/project.ts";
import { refusal } from "../../support/refusal.ts";

test("a strategy that reaches the plan as it is would be one analysis that looks like many", async () => {
  const raw = analysis("pe-{waveform.approximant}", "strategy: {waveform.approximant: [A, B]}\n");
  expect(await refusal(() => ledgerWith(event("GW1") + raw))).toMatchInlineSnapshot(`
    "BLUEPRINT_STRATEGY /work/blueprint-1.yaml:9:1
      the strategy of "pe-{waveform.approximant}" was not expanded
      Read the file with readBlueprints."
  `);
});
