import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { AsimovError, type BuiltWorkflow } from "@asimov-gw/core/pipeline";

import { checkFiles, checkPaths } from "../files.ts";
import { builder, checkConfig } from "../options/index.ts";
import { makeGrid } from "./bootstrap.ts";
import { copyBilbyConfig, reweights } from "./calibration.ts";
import { coincFile } from "./coinc.ts";
import { failed } from "./failed.ts";
import { inputsOf } from "./inputs.ts";
import { convertSpectra } from "./psds.ts";
import { strainOf, writeCaches } from "./strain.ts";
import type { Building } from "./tools.ts";
import { builderVariables, jobVariables } from "./variables.ts";

const workflow = "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag";

/**
 * Makes the builder's input files, runs it, and puts into the run directory what its jobs need. Throws `RUN_DIRECTORY_EXISTS`, `BUILDER_FAILED`,
 * `BUILDER_IGNORED_OPTIONS` and what is wrong with the inputs.
 */
export async function build(surroundings: Omit<Building, "variables" | "inputs">, config: Readonly<Record<string, string>>): Promise<BuiltWorkflow> {
  const { analysis, environment, run } = surroundings;
  const { runDirectory, configFile, projectDirectory } = analysis;
  if (existsSync(runDirectory)) {
    throw new AsimovError("RUN_DIRECTORY_EXISTS", {
      message: `the run directory exists already, and RIFT's builder insists on making it: ${runDirectory}`,
      remedy: "Move it away, or let asimov clean it: set the status of the analysis to restart.",
    });
  }
  const program = environment.find(builder);
  await checkConfig(config, program, run);
  checkPaths([
    { key: "The run directory", file: runDirectory },
    { key: "The config file", file: configFile },
  ]);
  const variables = builderVariables(analysis, environment);
  if (reweights(analysis)) requireOnPath("bilby_pipe_generation", variables["PATH"] ?? "");

  const inputs = inputsOf(analysis);
  await rm(inputs, { recursive: true, force: true });
  await mkdir(inputs, { recursive: true });
  const building: Building = { ...surroundings, variables, inputs };
  await writeCaches(strainOf(analysis), inputs);
  await makeGrid(building);
  await copyBilbyConfig(analysis, inputs);
  const placeSpectra = await convertSpectra(building);
  const coinc = await coincFile(building);
  checkFiles([{ key: "files.coinc", file: coinc }], projectDirectory);

  const args = ["--use-ini", configFile, "--use-coinc", coinc, "--use-rundir", runDirectory];
  const result = await run(program, args, { directory: inputs, environment: variables });
  const file = join(runDirectory, workflow);
  if (result.exitCode !== 0) throw failed(builder, `ended with exit code ${result.exitCode}`, result);
  // It goes on when the programs that it runs fail.
  if (!existsSync(file)) throw failed(builder, `did not write ${file}`, result);
  await placeSpectra(runDirectory);
  await giveVariables(runDirectory, jobVariables(analysis.settings, variables));
  await nameLog(join(runDirectory, "convert_extr.sub"));
  await rename(inputs, join(runDirectory, "inputs"));
  await follow(runDirectory, inputs, join(runDirectory, "inputs"));
  return { file, directory: runDirectory };
}

// Jobs inherit the environment of who submits them, which is not the one that RIFT was built in.
async function giveVariables(runDirectory: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const line = `ENV SET ${Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join(";")}\n`;
  const names = await readdir(runDirectory, { recursive: true });
  for (const name of names.filter((one) => one.endsWith(".dag"))) {
    const file = join(runDirectory, name);
    await writeFile(file, line + (await readFile(file, "utf8")));
  }
}

// One node converts the samples of all jobs, and its log is named by a macro that it does not set: HTCondor takes that as empty, others refuse it.
async function nameLog(file: string): Promise<void> {
  if (!existsSync(file)) return;
  await writeFile(file, (await readFile(file, "utf8")).replaceAll("$(macroevent)", "$(macroevent:all)"));
}

// What RIFT wrote down of its input files is where they are now.
async function follow(runDirectory: string, from: string, to: string): Promise<void> {
  const names = await readdir(runDirectory);
  for (const name of names.filter((one) => /\.(ini|json|sh|sub|txt)$/.test(one))) {
    const file = join(runDirectory, name);
    const text = await readFile(file, "utf8");
    if (text.includes(from)) await writeFile(file, text.replaceAll(from, to));
  }
}

function requireOnPath(program: string, path: string): void {
  if (path.split(delimiter).some((directory) => existsSync(join(directory, program)))) return;
  throw new AsimovError("PROGRAM_NOT_FOUND", {
    message: `RIFT reweights by the calibration with ${program} of bilby_pipe, which is not on the builder's PATH`,
    remedy: 'Install bilby_pipe beside RIFT, or name its directory: "scheduler: {environment variables: {PATH: /opt/bilby/bin:/usr/bin:/bin}}".',
  });
}
