import type { Workflow } from "@asimov-gw/core/workflow";

/** A workflow file and the directory that its relative paths refer to. */
export interface WorkflowFile {
  readonly file: string;
  readonly directory: string;
}

/** A workflow file with what is in it; undefined where that can't be read. */
export interface ReadFile extends WorkflowFile {
  readonly workflow: Workflow | undefined;
}

/** A workflow file and those of its sub-workflows, the outermost first, each once. Throws what `read` throws. */
export async function workflowTree(
  { file, directory }: WorkflowFile,
  read: (of: WorkflowFile) => Promise<Workflow | undefined>,
  known: Set<string> = new Set(),
): Promise<readonly ReadFile[]> {
  if (known.has(file)) return [];
  known.add(file);
  const workflow = await read({ file, directory });
  const tree: ReadFile[] = [{ file, directory, workflow }];
  for (const { work } of workflow?.nodes ?? []) if (work.kind === "workflow") tree.push(...(await workflowTree(work, read, known)));
  return tree;
}
