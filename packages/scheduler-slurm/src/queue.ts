import { AsimovError } from "@asimov-gw/core/system";

import { byTask, parseTasks, type Tasks } from "./tasks.ts";
import type { Tools } from "./tools.ts";

/** One job, or some tasks of an array, as the controller has them. */
export interface QueueRow {
  /** The id by which it, or its array, is known. */
  readonly id: string;
  /** Undefined for a single job, and for what is left of an array whose tasks never began. */
  readonly tasks: Tasks | undefined;
  readonly state: string;
  readonly reason: string;
  readonly name: string;
  /** The nodes that it runs on, or ran. */
  readonly nodes: string;
  readonly elapsedSeconds: number | undefined;
}

/** What the controller said of all our jobs at a moment. */
export class QueueAnswer {
  /** When it was asked, of `performance.now()`. */
  readonly at: number;
  /** By the name of the job. */
  readonly rows: ReadonlyMap<string, readonly QueueRow[]>;
  /** By the name of the job, once that was looked up: an array may have thousands of tasks, of which each is looked up. */
  readonly #tasks = new Map<string, Indexed>();

  constructor(at: number, rows: readonly QueueRow[]) {
    this.at = at;
    this.rows = Map.groupBy(rows, ({ name }) => name);
  }

  /**
   * What the controller knows of the task `index` of the job `name`. A task that it does not know of an array that it does has ended, or was cancelled before
   * it began, and is forgotten.
   */
  lookUp(name: string, index: number | undefined): QueueRow | undefined {
    const own = this.rows.get(name);
    if (!own || index === undefined) return own?.[0];
    const known = this.#tasks.get(name) ?? { tasks: byTask(own), whole: own.find(({ tasks }) => tasks === undefined) };
    this.#tasks.set(name, known);
    return known.tasks.get(index)?.[0] ?? known.whole;
  }
}

interface Indexed {
  readonly tasks: ReadonlyMap<number, readonly QueueRow[]>;
  readonly whole: QueueRow | undefined;
}

const separator = "\x1f";
// The name of a job may have several lines.
const rowEnd = "\x1e";
const format = ["%F", "%K", "%T", "%r", "%j", "%N", "%M"].join(separator) + rowEnd;

/** Asks the controller once about all jobs of `user`, also those that it has not forgotten since they ended. Throws `SCHEDULER_UNREACHABLE`. */
export async function askQueue(tools: Tools, user: string): Promise<QueueAnswer> {
  const at = performance.now();
  // Its JSON takes no notice of what is asked for, and lists the jobs of everybody.
  const printed = await tools.ask("squeue", ["--noheader", "--all", `--user=${user}`, "--states=all", `--format=${format}`]);
  return new QueueAnswer(at, parseQueue(printed));
}

/** The rows that `squeue` has printed for {@link askQueue}. Throws `SCHEDULER_NONSENSE`. */
export function parseQueue(printed: string): readonly QueueRow[] {
  return printed
    .split(rowEnd)
    .map((row) => row.replace(/^\n/, ""))
    .filter((row) => row !== "")
    .map((row) => {
      const fields = row.split(separator);
      const [id, tasks, state, reason, name, nodes, elapsed] = fields;
      if (fields.length === 7 && /^\d+$/.test(id!))
        return {
          id: id!,
          tasks: parseTasks(tasks!),
          state: state!,
          reason: reason!,
          name: name!,
          nodes: nodes!,
          elapsedSeconds: parseSeconds(elapsed!),
        };
      throw new AsimovError("SCHEDULER_NONSENSE", {
        message: `squeue printed what is none of its rows: ${JSON.stringify(row)}`,
        remedy: "Nothing was changed; it is asked again. Look at what squeue prints at your prompt.",
        exitCode: 4,
      });
    });
}

/** Seconds of `1-02:03:04`, `03:04` and the like. */
export function parseSeconds(text: string): number | undefined {
  const [, days = "0", hours = "0", minutes, seconds] = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  return minutes === undefined ? undefined : ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}
