import type { Scheduler } from "@asimov-gw/core/scheduler";
import { HTCondorPool, type HTCondorPoolOptions } from "@asimov-gw/testkit";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

import htcondor from "../src/index.ts";

/** A pool of its own for a test, which goes with it. */
export interface TestPool {
  readonly pool: HTCondorPool;
  /** Absolute path of a directory that is the test's own. */
  readonly directory: string;
  /** The scheduler, with these options besides. */
  readonly open: (options?: Readonly<Record<string, unknown>>) => Promise<Scheduler>;
}

/** Opens a pool that stands in for HTCondor's. */
export function openPool(options: Pick<HTCondorPoolOptions, "schedds"> = {}): TestPool {
  const directory = mkdtempSync(join(tmpdir(), "asimov-htcondor-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  const nodeFlags = ["--conditions=@asimov-gw/source", "--disable-warning=ExperimentalWarning"];
  const pool = HTCondorPool.open(join(directory, "pool"), { ...options, nodeFlags });
  onTestFinished(() => pool.close());
  return { pool, directory, open: async (more = {}) => htcondor.create({ bin: pool.bin, owner: "gw", ...more }) };
}
