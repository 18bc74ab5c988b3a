import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Cluster, missingForCluster, type ClusterOptions } from "./cluster.ts";

const missing = missingForCluster();

/** Tests on a cluster of their own, which are skipped where this machine has no Slurm; never where everything is to be tested. */
export function describeOnCluster(name: string, options: ClusterOptions, define: (cluster: () => Cluster) => void): void {
  if (missing !== undefined && process.env["CI"] === undefined) {
    test.skip(`${name}: not here, for want of ${missing}`);
    return;
  }
  describe(name, () => {
    let cluster: Cluster | undefined;
    beforeAll(async () => {
      expect(missing, "what this machine lacks for a Slurm of its own").toBeUndefined();
      cluster = await Cluster.start(options);
    });
    afterAll(async () => cluster?.stop());
    define(() => cluster!);
  });
}
