import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Lab } from "./harness.ts";

/** Lines of a file of the jobs; none when it is not there. */
export function lines(lab: Lab, name: string): readonly string[] {
  return existsSync(lab.path(name)) ? readFileSync(lab.path(name), "utf8").trimEnd().split("\n") : [];
}

/** Shell text that tells that it ran, and waits for a file, but not for ever. */
export function waitsFor(file: string): string {
  return `echo ran >>runs; n=0; while [ ! -e ${file} ] && [ $n -lt 2400 ]; do sleep 0.05; n=$((n+1)); done`;
}

/** Makes a file that jobs wait for. */
export function touch(lab: Lab, file: string): void {
  writeFileSync(lab.path(file), "");
}

/** The directories of the submissions to Slurm of the labs's token. */
export function batches(lab: Lab): readonly string[] {
  const jobs = lab.jobsOf("gw");
  return readdirSync(jobs)
    .filter((name) => name.endsWith(".batch"))
    .map((name) => join(jobs, name));
}

/** The name in Slurm of the only submission. */
export function jobName(lab: Lab): string {
  const [only] = batches(lab);
  return (JSON.parse(readFileSync(join(only!, "batch.json"), "utf8")) as { readonly name: string }).name;
}

/** The id in Slurm of the only submission. */
export function jobId(lab: Lab): string {
  return readFileSync(join(batches(lab)[0]!, "id"), "utf8");
}
