import { basename } from "node:path";

import { recordedAds, recordedPoll, type Ad } from "./recorded.ts";

/** What stands for what in a recorded ad. */
export interface Own {
  readonly cluster: number;
  readonly schedd: string;
  readonly owner: string;
  /** Seconds since 1970. */
  readonly now: number;
  /** Absolute path. */
  readonly directory: string;
  /** The name of the workflow file, relative to `directory`. */
  readonly file?: string | undefined;
  /** Attributes that were recorded with other values, or not at all in this ad. */
  readonly more?: Readonly<Record<string, string | number | boolean>> | undefined;
}

const recordedSchedd = "ap.pool.test";
const recordedFileName = "run.dag";

/** The attributes that say to whom a job is charged: each job has its own, or none. */
export const charged: readonly string[] = ["AccountingGroup", "AcctGroup", "AcctGroupUser"];

/** A recorded ad with ids, times, paths and names of its own. */
export function ownAd(template: Ad, { cluster, schedd, owner, now, directory, file = recordedFileName, more = {} }: Own): Record<string, string> {
  const [then, wasIn] = [numberOf(template, "QDate")!, textOf(template, "Iwd")!];
  const id = new RegExp(`(#|"|== |=\\?= )${template["ClusterId"]}(?=\\.\\d|")`, "g");
  const kept = Object.entries(template).filter(([name]) => !charged.includes(name));
  const values = kept.map(([name, value]) => {
    if (name === "ClusterId") return [name, String(cluster)];
    if (name === "Owner") return [name, JSON.stringify(owner)];
    if (name === "User") return [name, JSON.stringify(`${owner}@pool.test`)];
    // Times are told relative to the submission.
    if (/^1[67]\d{8}$/.test(value)) return [name, String(now + Number(value) - then)];
    const named = value.replaceAll(wasIn, directory).replaceAll(recordedSchedd, schedd).replaceAll(recordedFileName, basename(file));
    return [name, named.replaceAll(id, `$1${cluster}`)];
  });
  return { ...(Object.fromEntries(values) as Record<string, string>), ...raw(more) };
}

/** Values as ads hold them. */
export function raw(values: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
}

/** The number that an attribute is. */
export function numberOf(ad: Ad, name: string): number | undefined {
  const value = valueIn(ad, name);
  return typeof value === "number" ? value : undefined;
}

/** The text that an attribute is. */
export function textOf(ad: Ad, name: string): string | undefined {
  const value = valueIn(ad, name);
  return typeof value === "string" ? value : undefined;
}

/** The value of an attribute; undefined also where it is not there. */
export function valueIn(ad: Ad, name: string): unknown {
  const value = ad[name];
  return value === undefined || value === "null" ? undefined : (JSON.parse(value) as unknown);
}

/** Ads as they were recorded, by what they are of. */
export const templates = {
  dagIdle: (): Ad => recordedPoll("b-dag-ok", "02-condor_q-json-01-status-1")[0]!,
  dagRunning: (): Ad => recordedPoll("b-dag-ok", "02-condor_q-json-02-status-2")[0]!,
  dagCoolingDown: (): Ad => recordedPoll("i5-dag-hold-release", "05-condor_q-json-01-status-1-2")[0]!,
  dagDone: (): Ad => recordedAds("b-dag-ok", "08-history-json").find((ad) => ad["ClusterId"] === "2")!,
  dagFailed: (): Ad => recordedAds("c-dag-fail", "04-history-dagman-job")[0]!,
  dagRemoved: (): Ad => recordedAds("d-rm-dag", "05-history-dagman-job")[0]!,
  nodeIdle: (): Ad => recordedPoll("b-dag-ok", "02-condor_q-json-03-status-2-1")[1]!,
  nodeRunning: (): Ad => recordedPoll("b-dag-ok", "02-condor_q-json-05-status-2-2")[1]!,
  nodeEnded: (): Ad => recordedAds("b-dag-ok", "08-history-json").find((ad) => textOf(ad, "DAGNodeName") === "A")!,
  jobIdle: (): Ad => recordedAds("f-submit", "02-condor_q-json-ad")[0]!,
  jobEnded: (): Ad => recordedAds("f-submit", "13-history-job")[0]!,
  jobRemoved: (): Ad => recordedAds("d-held", "07-history-after-rm")[0]!,
  /** A job that is held, by the code of the reason. */
  held: (code: number): Ad | undefined => recordedAds("d-held", "02-condor_q-json").find((ad) => ad["HoldReasonCode"] === String(code)),
};

/** Ads as `-json` prints them: sorted, one list, objects parted by a line with a comma; the queue prints nothing where there are none. */
export function formatAds(ads: readonly Ad[], attributes: readonly string[] | undefined, tool: "queue" | "history"): string {
  if (ads.length === 0) return tool === "queue" ? "" : "[\n]\n";
  return `[\n${ads.map((ad) => formatAd(ad, attributes)).join(",\n")}]\n`;
}

function formatAd(ad: Ad, attributes: readonly string[] | undefined): string {
  const asked = attributes && new Set(attributes.map((name) => name.toLowerCase()));
  const names = Object.keys(ad)
    .filter((name) => asked === undefined || asked.has(name.toLowerCase()))
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return `{\n${names.map((name) => `  "${name}": ${ad[name]}`).join(",\n")}\n}\n`;
}
