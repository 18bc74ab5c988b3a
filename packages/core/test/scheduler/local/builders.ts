import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Observation } from "../../../src/scheduler/index.ts";
import { until, type Lab } from "./lab.ts";

const strain = fileURLToPath(new URL("../../../../../examples/gw150914/data/", import.meta.url));

/** The files of the strain of GW150914 by detector. */
export const frames: { readonly H1: string; readonly L1: string } = {
  H1: globSync(join(strain, "H-*.gwf"))[0]!,
  L1: globSync(join(strain, "L-*.gwf"))[0]!,
};

/** What became of a submission, which must end within so many seconds. */
export async function end(lab: Lab, token: string, seconds: number): Promise<Observation> {
  await until(async () => !["queued", "running"].includes((await lab.observe(token)).state), seconds);
  return lab.observe(token);
}

/** Runs a program of the environment `home`, where builders look for their own programs, in the directory of a lab. */
export function build(
  { directory }: Lab,
  home: string,
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): void {
  execFileSync(join(home, "bin", program), args, { cwd: directory, env: { ...process.env, ...variables, PATH: pathOf(home) }, stdio: "pipe" });
}

/** `PATH` with the programs of the environment `home` first. */
export function pathOf(home: string): string {
  return `${join(home, "bin")}:${process.env["PATH"]}`;
}
