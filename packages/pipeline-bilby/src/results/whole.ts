import { stat } from "node:fs/promises";
import { basename } from "node:path";

import type { Pipeline } from "@asimov-gw/core/pipeline";

import { expectedResults, type ExpectedResult } from "./expected.ts";
import { readResult, type ResultFacts } from "./read.ts";

/** Whether every result that the workflow was to make opens and has samples; what is missing in which is said in the log. */
export async function isComplete(pipeline: Pick<Pipeline, "analysis" | "environment" | "run" | "log">): Promise<boolean> {
  const expected = await expectedResults(pipeline.analysis.runDirectory);
  if (expected.length === 0) pipeline.log.warn("the run directory has no workflow of bilby_pipe, and so no results");
  let complete = expected.length > 0;
  for (const result of expected) {
    const problem = await problemOf(result, pipeline);
    if (problem === undefined) continue;
    complete = false;
    pipeline.log.warn(`${result.file === undefined ? result.name : basename(result.file)} is not whole: ${problem}`);
  }
  return complete;
}

async function problemOf({ file, parts }: ExpectedResult, pipeline: Pick<Pipeline, "environment" | "run">): Promise<string | undefined> {
  if (file === undefined) return "there is no such result";
  for (const part of parts) if (await isEmpty(part)) return `it was merged without ${basename(part)}, which is missing or empty`;
  const facts = await readResult(file, pipeline);
  return typeof facts === "string" ? facts : problemWith(facts);
}

/** What is missing in the content of a result; undefined when nothing is. */
function problemWith({ samples, columns, sampled, notFinite }: ResultFacts): string | undefined {
  const missing = sampled.filter((name) => !columns.includes(name));
  if (samples === 0) return "it has no samples";
  if (sampled.length === 0) return "it does not say which parameters were sampled";
  if (missing.length > 0) return `it has no samples of ${missing.join(", ")}`;
  return notFinite.length > 0 ? `it has samples that are no finite numbers, of ${notFinite.join(", ")}` : undefined;
}

async function isEmpty(file: string): Promise<boolean> {
  try {
    return (await stat(file)).size === 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return true;
    throw error;
  }
}
