import type { JobDescription, Workflow, WorkflowNode } from "@asimov-gw/core/workflow";
import { spawnSync } from "node:child_process";
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, relative } from "node:path";

import { numberOf, ownAd, raw, templates, textOf, type Own } from "./ads.ts";
import { recordedFile, type Ad } from "./recorded.ts";
import type { PoolDag, PoolJob, PoolState } from "./state.ts";

/** Lets a minute pass: each DAGMan and each job at an access point that is up goes one step further. */
export async function advance(state: PoolState): Promise<void> {
  state.now += 60;
  for (const dag of [...state.dags]) if (state.schedds[dag.schedd] === "up") await stepDag(state, dag);
  const nodes = new Set(state.dags.flatMap(({ queued }) => Object.values(queued)));
  const alone = state.queue.filter((job) => state.schedds[job.schedd] === "up" && job.ad["JobUniverse"] === "5" && !nodes.has(idOf(job)));
  for (const job of alone) stepJob(state, job, {});
}

// Only where a workflow is walked: most commands start without it.
function reader(): Promise<typeof import("@asimov-gw/core/workflow")> {
  return import("@asimov-gw/core/workflow");
}

/** The cluster of a job. */
export function idOf({ ad }: PoolJob): number {
  return numberOf(ad, "ClusterId")!;
}

/** A job with an ad of its own at an access point. */
export function place(state: PoolState, schedd: string, template: Ad, own: Omit<Own, "now" | "schedd">): PoolJob {
  const job = { schedd, ad: ownAd(template, { now: state.now, schedd, ...own }) };
  state.queue.push(job);
  return job;
}

/** Moves a job from the queue to the history, with the ad of how it ended. */
export function end(state: PoolState, job: PoolJob, ad: Readonly<Record<string, string>>): void {
  state.queue.splice(state.queue.indexOf(job), 1);
  state.history.unshift({ schedd: job.schedd, ad });
}

/** The ad of a job that has become what `template` shows; what was its own stays. */
export function become(state: PoolState, { ad, schedd }: PoolJob, template: Ad, more: Own["more"] = {}): Record<string, string> {
  const own = {
    cluster: numberOf(ad, "ClusterId")!,
    schedd,
    owner: textOf(ad, "Owner")!,
    now: numberOf(ad, "QDate")!,
    directory: textOf(ad, "Iwd")!,
  };
  const kept = [
    "AsimovToken",
    "JobBatchName",
    "JobBatchId",
    "DAGManJobId",
    "DAGNodeName",
    "DAGParentNodeNames",
    "DAGManNodesLog",
    "Cmd",
    "Args",
    "Arguments",
    "Out",
    "Err",
    "UserLog",
    "JobPrio",
  ];
  const before = Object.fromEntries(kept.flatMap((name) => (ad[name] === undefined ? [] : [[name, ad[name]]])));
  const gone = kept.filter((name) => ad[name] === undefined && more[name] === undefined);
  const made = { ...ownAd(template, own), ...before, ...raw({ EnteredCurrentStatus: state.now, ...more }) };
  return Object.fromEntries(Object.entries(made).filter(([name]) => !gone.includes(name)));
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
      const [{ code }] = state.holds.splice(held, 1) as [PoolState["holds"][number]];
      job.ad = become(state, job, templates.held(code)!);
      continue;
    }
    const code = stepJob(state, job, description);
    if (code === undefined) continue;
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

// How a job goes on: idle, running, ended. The exit code when it has ended.
function stepJob(state: PoolState, job: PoolJob, description: Partial<JobDescription>): number | undefined {
  if (job.ad["JobStatus"] === "1") job.ad = become(state, job, templates.nodeRunning(), { JobStartDate: state.now });
  else if (job.ad["JobStatus"] === "2") {
    const code = description.executable === undefined ? 0 : run(description as JobDescription);
    const more = {
      ExitCode: code,
      ExitStatus: code,
      ExitBySignal: false,
      CompletionDate: state.now,
      NumJobStarts: 1,
      RemoteUserCpu: 55,
      RemoteSysCpu: 5,
    };
    end(state, job, become(state, job, templates.nodeEnded(), more));
    return code;
  }
  return undefined;
}

function run({ executable, arguments: args, directory, environment, stdout, stderr }: JobDescription): number {
  const open = (file: string | undefined): number | "ignore" => {
    if (file === undefined) return "ignore";
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, "w");
  };
  const [out, err] = [open(stdout), open(stderr)];
  const { status } = spawnSync(executable, [...args], {
    cwd: directory,
    env: { PATH: "/usr/bin:/bin", ...environment },
    stdio: ["ignore", out, err],
  });
  for (const file of [out, err]) if (typeof file === "number") closeSync(file);
  return status ?? 127;
}

async function startDagman(state: PoolState, dag: PoolDag, dagman: PoolJob, workflow: Workflow): Promise<void> {
  const lock = `${dag.file}.lock`;
  const isAgain = numberOf(dagman.ad, "JobStartDate") !== undefined;
  dagman.ad = become(state, dagman, templates.dagRunning(), { JobStartDate: state.now, JobBatchId: `${dag.cluster}.0` });
  appendFileSync(`${dag.file}.dagman.out`, stamped(recordedFile("b-dag-ok", "run.dag.dagman.out").split(/^.*Using config source/m)[0]!, state.now));
  // Another one of the same workflow leaves at once.
  if (existsSync(lock) && !isAgain) return endDag(state, dag, dagman, workflow);
  writeFileSync(lock, "");
  for (const suffix of ["dagman.log", "lib.out", "lib.err", "nodes.log"]) appendFileSync(`${dag.file}.${suffix}`, "");
  const { latestRescue, readRescue } = await reader();
  const rescue = await latestRescue(dag.file);
  if (rescue !== undefined && dag.done.length === 0) dag.done.push(...(await readRescue(rescue)));
  count(state, dag, dagman, workflow);
}

function isReady({ name, parents }: WorkflowNode, { done, failed, queued }: PoolDag): boolean {
  return !done.includes(name) && !failed.includes(name) && queued[name] === undefined && parents.every((parent) => done.includes(parent));
}

function submitNode(state: PoolState, dag: PoolDag, dagman: PoolJob, node: WorkflowNode): void {
  const cluster = state.nextCluster++;
  const { executable, directory, stdout, stderr } = jobOf({ nodes: [node] }, node.name);
  const relativeTo = (file: string | undefined): string => (file === undefined ? "/dev/null" : relative(directory, file));
  place(state, dag.schedd, templates.nodeIdle(), {
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
    },
  });
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
  state.dags.splice(state.dags.indexOf(dag), 1);
  const isOther = state.dags.some(({ file }) => file === dag.file);
  if (isOther) return;
  if (!isWhole) {
    appendFileSync(`${dag.file}.dagman.out`, stamped(failureOf(dag), state.now));
    await writeRescue(state, dag);
  }
  rmSync(`${dag.file}.lock`, { force: true });
}

/** Writes the rescue file of a workflow that ends before it is whole. */
export async function writeRescue(state: PoolState, dag: PoolDag): Promise<void> {
  const { file, directory, done, failed } = dag;
  const { formatRescue, latestRescue, readWorkflow } = await reader();
  const workflow = await readWorkflow(file, { directory });
  const number = Number((await latestRescue(file))?.slice(-3) ?? 0) + 1;
  const text = formatRescue(workflow, new Set(done), { created: new Date(state.now * 1000), failed: new Set(failed) });
  writeFileSync(`${file}.rescue${String(number).padStart(3, "0")}`, text);
}

// What DAGMan tells of a node that failed, in its own words.
function failureOf({ failed: [node], codes, file }: PoolDag): string {
  const told = recordedFile("c-dag-fail", "dagman.out.tail");
  const begin = told.search(/^.*ERROR: the following job\(s\) failed:/m);
  // As where a node could not even be submitted: nothing but the end.
  if (node === undefined) return told.slice(told.search(/^.*Wrote metrics file/m));
  const own = told.slice(begin).replace("Node Name: B", `Node Name: ${node}`).replaceAll("run.dag", basename(file));
  return own.replace("Node return val: 3", `Node return val: ${codes[node]}`).replace("failed with status 3", `failed with status ${codes[node]}`);
}

function stamped(text: string, now: number): string {
  const [, year, month, day, clock] = /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(now * 1000).toISOString())!;
  return text.replaceAll(/^\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d/gm, `${month}/${day}/${year} ${clock}`);
}
