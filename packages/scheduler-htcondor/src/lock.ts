import { formatRescue, latestRescue, readRescue, readWorkflow, type Workflow } from "@asimov-gw/core/workflow";
import { AsimovError, RealPaths, typed, writeAtomic } from "@asimov-gw/core/system";
import { existsSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";

import { numberIn, textIn, type Ad } from "./ads.ts";
import { quoted } from "./constraints.ts";
import { doneNodes } from "./done-nodes.ts";
import { eventCode, readEvents } from "./event-log.ts";
import { jobIdOf, schedulerUniverse } from "./observe.ts";
import type { Tools } from "./tools.ts";
import { workflowTree, type WorkflowFile } from "./tree.ts";

/**
 * Clears the way for a new DAGMan of the workflow `file`. The lock that one has left which was removed while it waited to be started again would make the
 * next take all that it had begun for its own, and end at once: it is removed once that one is proved to have ended and nothing of it is in the queue,
 * and what was done is written down as done. Where jobs of its nodes are still there the lock stays: by it the next takes them over. Throws
 * `SUBMISSION_WORKFLOW_IN_USE` where a DAGMan is there, whosoever, and `SUBMISSION_LOCK_DOUBTFUL` where nobody can say what became of the last.
 */
export async function clearStaleLock(tools: Tools, file: string, directory: string): Promise<void> {
  const queued = await inQueue(tools, file);
  if (queued.dagman) {
    throw new AsimovError("SUBMISSION_WORKFLOW_IN_USE", {
      message: `${file} is being run already, by ${jobIdOf(queued.dagman)} of ${textIn(queued.dagman, "Owner") ?? "somebody"}`,
      remedy: `Wait for its end, or remove it first: condor_rm ${jobIdOf(queued.dagman)}`,
    });
  }
  if (queued.nodes > 0 && !isLocked(file)) {
    throw new AsimovError("SUBMISSION_WORKFLOW_IN_USE", {
      message: `jobs of nodes of ${file} are still in the queue (${queued.nodes}): a new DAGMan would run these nodes a second time`,
      remedy: "Wait until they have left it (condor_q -nobatch), or remove them first.",
    });
  }
  await clear(tools, { file, directory }, queued);
  // Those of its sub-workflows stand in the way of their own DAGMans, which begin later. One whose DAGMan is there is that DAGMan's.
  const [, ...inner] = await workflowTree({ file, directory }, readWhereItCan);
  for (const one of inner) {
    if (!isLocked(one.file)) continue;
    const there = await inQueue(tools, one.file);
    if (!there.dagman) await clear(tools, one, there);
  }
}

function isLocked(file: string): boolean {
  return existsSync(`${file}.lock`);
}

// What can't be read here, DAGMan reads, or refuses in its own words; a sub-workflow may be written only while the one around it runs.
async function readWhereItCan({ file, directory }: WorkflowFile): Promise<Workflow | undefined> {
  try {
    return await readWorkflow(file, { directory });
  } catch (error) {
    if (error instanceof AsimovError) return undefined;
    throw error;
  }
}

async function clear(tools: Tools, { file, directory }: WorkflowFile, { nodes }: Pick<Queued, "nodes">): Promise<void> {
  const lock = `${file}.lock`;
  if (!isLocked(file) || nodes > 0) return;
  if (!(await hasEnded(tools, file))) {
    throw new AsimovError("SUBMISSION_LOCK_DOUBTFUL", {
      message: `${lock} says that a DAGMan runs the workflow, and neither the history of the access point nor ${file}.dagman.log says that it has ended`,
      remedy: `Look for it where it was submitted. Once nothing of it runs any more: rm ${typed(lock)}`,
    });
  }
  if (await writeRescue(file, directory)) rmSync(lock, { force: true });
}

/** What the queue has of a workflow: its DAGMan, and how many jobs of its nodes. */
interface Queued {
  readonly dagman: Ad | undefined;
  readonly nodes: number;
}

async function inQueue(tools: Tools, file: string): Promise<Queued> {
  const real = new RealPaths();
  const log = real.of(`${file}.dagman.log`);
  // DAGMan writes the directory as it was told it, such as `/DIR/./run.dag.nodes.log`.
  const nodesLogs = [file, real.of(file)].flatMap((path) => [`${path}.nodes.log`, `${dirname(path)}/./${basename(path)}.nodes.log`]);
  const clusters = readEvents(`${file}.dagman.log`).flatMap(({ code, cluster }) => (code === eventCode.submitted ? [cluster] : []));
  const ofNodes = [
    ...new Set(nodesLogs.map((path) => `DAGManNodesLog == ${quoted(path)}`)),
    ...clusters.slice(-mostRuns).map((cluster) => `DAGManJobId == ${cluster}`),
  ];
  const ads = await tools.queue(`JobUniverse == ${schedulerUniverse} || ${ofNodes.join(" || ")}`, [
    "ClusterId",
    "ProcId",
    "Owner",
    "UserLog",
    "DAGManNodesLog",
    "DAGManJobId",
  ]);
  // Only of what may be it the real path is looked up: others' may lie on file systems that do not answer.
  const isOf = (ad: Ad): boolean => {
    const path = textIn(ad, "UserLog");
    return path !== undefined && basename(path) === basename(log) && real.of(path) === log;
  };
  const isNode = (ad: Ad): boolean => nodesLogs.includes(textIn(ad, "DAGManNodesLog") ?? "") || clusters.includes(numberIn(ad, "DAGManJobId") ?? 0);
  return { dagman: ads.find(isOf), nodes: ads.filter(isNode).length };
}

// More runs of one workflow than anybody's budget allows.
const mostRuns = 100;

// The last one that was submitted: by its own log, which the access point writes, or by the history.
async function hasEnded(tools: Tools, file: string): Promise<boolean> {
  const events = readEvents(`${file}.dagman.log`);
  const begun = events.findLastIndex(({ code }) => code === eventCode.submitted);
  if (begun < 0) return false;
  const { cluster } = events[begun]!;
  const isEnd = ({ code, cluster: its }: (typeof events)[number]): boolean =>
    its === cluster && (code === eventCode.terminated || code === eventCode.aborted);
  if (events.slice(begun).some(isEnd)) return true;
  const real = new RealPaths();
  const ads = await tools.history(`ClusterId == ${cluster}`, ["ClusterId", "UserLog"]);
  return ads.some((ad) => numberIn(ad, "ClusterId") === cluster && real.of(textIn(ad, "UserLog") ?? "") === real.of(`${file}.dagman.log`));
}

// Whether what was done is written down. Where the workflow can't be read here, DAGMan itself finds it out by the lock, and leaves a rescue file.
async function writeRescue(file: string, directory: string): Promise<boolean> {
  const events = readEvents(`${file}.nodes.log`);
  if (!events.some(({ code }) => code === eventCode.terminated)) return true;
  try {
    const [workflow, rescue] = [await readWorkflow(file, { directory }), await latestRescue(file)];
    const known = rescue === undefined ? new Set<string>() : await readRescue(rescue);
    const done = new Set([...known, ...doneNodes(workflow.nodes, events)]);
    if (done.size === known.size) return true;
    const number = Number(rescue?.slice(-3) ?? 0) + 1;
    const text = formatRescue(workflow, done, { created: new Date(), failed: new Set() });
    writeAtomic(`${file}.rescue${String(number).padStart(3, "0")}`, text);
    return true;
  } catch (error) {
    if (error instanceof AsimovError) return false;
    throw error;
  }
}
