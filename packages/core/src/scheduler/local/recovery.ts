import { groupMembers, identify, liveness, systemCode, thisBoot, thisHost, type ProcessIdentity } from "../../system/index.ts";
import type { JobOutcome, JobReport } from "../../workflow/index.ts";
import { readJobRecords, type Ended, type JobRecords } from "../../wrapper/index.ts";

/** What became of one try of a job. */
export interface Judgement {
  readonly report: JobReport;
  /** The leader of its process group, while some process of it lives. */
  readonly group?: ProcessIdentity | undefined;
  /** The job itself has ended, but processes that it left behind have not. */
  readonly leftovers: boolean;
  /** The supervisor wanted it to end, and it has not. */
  readonly unwanted?: boolean | undefined;
  /** The name under which a wrapper is to bring back the files of the job, which has ended, and whose wrapper has died. */
  readonly bring?: string | undefined;
}

/**
 * What became of the try whose records are in `directory`, whoever started it: the same answer for a supervisor that has seen it all and
 * for one that has just begun. A try counts as ended only when its whole process group is gone.
 */
export function judge(directory: string, records: JobRecords = readJobRecords(directory)): Judgement {
  const { leader } = records;
  if (!leader) return judgeWithoutLeader(directory, records);
  if (groupLives(leader))
    return { report: whileItLives(records), group: leader, leftovers: records.exit !== undefined, unwanted: records.ended !== undefined };
  // The wrapper may have written its exit record since the first look and then have left.
  return ended(records.exit ? records : readJobRecords(directory));
}

function whileItLives({ waits, exit }: JobRecords): JobReport {
  if (waits === undefined || exit) return { state: "running" };
  return { state: "held", reason: `it has ended, and its outputs wait for room: ${waits}` };
}

/** Whether a process of the group that `leader` led is alive. */
export function groupLives(leader: ProcessIdentity): boolean {
  if (leader.host !== thisHost() || leader.bootId !== thisBoot()) return false;
  if (liveness(leader) === "alive") return true;
  const now = identify(leader.pid);
  // The kernel gives a process id to a new process only when no group is named by it any more.
  return (!now || now.startTime === leader.startTime) && hasMembers(leader);
}

function judgeWithoutLeader(directory: string, records: JobRecords): Judgement {
  const { claimed, candidates } = records;
  if (candidates.some((candidate) => liveness(candidate) === "alive")) return { report: { state: "running" }, leftovers: false };
  const again = readJobRecords(directory);
  if (again.leader || again.claimed !== claimed || again.candidates.length !== candidates.length) return judge(directory, again);
  // A claim without a wrapper behind it: the supervisor took it, or its wrapper died before it started the job.
  return claimed ? ended(again) : { report: { state: "absent" }, leftovers: false };
}

function ended(records: JobRecords): Judgement {
  const { exit, ended: reason, usage, hasResult, claims } = records;
  if (!exit && hasResult) return { report: { state: "absent" }, leftovers: false, bring: `claim.${claims}` };
  const outcome = outcomeOf(exit, reason);
  if (!usage) return { report: { state: "ended", outcome }, leftovers: false };
  // The wrapper counts the processes that were waited for, the supervisor those that it saw.
  const cpuSeconds = Math.max(usage.cpuSeconds, outcome.cpuSeconds ?? 0);
  return { report: { state: "ended", outcome: { ...outcome, cpuSeconds, memory: usage.memory } }, leftovers: false };
}

function outcomeOf(exit: JobOutcome | undefined, reason: Ended | undefined): JobOutcome {
  // What came to its good end just then is done all the same.
  return reason && !(exit?.cause === "exit" && exit.exitCode === 0) ? { ...exit, ...reason } : (exit ?? { cause: "lost" });
}

function hasMembers(leader: ProcessIdentity): boolean {
  try {
    process.kill(-leader.pid, 0);
  } catch (error) {
    if (systemCode(error) === "ESRCH") return false;
    if (systemCode(error) !== "EPERM") throw error;
  }
  // Signals reach zombies too, so that only a look at each process can tell.
  return groupMembers(leader.pid, leader.startTime).length > 0;
}
