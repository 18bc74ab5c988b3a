import type { Observation } from "@asimov-gw/core/scheduler";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { resolve } from "node:path";

import { systemCode } from "@asimov-gw/core/system";

import { numberIn, textIn, type Ad } from "./ads.ts";

// Its statement stands at the top or at the end of what builders write; workflows may have 100,000 lines between.
const piece = 1 << 16;

/**
 * How many nodes of a workflow that runs are done: by DAGMan's attributes, which it brings up to date now and then, or, where the workflow has a
 * NODE_STATUS_FILE that is newer, by that.
 */
export function progressOf(ad: Ad): Pick<Observation, "done" | "total"> {
  const told = { done: numberIn(ad, "DAG_NodesDone"), total: numberIn(ad, "DAG_NodesTotal") };
  const log = textIn(ad, "UserLog");
  const directory = textIn(ad, "Iwd");
  if (log === undefined || directory === undefined || !log.endsWith(".dagman.log")) return told;
  const statement = /^[ \t]*NODE_STATUS_FILE[ \t]+(\S+)/im.exec(endsOf(log.slice(0, -".dagman.log".length)));
  const status = statement && endsOf(resolve(directory, statement[1]!));
  const field = (name: string): number | undefined => {
    const [, value] = new RegExp(`^\\s*${name} = (\\d+);`, "m").exec(status ?? "") ?? [];
    return value === undefined ? undefined : Number(value);
  };
  const [time, done, total] = [field("Timestamp"), field("NodesDone"), field("NodesTotal")];
  const isNewer = time !== undefined && time >= Math.max(numberIn(ad, "DAG_AdUpdateTime") ?? 0, numberIn(ad, "JobStartDate") ?? 0);
  return isNewer && done !== undefined && total !== undefined ? { done, total } : told;
}

// The beginning and the end of a file; nothing where it is not there, or is on another host.
function endsOf(file: string): string {
  let opened: number | undefined;
  try {
    opened = openSync(file, "r");
    const { size } = fstatSync(opened);
    const buffer = Buffer.alloc(Math.min(size, 2 * piece));
    if (size <= buffer.length) return buffer.toString("utf8", 0, readSync(opened, buffer, 0, buffer.length, 0));
    readSync(opened, buffer, 0, piece, 0);
    readSync(opened, buffer, piece, piece, size - piece);
    return buffer.toString("utf8");
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return "";
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
