import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";

import { systemCode } from "./errors.ts";
import { readIfExists } from "./files.ts";

/** Names one process for ever: a reused process id, a reboot or another host gives another identity. */
export interface ProcessIdentity {
  readonly host: string;
  /** The kernel's random id of this boot. */
  readonly bootId: string;
  readonly pid: number;
  /** Start time in clock ticks since boot (field 22 of `/proc/PID/stat`, see proc(5)). */
  readonly startTime: number;
}

/** What can be said about a process: `elsewhere` means that only its own host can tell. */
export type Liveness = "alive" | "dead" | "elsewhere";

/** The name of this host; `$ASIMOV_HOST` where it is set, so that one machine can stand for several. */
export function thisHost(): string {
  return process.env["ASIMOV_HOST"] || hostname();
}

/** What names this machine through all of its boots (machine-id(5)); empty where it has none. */
export function machineId(): string {
  return readIfExists("/etc/machine-id")?.trim() ?? "";
}

/** The kernel's random id of this boot; likewise `$ASIMOV_BOOT_ID`. */
export function thisBoot(): string {
  // Asked for with every process that is looked at; no process outlives a boot.
  return process.env["ASIMOV_BOOT_ID"] || (bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
}

let bootId: string | undefined;

/** The identity of process `pid` of this host, or of this process; undefined when there is no such process. */
export function identify(pid: number = process.pid): ProcessIdentity | undefined {
  const stat = processStat(pid);
  return stat && { host: thisHost(), bootId: thisBoot(), pid, startTime: stat.startTime };
}

/** Whether the process with this identity still runs. A zombie counts as dead: it can do nothing any more. */
export function liveness(identity: ProcessIdentity): Liveness {
  if (identity.host !== thisHost()) return "elsewhere";
  if (identity.bootId !== thisBoot()) return "dead";
  const stat = processStat(identity.pid);
  return stat && stat.startTime === identity.startTime && stat.state !== "Z" ? "alive" : "dead";
}

/** Process ids of the living members of process group `group` that started no earlier than `since` (clock ticks since boot). */
export function groupMembers(group: number, since: number): readonly number[] {
  return processTable()
    .filter((process) => process.group === group && process.startTime >= since)
    .map(({ pid }) => pid);
}

/** What the kernel tells of one process (proc(5)). */
export interface ProcessStat {
  readonly pid: number;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks of CPU that it and the children that it waited for have used. */
  readonly ticks: number;
  /** In clock ticks since boot. */
  readonly startTime: number;
  /** Pages in memory, those that it shares with others included. */
  readonly pages: number;
}

/** All processes of this machine that can still do anything. */
export function processTable(): readonly ProcessStat[] {
  return readdirSync("/proc").flatMap((name) => {
    const stat = /^\d+$/.test(name) ? processStat(Number(name)) : undefined;
    return stat && stat.state !== "Z" ? [stat] : [];
  });
}

function processStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    // ESRCH: the process ended between open and read.
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ESRCH") return undefined;
    throw error;
  }
  // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
  const [state = "", ...fields] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 4]);
  const ticks = field(14) + field(15) + field(16) + field(17);
  return { pid, state, parent: field(4), group: field(5), session: field(6), ticks, startTime: field(22), pages: field(24) };
}
