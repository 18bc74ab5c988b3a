import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";

import { AsimovError } from "@asimov-gw/core/pipeline";
import { readIfExists } from "@asimov-gw/core/system";
import { summarise } from "@asimov-gw/results";

import { readRecord, type PagesRecord } from "../summary/index.ts";
import { logFiles } from "./log-files.ts";
import { metafileIn, startIn, tableIn } from "./products.ts";
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
  if (labels.size !== wanted.length) return false;
  for (const label of wanted) if (!(await isWholeTable(tableIn(pages, label), labels.get(label)))) return false;
  return true;
}

// The number of samples under each label.
async function labelsIn(metafile: string): Promise<ReadonlyMap<string, number>> {
  try {
    const { format, posteriors } = await summarise(metafile);
    const found = posteriors.flatMap(({ label, samples }) => (label === undefined ? [] : [[label, samples] as const]));
    return new Map(format === "PESummary HDF5" ? found : []);
  } catch (error) {
    // It was read, and is not whole.
    if (error instanceof AsimovError && unwhole.includes(error.code)) return new Map();
    throw error;
  }
}

// A line of names, and one for each of the samples that the metafile holds.
async function isWholeTable(file: string, samples: number | undefined): Promise<boolean> {
  if (samples === undefined || !existsSync(file)) return false;
  let [ends, last] = [0, 0];
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    for (const byte of chunk) if (byte === newline) ends++;
    last = chunk.at(-1) ?? last;
  }
  return last === newline && ends === samples + 1;
}

const newline = 10;

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
