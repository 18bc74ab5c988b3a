import { writeFileSync } from "node:fs";

import type { PoolDag, PoolState } from "./state.ts";

/** Writes the rescue file of a workflow that ends before it is whole. */
export async function writeRescue(state: PoolState, dag: PoolDag): Promise<void> {
  const { file, directory, done, failed } = dag;
  const { formatRescue, latestRescue, readWorkflow } = await import("@asimov-gw/core/workflow");
  const workflow = await readWorkflow(file, { directory });
  const number = Number((await latestRescue(file))?.slice(-3) ?? 0) + 1;
  const text = formatRescue(workflow, new Set(done), { created: new Date(state.now * 1000), failed: new Set(failed) });
  writeFileSync(`${file}.rescue${String(number).padStart(3, "0")}`, text);
}
