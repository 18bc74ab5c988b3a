import { expect, test } from "vitest";

import type { Ad } from "../src/ads.ts";
import { hold } from "../src/act.ts";
import { ofSubmissions } from "../src/constraints.ts";
import { observeQueued } from "../src/observe.ts";
import { readOptions } from "../src/options.ts";
import { query } from "../src/query.ts";
import type { Tools } from "../src/tools.ts";

// What HTCondor's commands would say, and what was run.
function tools(queue: readonly Ad[], fails = false, ended: readonly Ad[] = []): { readonly tools: Tools; readonly ran: string[] } {
  const ran: string[] = [];
  const run = async (tool: string, args: readonly string[]): Promise<object> => {
    ran.push([tool, ...args].join(" "));
    return { exitCode: fails ? 1 : 0, stdout: "", stderr: fails ? "\nCouldn't find/hold all jobs in cluster 2\n" : "" };
  };
  return { ran, tools: { queue: async () => queue, history: async () => ended, newest: async () => [], where: [], run } as unknown as Tools };
}

const options = { ...readOptions({}), owner: "gw" };
const dagman = { ClusterId: 2, ProcId: 0, JobUniverse: 7, JobStatus: 2, Owner: "gw", DAG_JobsRunning: 1, DAG_JobsIdle: 0, JobBatchId: "2.0" };
const inner = { ...dagman, ClusterId: 3, DAGManJobId: 2, DAG_JobsRunning: 0 };
const heldNode = { ClusterId: 4, ProcId: 0, JobStatus: 5, DAGManJobId: 3, DAGNodeName: "X", HoldReason: "lacks a file", HoldReasonCode: 13 };

test("a held node of a sub-workflow holds the whole where nothing else runs", () => {
  expect(observeQueued("t", dagman, [inner, heldNode])).toMatchObject({ state: "held", reason: "node X is held: lacks a file" });
  expect(observeQueued("t", dagman, [{ ...inner, DAG_JobsRunning: 1 }, heldNode])).toMatchObject({
    state: "running",
    held: { reason: "lacks a file" },
  });
});

test("another user's job is not ours for its number", async () => {
  const adopted = { ...dagman, ClusterId: 9 };
  expect((await query(tools([adopted]).tools, options, ["t"], { t: "9.0" }))[0]).toMatchObject({ state: "running" });
  expect((await query(tools([{ ...adopted, Owner: "ada" }]).tools, options, ["t"], { t: "9.0" }))[0]).toMatchObject({ state: "absent" });
});

test("one name that is no job id keeps nobody else from an answer", async () => {
  const ours = { ...dagman, AsimovToken: "a" };
  expect(await query(tools([ours]).tools, options, ["a", "b"], { b: "my job" })).toMatchObject([
    { token: "a", state: "running" },
    { token: "b", state: "unknown", reason: '"my job" is no job id of HTCondor, such as 94.0' },
  ]);
});

test("what a builder submitted by itself is being removed as long as removed jobs of its nodes are in the queue", async () => {
  const removed = { ...dagman, JobStatus: 3, RemoveReason: "via condor_rm (by user gw)" };
  const left = { ...heldNode, JobStatus: 3, JobBatchId: "2.0" };
  const seen = async (queue: readonly Ad[], own: Ad): Promise<unknown> =>
    (await query(tools(queue, false, [own]).tools, options, ["t"], { t: "2.0" }))[0];
  const reason = "it is being removed: 2 jobs of its nodes, such as 4.0, are still in the queue until the machine has answered";
  expect(await seen([left, { ...left, ClusterId: 5 }], removed)).toEqual({ token: "t", jobId: "2.0", state: "running", reason });
  expect(await seen([{ ...left, JobBatchId: "7.0" }], removed)).toMatchObject({ state: "removed" });
  expect(await seen([left], { ...dagman, JobStatus: 4, ExitCode: 0 })).toMatchObject({ state: "completed" });
});

test("adopted jobs are asked about by their clusters, however many submissions there are", () => {
  const tokens = Array.from({ length: 5000 }, (_, index) => `0123456789ab.${index}.1.workflow.1`);
  expect(ofSubmissions(tokens, [94])).toBe("AsimovToken =!= undefined || ClusterId == 94");
});

test("a hold that was not carried out is no success; DAGMan is held before the jobs of its nodes", async () => {
  const queue = [dagman, { ...heldNode, JobUniverse: 5, JobStatus: 2 }];
  await expect(hold(tools(queue, true).tools, "t", "2.0")).rejects.toMatchObject({ code: "HTCONDOR_REFUSED" });
  const well = tools(queue);
  await hold(well.tools, "t", "2.0");
  expect(well.ran).toEqual(["condor_hold 2.0", "condor_hold 4.0"]);
});
