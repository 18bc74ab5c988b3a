import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";

import type { JobDescription } from "../../../src/workflow/index.ts";
import { wrapperCommand } from "../../../src/scheduler/local/launch.ts";
import { preflight } from "../../../src/scheduler/local/preflight.ts";
import { plainJob, workflowOf } from "../../workflow/run/workflows.ts";

function withApptainer(): string {
  const directory = mkdtempSync(join(tmpdir(), "asimov-container-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, "bin"));
  writeFileSync(join(directory, "bin/apptainer"), "", { mode: 0o755 });
  return directory;
}

function argumentsOf(job: Partial<JobDescription>, path: string): readonly string[] {
  const how = { wrapper: "job.sh", directory: "/record", claim: "claim", scratch: "/scratch", append: false, environment: { PATH: path } };
  return wrapperCommand({ ...how, job: { ...plainJob, executable: "/opt/sampler", arguments: ["-n", "a b"], ...job } }).slice(1);
}

test("a job in a container runs through apptainer, with its directory bound to its place inside", () => {
  const bin = join(withApptainer(), "bin");
  const image = "/images/pe.sif";
  const plain = argumentsOf({ container: { image } }, bin);
  expect(plain.slice(0, 10)).toEqual(["job.sh", "/record", "claim", "/run", "/dev/null", "/dev/null", "/dev/null", "truncate", "0", "0"]);
  const bound = ["exec", "--bind", "/run:/run", "--pwd", "/run", "--no-home"];
  expect(plain.slice(10)).toEqual([`${bin}/apptainer`, ...bound, image, "/opt/sampler", "-n", "a b"]);
  const transfer = { executable: true, input: [], output: ["out"], remaps: {}, preserve: false, onlyOnSuccess: false };
  const own = argumentsOf({ container: { image: "docker://pe:1", target: "/work" }, transfer }, bin);
  expect(own.slice(8, 19)).toEqual(["9", "/scratch", "77", "", "in", "/opt/sampler", "sampler", "out", "out", "/run/out", "0"]);
  const inside = ["exec", "--bind", "/scratch:/work", "--pwd", "/work", "--no-home"];
  expect(own.slice(19)).toEqual([`${bin}/apptainer`, ...inside, "docker://pe:1", "/work/sampler", "-n", "a b"]);
});

test("without apptainer a job in a container is refused by name, with its place", () => {
  vi.stubEnv("PATH", "/no/where");
  onTestFinished(() => void vi.unstubAllEnvs());
  const container = { image: "/images/pe.sif" };
  const workflow = workflowOf({
    plain: {},
    inside: { job: { container, environment: { PATH: "/no/where" } } },
    done: { done: true, job: { container, environment: { PATH: "/no/where" } } },
  });
  expect(preflight(workflow, { memory: 1024 }).map((error) => error.toJSON())).toEqual([
    {
      code: "LOCAL_NO_CONTAINERS",
      message: "node inside runs in the container /images/pe.sif, and there is no apptainer on the PATH",
      at: { file: "/run/a.dag", line: 2 },
      remedy: "Install apptainer, or have the builder write a workflow without containers.",
    },
  ]);
  const path = join(withApptainer(), "bin");
  expect(preflight(workflowOf({ inside: { job: { container, environment: { PATH: path } } } }), { memory: 1024 })).toEqual([]);
});
