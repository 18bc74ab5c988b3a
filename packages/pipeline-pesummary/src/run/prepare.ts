import { mkdir } from "node:fs/promises";
import { chmodSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import type { BuiltWorkflow } from "@asimov-gw/core/pipeline";
import { writeAtomic } from "@asimov-gw/core/system";

import { planFor, recordFile, recordOf, type Plan, type Summary } from "../summary/index.ts";
import { publishedRecord } from "./completion.ts";
import { withReadableConfigs } from "./configs.ts";
import type { Requests } from "./requests.ts";
import { scriptFor, type Place, type Programs } from "./script.ts";

/**
 * Writes the script, the workflow with the one job that runs it, and the record of what its pages will be made of. A summary that differs from the
 * published one only in what was added or removed is made from a copy of that. Throws `PESUMMARY_PATH`.
 */
export async function prepare(
  summary: Summary,
  place: Place,
  programs: Programs,
  requests: Requests,
): Promise<BuiltWorkflow & { readonly plan: Plan }> {
  const { directory, published } = place;
  const record = await recordOf(summary);
  const plan = planFor(record, await publishedRecord(published));
  const sources = await withReadableConfigs(summary.sources, directory);
  const script = scriptFor(plan, { ...summary, sources }, place, programs);
  await mkdir(directory, { recursive: true });
  const executable = join(directory, "summarise.sh");
  writeAtomic(executable, script);
  chmodSync(executable, 0o755);
  writeAtomic(recordFile(directory), `${JSON.stringify(record, null, 2)}\n`);
  writeAtomic(join(directory, "pesummary.sub"), submitFile(directory, executable, programs, requests));
  const file = join(directory, "pesummary.dag");
  writeAtomic(file, "JOB pesummary pesummary.sub\n");
  return { file, directory, plan };
}

function submitFile(directory: string, executable: string, { summarypages }: Programs, { cpus, memory, disk, accounting }: Requests): string {
  // PESummary looks for ligo.skymap's programs on PATH only.
  const path = [dirname(summarypages), process.env["PATH"] ?? ""].join(delimiter);
  const variables = [`PATH=${path}`, "HDF5_USE_FILE_LOCKING=FALSE", "OMP_NUM_THREADS=1", "OMP_PROC_BIND=false"];
  return [
    "universe = vanilla",
    `executable = ${macroFree(executable)}`,
    `initialdir = ${macroFree(directory)}`,
    `environment = "${variables.map(variable).join(" ")}"`,
    "getenv = HOME, USER, LOGNAME, LANG, LAL_DATA_PATH",
    "output = pesummary.out",
    "error = pesummary.err",
    "log = pesummary.log",
    `request_cpus = ${cpus}`,
    `request_memory = ${memory}`,
    `request_disk = ${disk}`,
    // It works on a file system that all see, where the pages are published.
    "should_transfer_files = NO",
    ...(accounting.group === undefined ? [] : [`accounting_group = ${accounting.group}`]),
    ...(accounting.user === undefined ? [] : [`accounting_group_user = ${accounting.user}`]),
    "queue 1",
    "",
  ].join("\n");
}

function variable(assignment: string): string {
  return `'${macroFree(assignment).replaceAll("'", "''").replaceAll('"', '""')}'`;
}

function macroFree(text: string): string {
  return text.replaceAll("$", "$(DOLLAR)");
}
