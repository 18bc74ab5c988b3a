import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

import { HTCondorPool } from "../src/index.ts";
import { directoryWith } from "./support/tree.ts";

const nodeFlags = ["--conditions=@asimov-gw/source", "--disable-warning=ExperimentalWarning"];

test("a command that the stand-in can't give fails the test at its end, also where nobody looked at its exit code", () => {
  const pool = HTCondorPool.open(directoryWith(), { nodeFlags });
  expect(spawnSync(join(pool.bin, "condor_q"), ["-json"]).status).toBe(0);
  pool.close();
  expect(spawnSync(join(pool.bin, "condor_q"), ["-better-analyze"], { encoding: "utf8" })).toMatchObject({
    status: 70,
    stderr: "the stand-in does not know -better-analyze: it was not recorded\n",
  });
  expect(() => pool.close()).toThrow(/^the stand-in for HTCondor's commands has failed itself:\ncondor_q -better-analyze\n {2}Error: the stand-in/);
});
