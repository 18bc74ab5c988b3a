import { AsimovError } from "@asimov-gw/core/system";

import { hasTask, parseTasks, type Tasks } from "./tasks.ts";
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
export interface QueueAnswer {
  /** When it was asked, of `performance.now()`. */
  readonly at: number;
  /** By the name of the job. */
  readonly rows: ReadonlyMap<string, readonly QueueRow[]>;
}

const separator = "\x1f";
const format = ["%F", "%K", "%T", "%r", "%j", "%N", "%M"].join(separator);

/** Asks the controller once about all jobs of `user`, also those that it has not forgotten since they ended. Throws `SCHEDULER_UNREACHABLE`. */
export async function askQueue(tools: Tools, user: string): Promise<QueueAnswer> {
  const at = performance.now();
  // Its JSON takes no notice of what is asked for, and lists the jobs of everybody.
  const printed = await tools.ask("squeue", ["--noheader", "--all", `--user=${user}`, "--states=all", `--format=${format}`]);
  return { at, rows: Map.groupBy(parseQueue(printed), ({ name }) => name) };
}

/** The rows that `squeue` has printed for {@link askQueue}. Throws `SCHEDULER_NONSENSE`. */
export function parseQueue(printed: string): readonly QueueRow[] {
  return printed
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const fields = line.split(separator);
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
        message: `squeue printed a line that is none of its rows: ${JSON.stringify(line)}`,
        remedy: "Nothing was changed; it is asked again. Look at what squeue prints at your prompt.",
        exitCode: 4,
      });
    });
}

/**
 * What the controller knows of the task `index` of the job `name`. `taken out`: nothing, but of other tasks of the same array it does: somebody has
 * cancelled it before it began. `unknown`: nothing.
 */
export function lookUp({ rows }: QueueAnswer, name: string, index: number | undefined): QueueRow | "taken out" | "unknown" {
  const own = rows.get(name) ?? [];
  if (own.length === 0) return "unknown";
  const row = index === undefined ? own[0] : own.find(({ tasks }) => tasks && hasTask(tasks, index));
  return row ?? own.find(({ tasks }) => tasks === undefined) ?? "taken out";
}

/** Seconds of `1-02:03:04`, `03:04` and the like. */
export function parseSeconds(text: string): number | undefined {
  const [, days = "0", hours = "0", minutes, seconds] = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  return minutes === undefined ? undefined : ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}
