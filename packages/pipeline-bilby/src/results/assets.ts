import { rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import type { Assets, Pipeline } from "@asimov-gw/core/pipeline";

import { expectedResults } from "./expected.ts";
import { readResult } from "./read.ts";

/** The products of a complete run: its results, the config file, and the evidences in a file that is written here. */
export async function collectAssets(pipeline: Pick<Pipeline, "analysis" | "environment" | "run">): Promise<Assets> {
  const { runDirectory, configFile } = pipeline.analysis;
  const samples = (await expectedResults(runDirectory)).flatMap(({ file }) => file ?? []);
  const evidence = join(runDirectory, "evidence.json");
  await writeEvidence(evidence, samples, pipeline);
  return { samples, config: configFile, evidence };
}

// The same results make the same file, whenever and however often it is written.
async function writeEvidence(target: string, files: readonly string[], pipeline: Pick<Pipeline, "environment" | "run">): Promise<void> {
  const results: object[] = [];
  for (const file of files) {
    const facts = await readResult(file, pipeline);
    results.push({ file: basename(file), ...(typeof facts === "string" ? { unreadable: facts } : { samples: facts.samples, ...facts.evidence }) });
  }
  const unfinished = `${target}.new`;
  await writeFile(unfinished, `${JSON.stringify({ unit: "nat", results }, null, 2)}\n`);
  await rename(unfinished, target);
}
