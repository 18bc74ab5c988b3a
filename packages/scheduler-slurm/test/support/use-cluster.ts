import { afterAll, beforeAll, describe, expect } from "vitest";

import { Cluster, missingForCluster, type ClusterOptions } from "./cluster.ts";

const missing = missingForCluster();
// Where everything is to be tested, what is missing is a failure.
const isSkipped = missing !== undefined && process.env["CI"] === undefined;

/** Tests on a cluster of their own; skipped by name where this machine can have none. */
export function describeOnCluster(name: string, options: ClusterOptions, define: (cluster: () => Cluster) => void): void {
  describe.skipIf(isSkipped)(`${name}${isSkipped ? `: not here, for want of ${missing}` : ""}`, () => {
    let cluster: Cluster | undefined;
    beforeAll(async () => {
      expect(missing, "what this machine lacks for a Slurm of its own").toBeUndefined();
      cluster = await Cluster.start(options);
    });
    afterAll(async () => cluster?.stop());
    define(() => cluster!);
  });
}
