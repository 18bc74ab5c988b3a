import type { JobDescription, Workflow, WorkflowNode } from "@asimov-gw/core/workflow";
import { appendFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, relative } from "node:path";

import { accountingOfNode } from "./accounting.ts";
import { numberOf, raw, templates, textOf } from "./ads.ts";
import { tellFailure, tellStart } from "./dagman-out.ts";
import { logDagman, logNode } from "./event-logs.ts";
import { become, end, idOf, place } from "./queue.ts";
import type { Ad } from "./recorded.ts";
import { recover } from "./recovery.ts";
import { writeRescue } from "./rescue.ts";
import type { PoolDag, PoolJob, PoolState } from "./state.ts";
import { stepJob } from "./step-job.ts";

/** Lets a minute pass: each DAGMan and each job at an access point that is up goes one step further. */
export async function advance(state: PoolState): Promise<void> {
  state.now += 60;
  for (const dag of state.dags.slice()) if (state.schedds[dag.schedd] === "up") await stepDag(state, dag);
  const nodes = new Set(state.dags.flatMap(({ queued }) => Object.values(queued)));
  const alone = state.queue.filter((job) => state.schedds[job.schedd] === "up" && job.ad["JobUniverse"] === "5" && !nodes.has(idOf(job)));
  for (const job of alone) {
    const [own] = [state.singles[String(idOf(job))]?.[numberOf(job.ad, "ProcId") ?? 0]];
    stepJob(state, job, own ?? {});
  }
}

// Only where a workflow is walked: most commands start without it.
function reader(): Promise<typeof import("@asimov-gw/core/workflow")> {
  return import("@asimov-gw/core/workflow");
}

async function stepDag(state: PoolState, dag: PoolDag): Promise<void> {
  const dagman = state.queue.find((job) => idOf(job) === dag.cluster)!;
  const { readWorkflow } = await reader();
  const workflow = await readWorkflow(dag.file, { directory: dag.directory });
  const isRunning = dagman.ad["JobStatus"] === "2";
  for (const [node, cluster] of Object.entries(dag.queued)) {
    const job = state.queue.find((one) => idOf(one) === cluster)!;
    const description = jobOf(workflow, node);
    const held = state.holds.findIndex((hold) => hold.node === node);
    if (held >= 0 && job.ad["JobStatus"] === "1") {
      const [{ code, reason }] = state.holds.splice(held, 1) as [PoolState["holds"][number]];
      job.ad = become(state, job, ...heldAs(code, reason));
      continue;
    }
    const was = job.ad["JobStatus"];
    const code = stepJob(state, job, description);
    if (was === "1" && job.ad["JobStatus"] === "2") logNode(dag.file, job, state.now, "executing");
    if (code === undefined) continue;
    logNode(dag.file, { ...job, ad: { ...job.ad, ExitCode: String(code) } }, state.now, "terminated");
    delete dag.queued[node];
    const { retries } = workflow.nodes.find(({ name }) => name === node)!;
    if (code === 0) dag.done.push(node);
    else if (dag.tries[node]! > retries) {
      dag.failed.push(node);
      dag.codes[node] = code;
    }
  }
  if (dagman.ad["JobStatus"] === "1") return startDagman(state, dag, dagman, workflow);
  if (!isRunning) return;
  const ready = workflow.nodes.filter((node) => isReady(node, dag));
  for (const node of ready) submitNode(state, dag, dagman, node);
  count(state, dag, dagman, workflow);
  if (ready.length === 0 && Object.keys(dag.queued).length === 0) await endDag(state, dag, dagman, workflow);
}

async function startDagman(state: PoolState, dag: PoolDag, dagman: PoolJob, workflow: Workflow): Promise<void> {
  const lock = `${dag.file}.lock`;
  const isAgain = numberOf(dagman.ad, "JobStartDate") !== undefined;
  dagman.ad = become(state, dagman, templates.dagRunning(), { JobStartDate: state.now, JobBatchId: `${dag.cluster}.0` });
  tellStart(dag.file, state.now);
  logDagman(dag.file, dagman, state.now, "executing");
  const isLocked = existsSync(lock);
  // Another one of the same workflow leaves at once.
  if (isLocked && othersOf(state, dag).some((job) => numberOf(job.ad, "JobStartDate") !== undefined)) return endDag(state, dag, dagman, workflow);
  writeFileSync(lock, "");
  for (const suffix of ["lib.out", "lib.err"]) appendFileSync(`${dag.file}.${suffix}`, "");
  // A new run begins the log of its nodes anew; the one that goes on, its own or that of one which has left its lock, reads it.
  if (!isAgain && !isLocked) writeFileSync(`${dag.file}.nodes.log`, "");
  const { latestRescue, readRescue } = await reader();
  const rescue = await latestRescue(dag.file);
  if (rescue !== undefined && dag.done.length === 0) dag.done.push(...(await readRescue(rescue)));
  if (isLocked && !isAgain) recover(state, dag, workflow);
  count(state, dag, dagman, workflow);
}

function isReady({ name, parents }: WorkflowNode, { done, failed, queued }: PoolDag): boolean {
  return !done.includes(name) && !failed.includes(name) && queued[name] === undefined && parents.every((parent) => done.includes(parent));
}

function submitNode(state: PoolState, dag: PoolDag, dagman: PoolJob, node: WorkflowNode): void {
  const cluster = state.nextCluster++;
  const { executable, directory, stdout, stderr, request, extra } = jobOf({ nodes: [node] }, node.name);
  const relativeTo = (file: string | undefined): string => (file === undefined ? "/dev/null" : relative(directory, file));
  const job = place(state, dag.schedd, templates.nodeIdle(), {
    cluster,
    owner: textOf(dagman.ad, "Owner")!,
    directory,
    file: basename(dag.file),
    more: {
      DAGManJobId: dag.cluster,
      DAGNodeName: node.name,
      DAGParentNodeNames: node.parents.join(","),
      JobBatchId: textOf(dagman.ad, "JobBatchId")!,
      JobBatchName: textOf(dagman.ad, "JobBatchName")!,
      SubmitEventNotes: `DAG Node: ${node.name}`,
      Cmd: executable,
      Out: relativeTo(stdout),
      Err: relativeTo(stderr),
      ...accountingOfNode(extra, dagman.ad, textOf(dagman.ad, "Owner")!),
      DAGManNodesLog: `${dirname(dag.file)}/./${basename(dag.file)}.nodes.log`,
      ...(request.memory !== undefined && { RequestMemory: request.memory }),
      ...(request.disk !== undefined && { RequestDisk: request.disk * 1024 }),
    },
  });
  logNode(dag.file, job, state.now, "submitted");
  dag.queued[node.name] = cluster;
  dag.tries[node.name] = (dag.tries[node.name] ?? 0) + 1;
}

function jobOf({ nodes }: Pick<Workflow, "nodes">, name: string): JobDescription {
  const work = nodes.find((node) => node.name === name)?.work;
  if (work?.kind !== "jobs" || work.jobs.length !== 1) throw new Error(`the stand-in runs nodes of one job only, which ${name} is not`);
  return work.jobs[0]!;
}

function count(state: PoolState, { done, failed, queued }: PoolDag, dagman: PoolJob, { nodes }: Workflow): void {
  const inQueue = state.queue.filter((job) => Object.values(queued).includes(idOf(job)));
  const with_ = (status: string): number => inQueue.filter(({ ad }) => ad["JobStatus"] === status).length;
  const counts = { DAG_NodesTotal: nodes.length, DAG_NodesDone: done.length, DAG_NodesFailed: failed.length, DAG_NodesQueued: inQueue.length };
  const jobs = { DAG_JobsIdle: with_("1"), DAG_JobsRunning: with_("2"), DAG_JobsHeld: with_("5"), DAG_AdUpdateTime: state.now };
  Object.assign(dagman.ad, raw({ ...counts, ...jobs }));
}

async function endDag(state: PoolState, dag: PoolDag, dagman: PoolJob, workflow: Workflow): Promise<void> {
  const isWhole = dag.done.length === workflow.nodes.length;
  const counts = { DAG_NodesTotal: workflow.nodes.length, DAG_NodesDone: dag.done.length, DAG_NodesFailed: dag.failed.length, DAG_NodesQueued: 0 };
  const ended = { ...counts, CompletionDate: state.now, JobStartDate: numberOf(dagman.ad, "JobStartDate")! };
  end(state, dagman, become(state, dagman, isWhole ? templates.dagDone() : templates.dagFailed(), ended));
  logDagman(dag.file, { ...dagman, ad: { ...dagman.ad, ExitCode: isWhole ? "0" : "1" } }, state.now, "terminated");
  state.dags.splice(state.dags.indexOf(dag), 1);
  if (othersOf(state, dag).length > 0) return;
  if (!isWhole) {
    tellFailure(dag, state.now);
    await writeRescue(state, dag);
  }
  rmSync(`${dag.file}.lock`, { force: true });
}

// The DAGMan jobs of the same workflow.
function othersOf({ dags, queue }: PoolState, dag: PoolDag): readonly PoolJob[] {
  const clusters = new Set(dags.flatMap(({ file, cluster }) => (file === dag.file && cluster !== dag.cluster ? [cluster] : [])));
  return queue.filter((job) => clusters.has(idOf(job)));
}

// With a reason of the manual's where none was recorded.
function heldAs(code: number, reason: string | undefined): [Ad, Record<string, string | number>] {
  const recorded = templates.held(code);
  if (recorded && reason === undefined) return [recorded, {}];
  if (reason === undefined) throw new Error(`a hold with code ${code} was not recorded: it needs a reason`);
  return [templates.held(13)!, { HoldReason: reason, HoldReasonCode: code, HoldReasonSubCode: 0 }];
}
