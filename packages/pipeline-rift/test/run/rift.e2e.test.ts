import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { stopLocal } from "@asimov-gw/core/scheduler";
import { afterAll, expect, test } from "vitest";

import { makeProject, type RiftProject } from "./project.ts";

// From a blueprint to samples of all parameters, with the real RIFT on the real strain of GW150914 and the local scheduler.
const state = mkdtempSync(join(tmpdir(), "asimov-state-"));
const environment = { ASIMOV_LOCAL_STATE: state, XDG_CONFIG_HOME: join(state, "config") };
let project: RiftProject | undefined;

afterAll(async () => {
  await stopLocal({ directory: state });
  project?.remove();
  rmSync(state, { recursive: true, force: true });
});

test("GW150914 gets its posterior from RIFT, with spectra of a needed analysis", async () => {
  project = await makeProject(environment);
  const { asimov, directory, runDirectory, chirpMasses } = project;
  const monitor = await asimov("monitor", "--chain", "--watch");
  expect(monitor.exitCode, monitor.stdout + monitor.stderr).toBe(0);
  const statuses = JSON.parse((await asimov("report", "status", "--json")).stdout) as readonly {
    readonly address: string;
    readonly status: string;
  }[];
  expect(statuses.map(({ address, status }) => [address, status])).toEqual([
    ["GW150914/psd", "uploaded"],
    ["GW150914/rift", "uploaded"],
  ]);
  expect(readdirSync(join(directory, "results", "GW150914", "rift", "1")).toSorted()).toEqual(
    expect.arrayContaining(["all.net", "extrinsic_posterior_samples.dat"]),
  );
  const masses = chirpMasses();
  expect(masses.length).toBeGreaterThan(20);
  expect(masses[Math.floor(masses.length / 2)]).toBeGreaterThan(29);
  expect(masses[Math.floor(masses.length / 2)]).toBeLessThan(33.5);
  // Its convergence test has run, and its rule would have ended the iterations.
  const dag = readFileSync(join(runDirectory, "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag"), "utf8");
  const tests = [...dag.matchAll(/^JOB (\S+) test\.sub$/gm)].map(([, node]) => node);
  expect([...dag.matchAll(/^ABORT-DAG-ON (\S+) 1 RETURN 0/gm)].map(([, node]) => node)).toEqual(tests);
  const [submission] = JSON.parse((await asimov("jobs", "GW150914/rift", "--json")).stdout) as [
    { readonly jobs: readonly { readonly node: string; readonly status: string }[] },
  ];
  expect(submission.jobs.filter(({ node }) => tests.includes(node)).map(({ status }) => status)).toEqual(tests.map(() => "done"));
  expect(submission.jobs.length).toBeGreaterThan(20);
});
