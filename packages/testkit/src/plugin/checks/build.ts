import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

import type { BuiltWorkflow } from "@asimov-gw/core/pipeline";
import { AsimovError } from "@asimov-gw/core/system";
import { jobsOf, readWorkflow } from "@asimov-gw/core/workflow";

import { checksOf, NotApplicable, type PipelineCheck } from "../check.ts";
import { writeFiles } from "../tree.ts";
import type { Trial } from "../trial.ts";

/** From the config file to the workflow. */
export const checksOfBuild: readonly PipelineCheck[] = checksOf("build", {
  workflow: [
    "the builder gives a workflow file that is there",
    "It is what the scheduler gets.",
    async (trial) => {
      const { file, directory } = await trial.buildWorkflow();
      ok(typeof file === "string" && file !== "", "buildDag names no file");
      ok(existsSync(resolve(directory ?? dirname(file), file)), `there is no ${file}`);
    },
  ],
  readable: [
    "the workflow is a DAGMan file that core can read, with a node at least",
    "Schedulers other than HTCondor run it through core.",
    async (trial) => {
      const built = await trial.buildWorkflow();
      const { nodes } = await read(built);
      ok(nodes.length > 0, "it has no node");
    },
  ],
  absolute: [
    "paths that it returns are absolute, or relative to the directory that it names",
    "asimov runs in another directory than the one where it was built.",
    async (trial) => {
      const { file, directory } = await trial.buildWorkflow();
      ok(isAbsolute(file) || (directory !== undefined && isAbsolute(directory)), `${file} depends on where asimov runs`);
    },
  ],
  own: [
    "the workflow lies in the run directory",
    "Whatever lies elsewhere is not cleaned with the attempt, and may be that of another one.",
    async (trial) => {
      const { file, directory } = await trial.buildWorkflow();
      const path = resolve(directory ?? dirname(file), file);
      ok(path.startsWith(`${trial.runDirectory}/`), `${path} is not below ${trial.runDirectory}`);
    },
  ],
  within: [
    "nothing is written but in the run directory",
    "Files elsewhere are nobody's: they are neither cleaned nor kept, and builds at the same time collide.",
    async (trial) => {
      await trial.build();
      const before = trial.tree();
      trial.workflow = await trial.call<BuiltWorkflow>("buildDag");
      deepEqual(trial.changedOutside(before, trial.runDirectory), []);
    },
  ],
  config: [
    "the config file stays as it was rendered",
    "It is committed to the repository of the event; what changes it later is an edit by hand.",
    async (trial) => {
      await trial.build();
      const before = trial.tree();
      await trial.call("buildDag");
      const [path] = trial.changedOutside(before, trial.runDirectory).filter((one) => one.endsWith(basename(trial.configFile)));
      equal(path, undefined);
    },
  ],
  "process-state": [
    "the directory and the environment of the process stay as they were",
    "Hooks of several analyses share a process.",
    async (trial) => {
      const before = [process.cwd(), { ...process.env }];
      await trial.buildWorkflow();
      deepEqual([process.cwd(), { ...process.env }], before);
    },
  ],
  jobs: [
    "each job names a program that is there, and what it needs of memory",
    "A site removes or holds jobs that ask for nothing; a missing program fails after hours in a queue.",
    async (trial) => {
      const { nodes } = await read(await trial.buildWorkflow());
      for (const node of nodes) {
        const { name } = node;
        for (const { executable, request } of jobsOf(node)) {
          ok(existsSync(executable), `node ${name}: there is no ${executable}`);
          ok(request.memory !== undefined, `node ${name} asks for no memory`);
        }
      }
    },
  ],
  again: [
    "built a second time it gives the same workflow, or refuses and changes nothing",
    "After a crash a hook runs again; bilby_pipe would build into a second directory and let the first one be submitted.",
    async (trial) => {
      const first = await trial.buildWorkflow();
      const before = trial.tree();
      try {
        deepEqual(await trial.call("buildDag"), first);
      } catch (error) {
        ok(error instanceof AsimovError, `it fails without a code: ${String(error)}`);
        deepEqual(trial.changedOutside(before), []);
      }
    },
  ],
  anew: [
    "after the run directory went to the trash it builds again",
    "So does core after a crash, and after a restart.",
    async (trial) => {
      const first = await trial.buildWorkflow();
      trial.trash();
      deepEqual(await trial.call("buildDag"), first);
    },
  ],
  failing: [
    "a program that fails is an error, also when a workflow is there",
    "A workflow of a builder that failed is half of one.",
    async (trial) => {
      if (!(await runsPrograms(trial))) throw new NotApplicable("buildDag runs no program");
      trial.run = async (request) => ({ ...(await trial.program(request)), exitCode: 1, stderr: "conformance: no luck\n" });
      await trial.build();
      await rejects(trial.call("buildDag"));
    },
  ],
  words: [
    "the error of a program that fails has its last words",
    "People look at the reason of the status first, and at logs later.",
    async (trial) => {
      if (!(await runsPrograms(trial))) throw new NotApplicable("buildDag runs no program");
      trial.run = async (request) => ({ ...(await trial.program(request)), exitCode: 1, stderr: "conformance: the disk is on fire\n" });
      await trial.build();
      await rejects(trial.call("buildDag"), /the disk is on fire/);
    },
  ],
  silent: [
    "a program that ends well and writes nothing is an error",
    "No answer is no success.",
    async (trial) => {
      if (!(await runsPrograms(trial))) throw new NotApplicable("buildDag runs no program");
      trial.run = async () => ({ exitCode: 0, stdout: "", stderr: "", seconds: 0 });
      await trial.build();
      await rejects(trial.call("buildDag"));
    },
  ],
  crash: [
    "a crash while its program runs is mended by building again",
    "Core puts what is there into the trash, and calls the hook again.",
    async (trial) => {
      if (!(await runsPrograms(trial))) throw new NotApplicable("buildDag runs no program");
      await trial.build();
      trial.run = async (request) => {
        await trial.program(request);
        throw new Error("the machine went down");
      };
      await rejects(trial.call("buildDag"), /the machine went down/);
      trial.trash();
      trial.run = (request) => trial.program(request);
      const { file, directory } = await trial.call<BuiltWorkflow>("buildDag");
      ok(existsSync(resolve(directory ?? dirname(file), file)));
    },
  ],
  "program-missing": [
    "a program that is not installed is an error that names it",
    "Most new projects fail there first.",
    async (trial) => {
      const programs = Object.keys(trial.options.fixture.programs ?? {});
      if (programs.length === 0) throw new NotApplicable("the fixture names no program");
      await trial.build();
      trial.uninstall();
      await rejects(trial.call("buildDag"), (error) => error instanceof AsimovError && programs.some((name) => error.message.includes(name)));
    },
  ],
  "dry-run": [
    "a dry run writes nothing before its first command",
    "asimov manage submit --dry-run shows that command, and must leave no trace of it.",
    async (trial) => {
      if (!(await runsPrograms(trial))) throw new NotApplicable("buildDag runs no program");
      await trial.build();
      trial.run = async () => {
        throw new Error("dry run");
      };
      const before = trial.tree();
      await rejects(trial.call("previewDag"), /dry run/);
      deepEqual(
        trial.changedOutside(before).filter((path) => !isDirectoryOnly(trial, path)),
        [],
      );
    },
  ],
  others: [
    "files of others in the neighbourhood are not touched",
    "Analyses of an event lie side by side.",
    async (trial) => {
      const neighbours = { pe_A: { "keep.txt": "mine" }, "pe-2": { "keep.txt": "mine" } };
      for (const [name, files] of Object.entries(neighbours)) writeFiles(join(dirname(trial.runDirectory), name), files);
      await trial.build();
      const before = trial.tree();
      try {
        await trial.call("buildDag");
      } catch (error) {
        if (!(error instanceof AsimovError)) throw error;
      }
      deepEqual(trial.changedOutside(before, trial.runDirectory), []);
    },
  ],
});

function read({ file, directory }: BuiltWorkflow): ReturnType<typeof readWorkflow> {
  const place = directory ?? dirname(file);
  return readWorkflow(resolve(place, file), { directory: place });
}

async function runsPrograms(trial: Trial): Promise<boolean> {
  await trial.build();
  trial.asked.length = 0;
  await trial.call("buildDag");
  const runs = trial.askedOf("run").length > 0;
  trial.trash();
  return runs;
}

function isDirectoryOnly(trial: Trial, path: string): boolean {
  return trial.tree().get(path) === "directory";
}
