import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";

import { AsimovError, type Pipeline } from "@asimov-gw/core/pipeline";

/** What a result file holds, as far as its completion is concerned. */
export interface ResultFacts {
  readonly samples: number;
  readonly columns: readonly string[];
  /** Parameters that were sampled: all others were fixed or computed. */
  readonly sampled: readonly string[];
  /** Those of them that have samples which are no finite numbers. */
  readonly notFinite: readonly string[];
  /** In bilby's names; natural logarithms. What is not finite is left out. */
  readonly evidence: Readonly<Record<string, number>>;
}

/**
 * What a result file of bilby holds, JSON, HDF5 or pickle; a text when it is not whole, why. HDF5 is read in a process of its own; where that gets too little
 * memory, and for pickle, bilby's own Python reads the file. Throws `RESULT_UNREADABLE` for what may not be read, and `RESULT_READER_FAILED` when nothing
 * could read it.
 */
export async function readResult(file: string, pipeline: Pick<Pipeline, "environment" | "run">): Promise<ResultFacts | string> {
  if (extname(file) === ".pkl") return readByPython(file, pipeline);
  try {
    return await readByReader(file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (error.code === "RESULT_READER_FAILED") return readByPython(file, pipeline);
    if (notWhole.has(String(error.code))) return error.message;
    throw error;
  }
}

const notWhole = new Set(["RESULT_TRUNCATED", "RESULT_INVALID", "RESULT_FORMAT_UNKNOWN", "RESULT_NO_SAMPLES"]);

async function readByReader(file: string): Promise<ResultFacts> {
  // Not before a result is read: all other hooks are quicker without it.
  const { summarise } = await import("@asimov-gw/results");
  const { posteriors } = await summarise(file);
  const { samples = 0, sampled = [], parameters = [], others = [], evidence = {} } = posteriors[0] ?? {};
  const bad = parameters.filter(({ missing, infinite }) => missing + infinite > 0).map(({ name }) => name);
  const logarithms = {
    log_evidence: evidence.logEvidence,
    log_evidence_err: evidence.error,
    log_noise_evidence: evidence.logNoiseEvidence,
    log_bayes_factor: evidence.logBayesFactor,
  };
  return {
    samples,
    columns: [...parameters.map(({ name }) => name), ...others],
    sampled,
    notFinite: sampled.filter((name) => bad.includes(name)),
    evidence: Object.fromEntries(Object.entries(logarithms).filter((entry): entry is [string, number] => Number.isFinite(entry[1]))),
  };
}

const program = fileURLToPath(new URL("../../programs/read_result.py", import.meta.url));

async function readByPython(file: string, { environment, run }: Pick<Pipeline, "environment" | "run">): Promise<ResultFacts | string> {
  // Libraries that take address space for each processor would need more than there may be.
  const alone = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const { exitCode, stdout, stderr } = await run(environment.find("python"), [program, file], { environment: alone });
  const said = stderr.trim().split("\n").at(-1) ?? "";
  if (exitCode === 0) return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as ResultFacts;
  if (exitCode === 3) return `bilby can't read it: ${said}`;
  throw new AsimovError("RESULT_READER_FAILED", {
    message: `bilby's Python ended with exit code ${exitCode} before it said what is in ${basename(file)}${said === "" ? "" : `: ${said}`}`,
    at: { file },
    remedy: "The analysis's log has all of its output; it may need more memory than it is allowed (ulimit -v tells).",
  });
}
