import { existsSync } from "node:fs";
import { join } from "node:path";

import { AsimovError } from "@asimov-gw/core/pipeline";
import { readIfExists } from "@asimov-gw/core/system";
import { summarise } from "@asimov-gw/results";

import { readRecord, type PagesRecord } from "../summary/index.ts";
import { logFiles } from "./log-files.ts";
import { metafileIn, startIn } from "./products.ts";
import { pagesIn } from "./script.ts";

/**
 * Whether the pages in `directory` are there, with a metafile that holds samples under each label that was asked for. Throws `PESUMMARY_IGNORED_OPTIONS`
 * where PESummary says that it left options out, and `RESULT_READER_FAILED` where nobody can look into the metafile.
 */
export async function isComplete(directory: string): Promise<boolean> {
  refuseIgnored(directory);
  const record = readRecord(directory);
  const pages = pagesIn(directory);
  return record !== undefined && existsSync(startIn(pages)) && (await holds(pages, record));
}

/** The record of published pages whose metafile holds samples under each of its labels; undefined where there is none. Throws `RESULT_READER_FAILED`. */
export async function publishedRecord(pages: string): Promise<PagesRecord | undefined> {
  const record = readRecord(pages);
  return record !== undefined && (await holds(pages, record)) ? record : undefined;
}

async function holds(pages: string, { sources }: PagesRecord): Promise<boolean> {
  const metafile = metafileIn(pages);
  if (!existsSync(metafile)) return false;
  const [labels, wanted] = [await labelsIn(metafile), Object.keys(sources)];
  return labels.length === wanted.length && wanted.every((label) => labels.includes(label));
}

async function labelsIn(metafile: string): Promise<readonly string[]> {
  try {
    const { format, posteriors } = await summarise(metafile);
    return format === "PESummary HDF5" ? posteriors.flatMap(({ label }) => label ?? []) : [];
  } catch (error) {
    // It was read, and is not whole.
    if (error instanceof AsimovError && unwhole.includes(error.code)) return [];
    throw error;
  }
}

const unwhole = ["RESULT_TRUNCATED", "RESULT_INVALID", "RESULT_FORMAT_UNKNOWN", "RESULT_NO_SAMPLES"];

function refuseIgnored(directory: string): void {
  const log = logFiles.map((file) => readIfExists(join(directory, file)) ?? "").join("\n");
  const ignored = [...log.matchAll(/Unknown command line arguments:[^\S\n]*(\S.*)$/gm)].map(([, names = ""]) => names);
  if (ignored.length === 0) return;
  throw new AsimovError("PESUMMARY_IGNORED_OPTIONS", {
    message: `PESummary does not know options, and made its pages without them: ${ignored.join(" ")}`,
    remedy: "Remove the settings behind them, or use a version of PESummary that knows them.",
  });
}
