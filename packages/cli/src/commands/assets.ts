import { findTarget } from "@asimov-gw/core/analysis";
import { isSound, listAssets, type ListedAsset } from "@asimov-gw/core/lifecycle/results";
import { AsimovError, formatBytes, typed } from "@asimov-gw/core/system";

import { formatTable } from "../table.ts";
import { withProject } from "../with-project.ts";

/** Options of `asimov assets`. */
export interface AssetsOptions {
  readonly attempt?: number;
  readonly verify?: boolean;
  readonly json?: boolean;
}

/** `asimov assets`: what an analysis offers to others, and whether it still is what was recorded. */
export async function assets(directory: string, command: string, subject: string, name: string | undefined, options: AssetsOptions): Promise<void> {
  await withProject(directory, command, async ({ ledger }) => {
    const { analysis } = findTarget(ledger, subject, name);
    if (!analysis) {
      throw new AsimovError("ANALYSIS_MISSING", {
        message: `"${subject}" is an event, and assets are of one analysis`,
        remedy: `asimov assets ${typed(subject)} ANALYSIS, or asimov show ${typed(subject)} for their names`,
        exitCode: 2,
      });
    }
    const files = await listAssets(ledger, analysis, options);
    if (files.some(({ state }) => !isSound(state))) process.exitCode = 1;
    if (options.json) process.stdout.write(`${JSON.stringify(files, null, 2)}\n`);
    else print(files);
  });
}

function print(files: readonly ListedAsset[]): void {
  if (files.length === 0) process.stdout.write("it has no assets\n");
  const rows = files.map(({ name, key, size, sha256, state, path, inRunDirectoryOf }) => [
    name,
    key,
    formatBytes(size),
    sha256.slice(0, 12),
    state,
    path,
    ...(inRunDirectoryOf === undefined ? [] : [`where ${inRunDirectoryOf} runs now`]),
  ]);
  for (const line of formatTable(rows, Infinity)) process.stdout.write(`${line}\n`);
}
