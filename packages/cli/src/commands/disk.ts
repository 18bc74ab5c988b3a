import { diskUse, freeSpace, type DiskUse, type FreeSpace } from "@asimov-gw/core/lifecycle/results";
import type { Project } from "@asimov-gw/core/project";
import { formatBytes } from "@asimov-gw/core/system";

import { ProgressLine } from "../progress.ts";
import { targets } from "../selection.ts";
import { formatTable } from "../table.ts";
import { withProject } from "../with-project.ts";

/** `asimov disk`: what takes room, by analysis and kind, and how much is free. */
export async function disk(
  directory: string,
  command: string,
  name: string | undefined,
  options: { readonly where?: readonly string[]; readonly json?: boolean },
): Promise<void> {
  await withProject(directory, command, async (project) => {
    const use = counted(project, await targets(project.ledger, name, undefined, options.where));
    const free = freeSpace(project);
    const { minimumFree } = project.config.disk;
    if (options.json) process.stdout.write(`${JSON.stringify({ ...use, free, minimumFree }, null, 2)}\n`);
    else for (const line of lines(use, free, minimumFree)) process.stdout.write(`${line}\n`);
  });
}

function counted(project: Project, analyses: Parameters<typeof diskUse>[1]): DiskUse {
  const line = new ProgressLine();
  let files = 0;
  let bytes = 0;
  try {
    return diskUse(project, analyses, ({ size, path }) => {
      files++;
      bytes += size;
      line.show(() => `${files} files, ${formatBytes(bytes)}: ${path}`);
    });
  } finally {
    line.end();
  }
}

function lines({ analyses, shared, refused }: DiskUse, free: readonly FreeSpace[], minimumFree: number): readonly string[] {
  const kinds = ["results", "intermediate", "logs", "store"] as const;
  const rows = analyses.map((one) => [one.address, ...kinds.map((kind) => formatBytes(one[kind]))]);
  const total = analyses.reduce((sum, one) => kinds.reduce((all, kind) => all + one[kind], sum), 0);
  const limit = minimumFree === 0 ? "" : `; nothing is submitted below ${formatBytes(minimumFree)}`;
  return [
    ...(rows.length === 0 ? [] : formatTable([["", ...kinds], ...rows], Infinity)),
    `analyses shown: ${formatBytes(total)}`,
    `of the whole project: checkouts ${formatBytes(shared.checkouts)}, trash ${formatBytes(shared.trash)}, .asimov ${formatBytes(shared.asimov)}`,
    ...free.map((one) => `free: ${formatBytes(one.free)} on ${one.type} (${one.directory})${limit}`),
    ...refused.map((path) => `not counted, since it can't be read: ${path}`),
  ];
}
