import { rmSync } from "node:fs";

import { numberOf, raw, templates, textOf } from "./ads.ts";

import { abortedCode } from "./dagman-out.ts";
import { logDagman, logNode } from "./event-logs.ts";
import { parse, refusal, scheddOf, type Given, type Printed } from "./printed.ts";
import { become, end, idOf } from "./queue.ts";
import { writeRescue } from "./rescue.ts";
import type { PoolDag, PoolJob, PoolState } from "./state.ts";

const words = {
  rm: ["rm", "find/remove", "marked for removal"],
  hold: ["hold", "find/hold", "held"],
  release: ["release", "find/release", "released"],
} as const;

/** `condor_rm`, `condor_hold` and `condor_release`. */
export async function act({ args, user }: Given, state: PoolState, what: keyof typeof words): Promise<Printed> {
  const { values, rest } = parse(args, [], ["-name", "-pool"]);
  const schedd = scheddOf(values, state);
  const [verb] = words[what];
  const off = what === "release" ? "hold" : verb;
  const down = refusal(
    state.schedds[schedd],
    { off: [`03-schedd-off-condor_${off}`], "all-off": [`07-all-down-condor_${off}`], hung: ["10-hung-condor_rm"] },
    schedd,
  );
  if (down) return { ...down, stderr: down.stderr.replaceAll(`condor_${off}`, `condor_${verb}`) };
  const jobs = rest.map((id) =>
    state.queue.filter(
      (job) => job.schedd === schedd && isNamed(job, id) && (user === "root" || textOf(job.ad, "Owner") === user) && canBe(job, what),
    ),
  );
  for (const job of jobs.flat()) await doTo(state, job, what, user);
  // What is said of several at once was not recorded: it is said of each.
  const cluster = (id: string): string => id.replace(/\..*$/, "");
  const done = rest.flatMap((id, index) => {
    if (jobs[index]!.length === 0) return [];
    return what === "release" && id.includes(".") ? [`Job ${id} released\n`] : [`All jobs in cluster ${cluster(id)} have been ${words[what][2]}\n`];
  });
  const undone = rest.flatMap((id, index) =>
    jobs[index]!.length === 0 ? [`\nCouldn't ${words[what][1]} all jobs in cluster ${cluster(id)}\n`] : [],
  );
  return { exitCode: done.length === 0 ? 1 : 0, stdout: done.join(""), stderr: undone.join("") };
}

function isNamed(job: PoolJob, id: string): boolean {
  return id === String(idOf(job)) || id === `${idOf(job)}.${numberOf(job.ad, "ProcId") ?? 0}`;
}

function canBe({ ad }: PoolJob, what: keyof typeof words): boolean {
  if (what === "rm") return true;
  return (ad["JobStatus"] === "5") === (what === "release");
}

async function doTo(state: PoolState, job: PoolJob, what: keyof typeof words, user: string): Promise<void> {
  if (what === "hold") {
    Object.assign(
      job.ad,
      raw({
        JobStatus: 5,
        HoldReason: `via condor_hold (by user ${user})`,
        HoldReasonCode: 1,
        HoldReasonSubCode: 0,
        EnteredCurrentStatus: state.now,
      }),
    );
  } else if (what === "release") {
    const reason = job.ad["HoldReason"]!;
    for (const name of ["HoldReason", "HoldReasonCode", "HoldReasonSubCode"]) delete job.ad[name];
    Object.assign(
      job.ad,
      { LastHoldReason: reason },
      raw({ JobStatus: 1, ReleaseReason: `via condor_release (by user ${user})`, EnteredCurrentStatus: state.now }),
    );
    // A DAGMan that was held is started again only after a while; its nodes run on.
    if (job.ad["JobUniverse"] === "7") job.ad = { ...become(state, job, templates.dagCoolingDown(), { JobCoolDownExpiration: state.now + 300 }) };
  } else await removeJob(state, job, user);
}

async function removeJob(state: PoolState, job: PoolJob, user: string): Promise<void> {
  const cluster = idOf(job);
  const dag = state.dags.find((one) => one.cluster === cluster);
  const reason = { RemoveReason: `via condor_rm (by user ${user})`, JobStatus: 3 };
  if (!dag) {
    const parent = state.dags.find((one) => Object.values(one.queued).includes(cluster));
    if (parent) abortNode(state, parent, job);
    return end(state, job, become(state, job, templates.jobRemoved(), reason));
  }
  for (const node of state.queue.filter(({ ad }) => numberOf(ad, "DAGManJobId") === cluster)) {
    const fired = `removed because <OtherJobRemoveRequirements = DAGManJobId =?= ${cluster}> fired when job (${cluster}.0) was removed`;
    logNode(dag.file, node, state.now, "aborted");
    end(state, node, become(state, node, templates.jobRemoved(), { RemoveReason: fired, JobStatus: 3 }));
  }
  const isCoolingDown = job.ad["JobStatus"] === "1" && job.ad["JobStartDate"] !== undefined;
  logDagman(dag.file, job, state.now, "aborted");
  end(state, job, become(state, job, templates.dagRemoved(), reason));
  state.dags.splice(state.dags.indexOf(dag), 1);
  // While it waits to be started again nobody is there who writes a rescue file or takes its lock away.
  if (isCoolingDown) return;
  await writeRescue(state, dag);
  rmSync(`${dag.file}.lock`, { force: true });
}

// DAGMan sees that a job of a node is gone: the node has failed.
function abortNode(state: PoolState, dag: PoolDag, job: PoolJob): void {
  logNode(dag.file, job, state.now, "aborted");
  const node = textOf(job.ad, "DAGNodeName")!;
  delete dag.queued[node];
  dag.failed.push(node);
  dag.codes[node] = abortedCode;
}
