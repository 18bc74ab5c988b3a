import { charged, numberOf, ownAd, raw, textOf, type Own } from "./ads.ts";
import type { Ad } from "./recorded.ts";
import type { PoolJob, PoolState } from "./state.ts";

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
    "ProcId",
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
    ...charged,
  ];
  const before = Object.fromEntries(kept.flatMap((name) => (ad[name] === undefined ? [] : [[name, ad[name]]])));
  const gone = kept.filter((name) => ad[name] === undefined && more[name] === undefined);
  const made = { ...ownAd(template, own), ...before, ...raw({ EnteredCurrentStatus: state.now, ...more }) };
  return Object.fromEntries(Object.entries(made).filter(([name]) => !gone.includes(name)));
}
