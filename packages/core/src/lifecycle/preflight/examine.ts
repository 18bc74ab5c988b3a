import { existsSync } from "node:fs";
import { dirname } from "node:path";

import type { BuiltWorkflow } from "../../pipeline/index.ts";
import { readCommands, type WorkflowCommands } from "../../workflow/index.ts";
import { merged, type Finding, type Found } from "./finding.ts";
import { commandsOf, judge, type Judging } from "./judge.ts";

/** What a profile finds of a workflow, with the sub-workflows that are written already; what it can't see is among it as a warning. */
export async function examineWorkflow(built: BuiltWorkflow, judging: Judging): Promise<readonly Finding[]> {
  const names = commandsOf(judging.profile);
  const found: Found[] = [];
  const seen = new Set<string>();
  const open = [{ file: built.file, directory: built.directory ?? dirname(built.file) }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { file, directory } = next;
    const key = JSON.stringify([file, directory]);
    if (seen.has(key)) continue;
    seen.add(key);
    const { jobs, workflows, problems } = await readCommands(file, names, { directory });
    found.push(...problems.map(unread), ...jobs.flatMap((one) => judge(one, judging)));
    found.push(...workflows.filter((inner) => !existsSync(inner.file)).map(unwritten));
    open.push(...workflows.filter((inner) => existsSync(inner.file)).toReversed());
  }
  return merged(found);
}

// A scheduler that takes DAGMan files as they are may understand what is not understood here.
function unread({ message, at, remedy }: WorkflowCommands["problems"][number]): Found {
  const place = typeof at === "object" ? at : { file: String(at) };
  return { level: "warning", code: "SITE_NOT_CHECKED", message: `not checked, since ${message}`, at: place, remedy, nodes: [] };
}

function unwritten({ file, at }: WorkflowCommands["workflows"][number]): Found {
  return { level: "warning", code: "SITE_NOT_CHECKED", message: `the sub-workflow ${file} is not written yet: not checked`, at, nodes: [] };
}
