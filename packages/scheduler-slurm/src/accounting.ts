import { endOf, type EndState } from "./states.ts";
import { parseSeconds } from "./queue.ts";
import { byTask, parseTasks, type Tasks } from "./tasks.ts";
import type { Tools } from "./tools.ts";

/** What the accounting has of a job, or of tasks of an array. */
export interface Account {
  readonly id: string;
  readonly tasks: Tasks | undefined;
  readonly name: string;
  /** How it ended; undefined while it has not, as far as the accounting knows. */
  readonly end: EndState | undefined;
  /** Whether it was running when the accounting last heard of it. */
  readonly runs: boolean;
  /** Whether Slurm has ever started it again. */
  readonly isRequeued: boolean;
  /** The number of the user who has cancelled it. */
  readonly cancelledBy: number | undefined;
  readonly elapsedSeconds: number | undefined;
  readonly cpuSeconds: number | undefined;
  /** MiB. */
  readonly memory: number | undefined;
  readonly nodes: string;
}

const separator = "\x1f";
const fields = ["JobID", "JobName", "State", "ElapsedRaw", "TotalCPU", "MaxRSS", "NodeList"];

/** What the accounting has of the jobs with these names that were submitted in the last `days`, in one question. Throws `SCHEDULER_UNREACHABLE`. */
export async function askAccounting(tools: Tools, names: readonly string[], days: number): Promise<readonly Account[]> {
  if (names.length === 0) return [];
  const what = [`--name=${names.join(",")}`, `--starttime=now-${days}days`, "--duplicates"];
  const how = ["--noheader", "--parsable2", `--delimiter=${separator}`, `--format=${fields.join(",")}`];
  return parseAccounting(await tools.ask("sacct", [...what, ...how]));
}

/** What `sacct` has printed for {@link askAccounting}: the memory of a job is that of its steps. */
export function parseAccounting(printed: string): readonly Account[] {
  const rows = printed.split("\n").map((line) => line.split(separator));
  const memory = new Map<string, number>();
  for (const [id = "", , , , , peak = ""] of rows) {
    const job = id.split(".")[0]!;
    memory.set(job, Math.max(memory.get(job) ?? 0, mebibytes(peak) ?? 0));
  }
  return rows.flatMap(([id = "", name = "", state = "", elapsed = "", cpu = "", , nodes = ""]) => {
    const [, number, task] = /^(\d+)(?:_\[?([^\].]*)\]?)?$/.exec(id) ?? [];
    if (number === undefined) return [];
    const end = endOf(state);
    const peak = memory.get(id);
    return {
      id: number,
      tasks: task === undefined ? undefined : parseTasks(task),
      name,
      end,
      runs: state === "RUNNING",
      isRequeued: state === "REQUEUED",
      cancelledBy: numberOf(/^CANCELLED by (\d+)$/.exec(state)?.[1]),
      elapsedSeconds: numberOf(elapsed),
      cpuSeconds: parseSeconds(cpu),
      memory: peak === 0 ? undefined : peak,
      nodes: nodes === "None assigned" ? "" : nodes,
    };
  });
}

/** What the accounting has of the jobs with one name. */
export class JobAccounts {
  readonly #byTask: ReadonlyMap<number, readonly Account[]>;
  readonly #whole: readonly Account[];

  constructor(accounts: readonly Account[]) {
    this.#whole = accounts.filter(({ tasks }) => tasks === undefined);
    this.#byTask = byTask(accounts);
  }

  /** What it tells of the task `index`; undefined is the only one of a submission without an array. */
  of(index: number | undefined): Account | undefined {
    const own = (index === undefined ? undefined : this.#byTask.get(index)) ?? this.#whole;
    // One that was started again has a row for each time.
    const last = own.at(-1);
    return last && { ...last, isRequeued: own.some(({ isRequeued }) => isRequeued) };
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

/** `3208K` and the like, rounded up. */
function mebibytes(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Math.ceil((Number(number) * { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }[unit as "" | "K" | "M" | "G" | "T"]) / 2 ** 20);
}
