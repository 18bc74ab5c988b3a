import type { Scheduler } from "@asimov-gw/core/scheduler";
import type { HTCondorPool } from "@asimov-gw/testkit";

import { openPool, type TestPool } from "./pool.ts";
import { writeWork, type TestWork } from "./work.ts";

/** Opens a pool with a workflow of nodes that was submitted and has its first job in the queue. */
export async function openRunning(nodes: readonly string[] = ["A"]): Promise<TestPool & { readonly work: TestWork; readonly scheduler: Scheduler }> {
  const opened = openPool();
  const work = writeWork(opened.directory, nodes);
  const scheduler = await opened.open();
  await scheduler.submit(work.request);
  await opened.pool.advance(2);
  return { ...opened, work, scheduler };
}

/** Lets DAGMan leave the queue with these attributes, while the jobs of its nodes stay. */
export async function loseDagman(pool: HTCondorPool, ended: Readonly<Record<string, string>>): Promise<void> {
  await pool.change((state) => {
    const dagman = state.queue.find(({ ad }) => ad["JobUniverse"] === "7")!;
    state.queue.splice(state.queue.indexOf(dagman), 1);
    state.history.unshift({ ...dagman, ad: { ...dagman.ad, ...ended } });
    state.dags.length = 0;
  });
}
