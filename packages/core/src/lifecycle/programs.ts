import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Analysis } from "../analysis/index.ts";
import type { PipelineDoors, RunRequest } from "../pipeline/remote/index.ts";
import { AsimovError, findProgram, runCommand, sha256 } from "../system/index.ts";
import { callHook } from "./hooks.ts";
import type { Session } from "./session.ts";
import type { Attempt, Program } from "./record/index.ts";

/** A door for commands that remembers the first one. */
export function remembering(run: PipelineDoors["run"]): { readonly run: PipelineDoors["run"]; readonly first: () => RunRequest | undefined } {
  let first: RunRequest | undefined;
  return {
    run: (request, signal) => {
      first ??= request;
      return run(request, signal);
    },
    first: () => first,
  };
}

/** What a builder ran, with the version and the environment of its program, which are looked up once per session; undefined where it ran nothing. */
export async function programOf(session: Session, analysis: Analysis, attempt: Attempt, first: RunRequest | undefined): Promise<Program | undefined> {
  if (!first) return undefined;
  const command = [first.command, ...first.args];
  const path = locate(session, first);
  const { distribution, versionArgs } = await callHook(session, analysis, attempt, "describe");
  const key = JSON.stringify([path, distribution, versionArgs]);
  let installed = session.programs.get(key);
  if (!installed) session.programs.set(key, (installed = lookUp(path, distribution, versionArgs)));
  return { path, command, ...(await installed) };
}

/** What is known of an installed program. */
export type Installed = Pick<Program, "version" | "environment">;

function locate({ project }: Session, { command, directory, environment }: RunRequest): string {
  try {
    return findProgram(command, directory ?? project.directory, { ...process.env, ...environment });
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    // It ran a moment ago; what it was called is what there is to say.
    return command;
  }
}

async function lookUp(path: string, distribution: string | undefined, versionArgs: readonly string[] | undefined): Promise<Installed> {
  const packages = packagesIn(dirname(dirname(path)));
  const environment = packages.length === 0 ? undefined : sha256(packages.join("\n"));
  const version = (distribution && versionIn(packages, distribution)) ?? (versionArgs && (await askVersion(path, versionArgs)));
  return { ...(version && { version }), ...(environment && { environment }) };
}

// NAME-VERSION of each package of a Python or conda environment, by the names of its records: no program is started.
function packagesIn(prefix: string): readonly string[] {
  const library = join(prefix, "lib");
  const pythons = namesIn(library).filter((name) => /^python\d/.test(name));
  const python = pythons.flatMap((name) => endingIn(join(library, name, "site-packages"), ".dist-info"));
  return [...python, ...endingIn(join(prefix, "conda-meta"), ".json")].toSorted();
}

function endingIn(directory: string, end: string): readonly string[] {
  return namesIn(directory).flatMap((name) => (name.endsWith(end) ? [name.slice(0, -end.length)] : []));
}

function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

function versionIn(packages: readonly string[], distribution: string): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, "_");
  const parts = packages.map((name) => /^(?<name>.+?)-(?<version>\d[^-]*)/.exec(name)?.groups);
  return parts.find((one) => one && plain(one["name"] ?? "") === plain(distribution))?.["version"];
}

async function askVersion(path: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await runCommand(path, args, { timeout: 60 });
    return /\d+(?:\.\w+)+/.exec(`${stdout}\n${stderr}`)?.[0];
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    // A record that lacks the version is no reason not to submit.
    return undefined;
  }
}
