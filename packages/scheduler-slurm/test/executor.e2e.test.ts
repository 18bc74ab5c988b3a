import { executorConformance } from "@asimov-gw/testkit";
import { expect, onTestFinished, test } from "vitest";

import { Lab } from "./support/harness.ts";
import { describeOnCluster } from "./support/use-cluster.ts";

for (const accounting of [false, true]) {
  describeOnCluster(`the Slurm executor ${accounting ? "with" : "without"} accounting`, { accounting }, (cluster) => {
    test.for(executorConformance)("$name", async ({ check }) => {
      // What the accounting knows comes seconds later; another test waits for that.
      const lab = new Lab(cluster(), { usageSeconds: 0.2 });
      const checked = check({
        directory: lab.directory,
        open: async (_, environment) => {
          const executor = lab.open(environment);
          onTestFinished(() => executor.close());
          return executor;
        },
      });
      await expect(checked).resolves.toBeUndefined();
    });
  });
}
