import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { fails, succeeds, World } from "../src/index.ts";
import { rehearsalBlueprints } from "../src/rehearsal/blueprints.ts";
import { expectedEnd } from "../src/rehearsal/oracle.ts";
import { faultsOf } from "../src/rehearsal/verdict.ts";
import { directoryWith } from "./support/tree.ts";

// A world that is not what the seed said: the verdict must see it.
test("the verdict names what is not where it should be", async () => {
  const world = await World.create({
    directory: join(directoryWith(), "project"),
    blueprints: rehearsalBlueprints(1, 4),
    config: "monitor: {retries: 1}",
    scheduler: { fate: ({ name, time }) => (name === "iterating/GW000001/rift" || (name.startsWith("psd/") && time === 1) ? fails() : succeeds()) },
  });
  onTestFinished(() => world.close());
  await world.run({ every: 3600, seconds: 72 * 3600 });
  const expected = expectedEnd("never fails", 1, 4).map((plan) => ({ ...plan, attempts: 1 }));
  expect(faultsOf(world, expected)).toMatchInlineSnapshot(`
    [
      "GW000001/psd took 2 attempts, not 1",
      "GW000001/rift is stuck (node failed (taken up again once already): iteration_0 ended with exit code 1), not uploaded",
      "GW000001/summary is ready (applied), not uploaded",
      "project:population is ready (applied), not uploaded",
      "submission 1.2.workflow.1 should not have been made",
      "submission 3.1.workflow.1 should not have been made",
      "submission 3.2.workflow.1 should not have been made",
    ]
  `);
});
