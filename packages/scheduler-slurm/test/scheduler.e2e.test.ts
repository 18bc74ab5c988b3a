import { schedulerConformance } from "@asimov-gw/testkit";
import { expect, test } from "vitest";

import { openLab } from "./support/lab.ts";
import { describeOnCluster } from "./support/use-cluster.ts";

// A controller that does not answer keeps nobody from submitting: what is accepted is recorded here, and handed over later.
const notHere = "an engine that does not answer is an error that says so, and changes nothing";

describeOnCluster("as a scheduler", {}, (cluster) => {
  test.each(schedulerConformance.map(({ name, check }) => [name, check] as const))("%s", async (name, check) => {
    const { directory, scheduler } = openLab(cluster());
    expect(await check({ open: () => scheduler, directory })).toBe(name !== notHere);
  });
});
