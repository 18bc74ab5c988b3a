import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, expect, it } from "vitest";

import { describeOnCluster } from "../../../scheduler-slurm/test/support/use-cluster.ts";
import { makeProject, type RiftProject } from "./project.ts";

// Iterations that go on until they agree: a workflow in the workflow, which its convergence test aborts with success.
const coinc = new URL("../../../core/test/scheduler/local/rift/coinc.xml", import.meta.url);
const state = mkdtempSync(join(tmpdir(), "asimov-state-"));
let project: RiftProject | undefined;
afterAll(() => {
  project?.remove();
  rmSync(state, { recursive: true, force: true });
});

describeOnCluster("RIFT on a Slurm cluster", { accounting: true, memory: 10_000 }, (cluster) => {
  it("iterates until its samples agree, and gets its posterior", async () => {
    const environment = {
      ...Object.fromEntries(
        Object.entries(cluster().env).flatMap(([name, value]) => (value === undefined || name === "PATH" ? [] : [[name, value]])),
      ),
      ASIMOV_SLURM_STATE: join(state, "slurm"),
      XDG_CONFIG_HOME: join(state, "config"),
    };
    const over = {
      likelihood: { assume: ["no spin", "well-placed"], marginalization: { distance: false } },
      sampler: { "force iterations": null },
      files: { coinc: { source: "archive", id: fileURLToPath(coinc) } },
      "pipeline options": { "internal-n-iterations-subdag-max": 4, "internal-test-convergence-threshold": 50 },
    };
    project = await makeProject(environment, over, [
      "scheduler: slurm",
      "schedulers: {slurm: {poll: 1}}",
      "filesources: {archive: {command: [cp, '{id}', '{file}']}}",
    ]);
    const { asimov, runDirectory, chirpMasses } = project;
    const monitor = await asimov("monitor", "--chain", "--watch");
    expect(monitor.exitCode, monitor.stdout + monitor.stderr).toBe(0);
    // Its trigger was fetched by its id, and RIFT took it as it was.
    const used = JSON.parse(readFileSync(join(runDirectory, "reproducibility", "the_arguments_used.json"), "utf8")) as { readonly use_coinc: string };
    expect(used.use_coinc).toMatch(new RegExp(`^${project.directory}/.asimov/files/GW150914/archive/.*/coinc$`));
    expect(readFileSync(used.use_coinc, "utf8")).toBe(readFileSync(coinc, "utf8"));
    expect(chirpMasses().length).toBeGreaterThan(20);
    const [submission] = JSON.parse((await asimov("jobs", "GW150914/rift", "--json")).stdout) as [{ readonly jobs: readonly JobSeen[] }];
    // The test of the inner workflow ends it by its exit code, and what came after it is never run.
    const inner = readFileSync(join(runDirectory, "iteration_2_cip", "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag"), "utf8");
    const tests = new Set([...inner.matchAll(/^ABORT-DAG-ON (\S+) 1 RETURN 0/gm)].map(([, node]) => node));
    const within = submission.jobs.filter(({ node }) => tests.has(node.split("/")[1]));
    expect(within.filter(({ exitCode }) => exitCode === 1)).toHaveLength(1);
    expect(submission.jobs.some(({ node, status }) => node.includes("/") && status === "futile")).toBe(true);
    expect(submission.jobs.filter(({ host }) => host !== undefined && !/^n[12]$/.test(host))).toEqual([]);
  });
});

interface JobSeen {
  readonly node: string;
  readonly status: string;
  readonly host?: string;
  readonly exitCode?: number;
}
