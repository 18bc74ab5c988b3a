import type { Ledger } from "@asimov-gw/core/ledger";
import { finishedAttempt } from "@asimov-gw/core/lifecycle/record";
import { isSound, listAssets, type ListedAsset } from "@asimov-gw/core/lifecycle/results";
import { formatBytes } from "@asimov-gw/core/system";

import { oneAnalysis, targets } from "../selection.ts";
import { formatTable } from "../table.ts";
import { withProject } from "../with-project.ts";

/** Options of `asimov assets`. */
export interface AssetsOptions {
  readonly attempt?: number;
  readonly where?: readonly string[];
  readonly verify?: boolean;
  readonly json?: boolean;
}

const theOne = { command: "asimov assets", things: "assets", option: "--where 'pipeline: bilby'" };

type Listed = ListedAsset & { readonly analysis?: string };

/** `asimov assets`: what an analysis offers to others, and whether it still is what was recorded. */
export async function assets(
  directory: string,
  command: string,
  subject: string | undefined,
  name: string | undefined,
  options: AssetsOptions,
): Promise<void> {
  await withProject(directory, command, async ({ ledger }) => {
    const files = options.where
      ? await ofSelected(ledger, subject, name, options)
      : await listAssets(ledger, oneAnalysis(ledger, subject, name, theOne), options);
    if (files.some(({ state }) => !isSound(state))) process.exitCode = 1;
    if (options.json) process.stdout.write(`${JSON.stringify(files, null, 2)}\n`);
    else print(files);
  });
}

// What has none is passed over: it was not asked for by its name.
async function ofSelected(ledger: Ledger, subject: string | undefined, name: string | undefined, options: AssetsOptions): Promise<readonly Listed[]> {
  const all: Listed[] = [];
  for (const analysis of await targets(ledger, subject, name, options.where)) {
    if (!finishedAttempt(ledger, analysis)) continue;
    for (const file of await listAssets(ledger, analysis, options)) all.push({ analysis: analysis.address, ...file });
  }
  return all;
}

function print(files: readonly Listed[]): void {
  if (files.length === 0) process.stdout.write("no assets\n");
  const rows = files.map(({ analysis, name, key, size, sha256, state, path, inRunDirectoryOf }) => [
    ...(analysis === undefined ? [] : [analysis]),
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
