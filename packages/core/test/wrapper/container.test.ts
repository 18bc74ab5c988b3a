import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import type { JobDescription } from "../../src/workflow/index.ts";
import { submittedEnvironment, type SubmittedEnvironment } from "../../src/wrapper/environment.ts";
import { wrapperCommand } from "../../src/wrapper/launch.ts";
import { localEngine } from "../../src/scheduler/local/engine.ts";
import { localSettings } from "../../src/scheduler/local/settings.ts";
import { preflight } from "../../src/scheduler/supervised/preflight.ts";
import { plainJob, workflowOf } from "../workflow/run/workflows.ts";

function withApptainer(): string {
  const directory = mkdtempSync(join(tmpdir(), "asimov-container-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, "bin"));
  writeFileSync(join(directory, "bin/apptainer"), "", { mode: 0o755 });
  return directory;
}

const submitted: SubmittedEnvironment = { base: {}, inherited: {} };
const engine = localEngine(localSettings({ memory: 1024, directory: "/state" }));

function argumentsOf(job: Partial<JobDescription>, path: string): readonly string[] {
  const how = { wrapper: "job.sh", directory: "/record", claim: "claim", scratch: "/scratch", append: false, environment: { PATH: path }, submitted };
  return wrapperCommand({ ...how, job: { ...plainJob, executable: "/opt/sampler", arguments: ["-n", "a b"], ...job } }).slice(1);
}

test("a job in a container runs through apptainer, with its directory bound to its place inside", () => {
  const bin = join(withApptainer(), "bin");
  const image = "/images/pe.sif";
  const plain = argumentsOf({ container: { image } }, bin);
  expect(plain.slice(0, 12)).toEqual(["job.sh", "/record", "claim", "/run", "/dev/null", "/dev/null", "/dev/null", "truncate", "0", "0", "0", "0"]);
  const bound = ["exec", "--bind", "/run:/run", "--pwd", "/run", "--no-home"];
  expect(plain.slice(12)).toEqual([`${bin}/apptainer`, ...bound, image, "/opt/sampler", "-n", "a b"]);
  const transfer = { executable: true, input: [], output: ["out"], remaps: {}, preserve: false, onlyOnSuccess: false };
  const own = argumentsOf({ container: { image: "docker://pe:1", target: "/work" }, transfer }, bin);
  expect(own.slice(9, 21)).toEqual(["9", "/scratch", "77", "always", "run", "/opt/sampler", "sampler", "out", "out", "/run/out", "0", "0"]);
  const inside = ["exec", "--bind", "/scratch:/work", "--pwd", "/work", "--no-home"];
  expect(own.slice(21)).toEqual([`${bin}/apptainer`, ...inside, "docker://pe:1", "/work/sampler", "-n", "a b"]);
});

test("without apptainer a job in a container is refused by name, with its place", () => {
  const container = { image: "/images/pe.sif" };
  const workflow = workflowOf({
    plain: {},
    inside: { job: { container, environment: { PATH: "/no/where" } } },
    done: { done: true, job: { container, environment: { PATH: "/no/where" } } },
  });
  expect(preflight(workflow, engine, submitted).map((error) => error.toJSON())).toEqual([
    {
      code: "JOB_NO_CONTAINERS",
      message: "node inside runs in the container /images/pe.sif, and there is no apptainer on the PATH",
      at: { file: "/run/a.dag", line: 2 },
      remedy: "Install apptainer, or have the builder write a workflow without containers.",
    },
  ]);
  const path = join(withApptainer(), "bin");
  expect(preflight(workflowOf({ inside: { job: { container, environment: { PATH: path } } } }), engine, submitted)).toEqual([]);
});

test("the apptainer of whoever submits the workflow is used, wherever the supervisor was started", () => {
  const bin = join(withApptainer(), "bin");
  const job = { ...plainJob, container: { image: "/images/pe.sif" }, environment: { PATH: "/no/where" } };
  const workflow = workflowOf({ inside: { job } });
  const theirs = submittedEnvironment(workflow, { PATH: `/no/where:${bin}` });
  expect(preflight(workflow, engine, theirs)).toEqual([]);
  const how = { wrapper: "job.sh", directory: "/record", claim: "claim", scratch: "/scratch", append: false };
  expect(wrapperCommand({ ...how, job, environment: job.environment, submitted: theirs })).toContain(`${bin}/apptainer`);
});

test("directories whose names apptainer can't take are refused", () => {
  const container = { image: "/images/pe.sif" };
  const theirs = { ...submitted, apptainer: "/usr/bin/apptainer" };
  const workflow = workflowOf({ inside: { job: { container, directory: "/run/a,b" } } });
  expect(preflight(workflow, engine, theirs).map(({ code, message }) => [code, message])).toEqual([
    ["JOB_NO_CONTAINERS", 'node inside runs in the container /images/pe.sif, where a directory with "," or ":" in its name can\'t be seen: /run/a,b'],
  ]);
});
