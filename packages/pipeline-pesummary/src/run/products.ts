import { existsSync, rmSync, copyFileSync } from "node:fs";
import { join } from "node:path";

import type { Assets } from "@asimov-gw/core/pipeline";

import { readRecord, recordFile } from "../summary/index.ts";
import { pagesIn } from "./script.ts";

/** The name under which pages are published. */
export const pagesName = "pesummary";

/** The metafile of the pages in a directory. */
export function metafileIn(pages: string): string {
  return join(pages, "samples", "posterior_samples.h5");
}

/** The samples under a label of the pages in a directory, as a table. */
export function tableIn(pages: string, label: string): string {
  return join(pages, "samples", `${label}_pesummary.dat`);
}

/** Where to begin to read the pages in a directory. */
export function startIn(pages: string): string {
  return join(pages, "home.html");
}

/** The products of a complete run: the metafile, and by label its samples as a table, with the sky map where one was made. */
export function productsOf(directory: string): Assets {
  const pages = pagesIn(directory);
  const labels = Object.keys(readRecord(directory)?.sources ?? {});
  const filesFor = (label: string): readonly string[] => [tableIn(pages, label), join(pages, "samples", `${label}_skymap.fits`)];
  const summary = Object.fromEntries(labels.map((label) => [label, filesFor(label).filter((file) => existsSync(file))]));
  return { metafile: metafileIn(pages), summary };
}

/** Publishes the pages of a complete run, with the record of what they were made of. */
export async function publish(directory: string, publishPages: (name: string, directory: string) => Promise<string>): Promise<void> {
  const pages = pagesIn(directory);
  // For a restart in the middle, which never happens: a job that is run again begins anew.
  rmSync(join(pages, "checkpoint"), { recursive: true, force: true });
  copyFileSync(recordFile(directory), recordFile(pages));
  await publishPages(pagesName, pages);
}
