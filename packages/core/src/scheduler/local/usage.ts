import { readFileSync } from "node:fs";

import { processTable, readIfExists, systemCode, type ProcessIdentity, type ProcessStat } from "../../system/index.ts";

/** What the processes of a session, and their descendants in other sessions, take at one moment. */
export interface SessionUsage {
  /** MiB in memory. What processes share is counted in each: never less than the truth. */
  readonly memory: number;
  /** Seconds of CPU of those that live and the children that these waited for. */
  readonly cpuSeconds: number;
  readonly pids: readonly number[];
}

/**
 * What each of the sessions takes that `leaders` began, in their order; one look at the machine for all. `known` are processes that belong to one of
 * them although neither session nor parent says so, with the leader's process id.
 */
export function sessionUsage(leaders: readonly ProcessIdentity[], known: ReadonlyMap<number, number> = new Map()): readonly SessionUsage[] {
  const table = processTable();
  const processes = new Map(table.map((process) => [process.pid, process]));
  const sessions = new Map(leaders.map((leader) => [leader.pid, leader]));
  const members = new Map<number, ProcessStat[]>(leaders.map(({ pid }) => [pid, []]));
  for (const process of table) members.get(sessionOf(process, sessions, processes) ?? known.get(process.pid) ?? 0)?.push(process);
  return leaders.map(({ pid }) => {
    const all = members.get(pid) ?? [];
    const pages = all.reduce((sum, process) => sum + process.pages, 0);
    const ticks = all.reduce((sum, process) => sum + process.ticks, 0);
    // The kernel shows users a hundred ticks a second, whatever it counts itself (sysconf(3)).
    return { memory: (pages * pageSize()) / 2 ** 20, cpuSeconds: ticks / 100, pids: all.map((process) => process.pid) };
  });
}

/** MiB in memory of these processes together, with what they share counted once; takes far longer than {@link sessionUsage}. */
export function sharedMemory(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + proportional(pid), 0) / 1024;
}

function sessionOf(
  process: ProcessStat,
  sessions: ReadonlyMap<number, ProcessIdentity>,
  processes: ReadonlyMap<number, ProcessStat>,
): number | undefined {
  const seen = new Set<number>();
  for (let at: ProcessStat | undefined = process; at && !seen.has(at.pid); at = processes.get(at.parent)) {
    const leader = sessions.get(at.session);
    if (leader && at.startTime >= leader.startTime) return leader.pid;
    seen.add(at.pid);
  }
  return undefined;
}

// In KiB; 0 when it has ended.
function proportional(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes(systemCode(error) ?? "")) return 0;
    // A program that nobody may look into counts with all that it holds.
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readIfExists(`/proc/${pid}/status`) ?? "")?.[1] ?? 0);
  }
}

let page: number | undefined;

// What the kernel told this process when it was started (getauxval(3)): pairs of words, AT_PAGESZ is 6.
function pageSize(): number {
  if (page !== undefined) return page;
  const words = readFileSync("/proc/self/auxv");
  for (let at = 0; at + 16 <= words.length; at += 16) if (words.readBigUInt64LE(at) === 6n) page = Number(words.readBigUInt64LE(at + 8));
  return (page ??= 4096);
}
