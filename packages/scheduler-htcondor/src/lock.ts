import { AsimovError, RealPaths } from "@asimov-gw/core/system";
import { existsSync, rmSync } from "node:fs";

import { textIn } from "./ads.ts";
import { quoted } from "./constraints.ts";
import { jobIdOf } from "./observe.ts";
import type { Tools } from "./tools.ts";

/**
 * Removes the lock that a DAGMan of the workflow `file` has left which was removed while it waited to be started again: the next one would take
 * all that it had begun for its own, and could end well having run nothing. The queue must show first that none is there.
 */
export async function removeStaleLock(tools: Tools, owner: string, file: string): Promise<void> {
  const lock = `${file}.lock`;
  if (!existsSync(lock)) return;
  const others = await tools.queue(`JobUniverse == 7 && Owner == ${quoted(owner)}`, ["ClusterId", "ProcId", "UserLog"]);
  const real = new RealPaths();
  const log = real.of(`${file}.dagman.log`);
  const other = others.find((ad) => {
    const path = textIn(ad, "UserLog");
    return path !== undefined && real.of(path) === log;
  });
  if (other) {
    throw new AsimovError("HTCONDOR_WORKFLOW_IN_USE", {
      message: `${file} is being run already, by ${jobIdOf(other)}`,
      remedy: `Wait for its end, or remove it first: condor_rm ${jobIdOf(other)}`,
    });
  }
  rmSync(lock, { force: true });
}
