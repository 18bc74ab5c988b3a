import { AsimovError } from "@asimov-gw/core/system";

import type { Batch } from "./batches.ts";
import { saidBy } from "./said.ts";
import type { Tools } from "./tools.ts";

// A command line has room for many more.
const mostAtOnce = 1000;

/** Cancels these jobs of one batch; undefined is that of a batch without an array. Throws `SCHEDULER_UNREACHABLE`, `SCHEDULER_REFUSED`. */
export async function cancel(tools: Tools, { name, id }: Batch, indexes: readonly (number | undefined)[]): Promise<void> {
  if (id === undefined) return;
  for (let at = 0; at < indexes.length; at += mostAtOnce) {
    const jobs = indexes.slice(at, at + mostAtOnce).map((index) => (index === undefined ? id : `${id}_${index}`));
    // A controller that has lost its jobs counts from 1 again: the name must be right too.
    const { exitCode, stderr } = await tools.run("scancel", [`--name=${name}`, ...jobs]);
    // That one has ended meanwhile is no trouble, and hides none of the others.
    const trouble = stderr.split("\n").filter((line) => line.trim() !== "" && !isOver.test(line));
    if (exitCode === 0 || trouble.length === 0) continue;
    throw new AsimovError("SCHEDULER_REFUSED", { message: `scancel: ${saidBy(trouble.join("\n"))}`, remedy: "It is tried again." });
  }
}

const isOver = /Invalid job id specified|Job\/step already completing or completed/;
