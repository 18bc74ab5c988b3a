import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFile } from "node:fs/promises";

import { AsimovError, type Pipeline, type RunOptions } from "@asimov-gw/core/pipeline";

import { builder } from "../options/index.ts";
import { failed } from "./failed.ts";

/** What the parts of a build share. */
export interface Building extends Pick<Pipeline, "analysis" | "environment" | "run" | "log"> {
  /** Variables for the builder and its tools. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where the builder's input files are made. */
  readonly inputs: string;
}

/** Runs one of RIFT's tools among the input files. Throws `BUILDER_FAILED` when it fails or does not write `output`. */
export async function runTool(
  { run, environment, variables, inputs }: Building,
  program: string,
  args: readonly string[],
  output: string,
): Promise<string> {
  const options: RunOptions = { directory: inputs, environment: variables };
  const result = await run(environment.find(program), args, options);
  const file = join(inputs, output);
  if (result.exitCode !== 0) throw failed(program, `ended with exit code ${result.exitCode}`, result);
  if (!existsSync(file)) throw failed(program, `did not write ${file}`, result);
  return file;
}

/** Writes points of the parameter space as the file `output` among the input files, with the Python that RIFT is installed in. */
export async function writeGrid(building: Building, request: object, output: string): Promise<string> {
  const { environment, run, variables, inputs } = building;
  const python = join(dirname(environment.find(builder)), "python3");
  if (!existsSync(python)) {
    throw new AsimovError("PROGRAM_NOT_FOUND", {
      message: `there is no python3 beside RIFT's programs: ${python}`,
      remedy: "Install RIFT in a virtual or conda environment, and name it as pipelines.rift.environment in the configuration.",
    });
  }
  const asked = join(inputs, `${output}.json`);
  await writeFile(asked, JSON.stringify(request));
  const program = fileURLToPath(new URL("../../programs/grid.py", import.meta.url));
  const file = join(inputs, output);
  const result = await run(python, [program, asked, file], { directory: inputs, environment: variables });
  if (result.exitCode !== 0) throw failed("grid.py", `ended with exit code ${result.exitCode}`, result);
  if (!existsSync(file)) throw failed("grid.py", `did not write ${file}`, result);
  return file;
}
