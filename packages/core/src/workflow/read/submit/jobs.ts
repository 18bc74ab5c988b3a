import { resolve } from "node:path";

import type { JobDescription } from "../../types.ts";
import { placeAt, type Line } from "../lines.ts";
import { readText } from "../read-text.ts";
import { canonicalName } from "./commands.ts";
import { define, type Definition } from "./definition.ts";
import { describeJob, type JobContext } from "./job.ts";
import type { SubmitFile } from "./parse.ts";
import { askedBy, rows, valuesOf, type Queue } from "./queue.ts";
import type { Scope, Turn } from "./scope.ts";

/** The turn of a job that no `queue` statement counts. */
export const firstTurn: Turn = { process: 0, row: 0, step: 0 };

/** Where the macros of a node are looked up, whichever of its jobs it is. */
export type NodeScope = Omit<Scope, "late" | "turn">;

/** The one job of a node, or a promise of all the jobs that its `queue` statement asks for; `makeRoom` says whether so many may be. */
export function describeJobs(
  submit: SubmitFile,
  scope: NodeScope,
  context: JobContext,
  makeRoom: (count: number) => boolean,
): readonly JobDescription[] | Promise<readonly JobDescription[]> {
  if (submit.queue !== undefined) return describeQueue(submit, submit.queue, scope, context, makeRoom);
  return [describeJob(submit, { ...scope, turn: firstTurn, late: [] }, context)];
}

async function describeQueue(
  submit: SubmitFile,
  queue: Queue,
  scope: NodeScope,
  context: JobContext,
  makeRoom: (count: number) => boolean,
): Promise<readonly JobDescription[]> {
  const asked = askedBy(queue, { ...scope, turn: firstTurn, late: [] });
  if (asked === undefined) return [];
  const items = "file" in asked.items ? await itemsOf(asked.items.file, queue.text.line, scope, context) : asked.items;
  if (items.length === 0 && !("file" in asked.items)) {
    const remedy = "Give the list items, or take the node out of the workflow.";
    scope.problems.add(
      "WORKFLOW_INVALID_VALUE",
      { message: `"queue" has no items: the node would have no job`, at: placeAt(queue.text.line), remedy },
      [scope.node],
    );
  }
  if (!makeRoom(items.length * asked.count)) return [];
  return items.flatMap((item, row) => {
    const variables = itemVariables(asked.variables, item, queue.text.line);
    return Array.from({ length: asked.count }, (_, step) => {
      const turn = { process: row * asked.count + step, row, step };
      return describeJob(submit, { ...scope, layers: [variables, ...scope.layers], turn, late: [] }, context);
    });
  });
}

async function itemsOf(name: string, line: Line, scope: NodeScope, context: JobContext): Promise<readonly string[]> {
  const file = resolve(context.directory, name);
  const text = await readText(file, "list of items", placeAt(line), scope.problems, [scope.node]);
  const items = rows((text ?? "").split("\n"));
  if (text !== undefined && items.length === 0) {
    scope.problems.add("WORKFLOW_INVALID_VALUE", { message: `the list of items ${file} is empty: the node would have no job`, at: placeAt(line) }, [
      scope.node,
    ]);
  }
  return items;
}

function itemVariables(names: readonly string[], item: string, line: Line): ReadonlyMap<string, Definition> {
  const variables = new Map<string, Definition>();
  if (names.length === 0) return variables;
  const values = valuesOf(item, names);
  names.forEach((name, index) => define(variables, { name: canonicalName(name), value: values[index]!, line, offset: 0 }));
  return variables;
}
