import { resolve } from "node:path";

import type { Analysis } from "@asimov-gw/core/analysis";
import { fetchStored, mendManifests, storedResults, unknownInStore, verifyStored, type Verification } from "@asimov-gw/core/lifecycle/results";
import type { Ledger } from "@asimov-gw/core/ledger";
import type { Project } from "@asimov-gw/core/project";
import { AsimovError, formatBytes } from "@asimov-gw/core/system";

import { printCounted } from "../counted.ts";
import { ProgressLine } from "../progress.ts";
import { chosen, targets } from "../selection.ts";
import { formatTable } from "../table.ts";
import { withProject } from "../with-project.ts";

interface Selecting {
  readonly where?: readonly string[];
  readonly json?: boolean;
}

/** `asimov store list`: the files in the store, with their sizes and hashes. */
export async function listStore(directory: string, command: string, name: string | undefined, options: Selecting): Promise<void> {
  await withProject(directory, command, async ({ ledger }) => {
    const files = storedResults(ledger, await selection(ledger, name, options));
    if (options.json) {
      process.stdout.write(`${JSON.stringify(files, null, 2)}\n`);
      return;
    }
    const rows = files.map(({ address, attempt, asset, size, sha256, path }) => [
      address,
      String(attempt),
      asset,
      formatBytes(size),
      sha256.slice(0, 12),
      path,
    ]);
    for (const line of formatTable(rows, Infinity)) process.stdout.write(`${line}\n`);
    process.stdout.write(`${summary(files)}\n`);
  });
}

/** `asimov store verify`: reads files of the store again; exit code 1 where they are not what the ledger says. */
export async function verifyStore(
  directory: string,
  command: string,
  name: string | undefined,
  options: Selecting & { readonly mend?: boolean },
): Promise<void> {
  await withProject(directory, command, async (project) => {
    const analyses = await selection(project.ledger, name, options);
    const files = storedResults(project.ledger, analyses);
    const mended = options.mend ? mendManifests(project, files) : [];
    const verification = await verified(project, files);
    // Of a selection nobody asks what else there is.
    const unknown = analyses === undefined ? unknownInStore(project) : [];
    if (verification.wrong.length + verification.manifests.length > 0) process.exitCode = 1;
    if (options.json) process.stdout.write(`${JSON.stringify({ ...verification, unknown, mended }, null, 2)}\n`);
    else print(verification, unknown, mended);
  });
}

/** `asimov store fetch`: copies of stored files. */
export async function fetchStore(
  directory: string,
  command: string,
  addresses: readonly string[],
  options: Selecting & { readonly to: string; readonly asset?: readonly string[] },
): Promise<void> {
  await withProject(directory, command, async (project) => {
    const { asset } = options;
    const all = storedResults(project.ledger, await chosen(project.ledger, addresses, options));
    const files = all.filter((file) => asset === undefined || asset.includes(file.asset));
    if (files.length === 0) {
      throw new AsimovError("STORE_NOTHING", {
        message: asset === undefined ? "nothing of them is in the store" : `of them, the store has no asset ${asset.join(", ")}`,
        remedy: "asimov store list tells what there is.",
      });
    }
    const fetched = await fetchStored(project, files, resolve(directory, options.to));
    if (options.json) process.stdout.write(`${JSON.stringify(fetched, null, 2)}\n`);
    else for (const path of fetched) process.stdout.write(`${path}\n`);
  });
}

async function selection(ledger: Ledger, name: string | undefined, { where }: Selecting): Promise<readonly Analysis[] | undefined> {
  return name === undefined && where === undefined ? undefined : targets(ledger, name, undefined, where);
}

async function verified(project: Project, files: Parameters<typeof verifyStored>[1]): Promise<Verification> {
  const line = new ProgressLine();
  try {
    return await verifyStored(project, files, ({ files: done, allFiles, bytes, allBytes }) =>
      line.show(() => `${done} of ${allFiles} files, ${formatBytes(bytes)} of ${formatBytes(allBytes)}`),
    );
  } finally {
    line.end();
  }
}

function print({ files, bytes, wrong, manifests }: Verification, unknown: readonly string[], mended: readonly string[]): void {
  for (const { state, path, address, asset } of wrong) process.stdout.write(`${state}  ${path}  (${asset} of ${address})\n`);
  for (const path of manifests) process.stdout.write(`not what the ledger says  ${path}  (asimov store verify --mend writes it anew)\n`);
  for (const path of mended) process.stdout.write(`written anew  ${path}\n`);
  printCounted(unknown.map((path) => `not in the ledger  ${path}`));
  const sound = files - wrong.length;
  process.stdout.write(`${sound} of ${files} files are as they were stored; ${formatBytes(bytes)} in all\n`);
}

function summary(files: readonly { readonly size: number; readonly address: string }[]): string {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const analyses = new Set(files.map(({ address }) => address)).size;
  return `files: ${files.length}, analyses: ${analyses}, ${formatBytes(bytes)}`;
}
