import { rmSync } from "node:fs";
import { join } from "node:path";

import { blueprint, postprocessorPlugin, test, toyPlugin, toyWith, until, type TestProject } from "./support/index.ts";

const plugins = { toy: toyPlugin(), pages: postprocessorPlugin("pages", "summary") };

test.concurrent(
  "a post-processor's job runs as a submission of its own in status processing, and all products go to the store",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ plugins, blueprint: blueprint({ pe: "postprocessing: {pages: {}}", next: "needs: [pe]" }) });
    project.fault("pe.pages", "gate");
    await untilStatus(project, "pe", "processing");
    expect(await project.show("monitor", "EV1/pe")).toMatchInlineSnapshot(`
    "$ asimov monitor EV1/pe
    EV1/pe  toy  processing  0 s  post-processing runs
    exit code 0"
  `);
    expect(jobs(project)).toMatchInlineSnapshot(`
    [
      "toy/EV1/pe/pages/count ID.1.1.job.1 open",
    ]
  `);
    project.mend("pe.pages");
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(project.statuses()).toEqual({ pe: "uploaded", next: "uploaded" });
    expect(project.read("results/EV1/pe/1/count.txt").trim()).toBe("1");
    expect(project.query("SELECT name, path FROM assets WHERE attempt_id = 1").map(({ name }) => name)).toEqual(["out", "pages.count"]);
    expect(project.ran()).toEqual(["next.A", "pe.A", "pe.pages"]);
  },
);

test.concurrent(
  "several run one after the other, in their order, and each sees what those before it made",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const settings = "postprocessing: {summary: {at once: true}, pages: {}}";
    const project = openProject({ plugins, blueprint: blueprint({ pe: settings, quick: "postprocessing: {pages: {at once: true}}" }) });
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(project.statuses()).toEqual({ pe: "uploaded", quick: "uploaded" });
    expect(project.ran()).toEqual(["pe.A", "pe.pages", "pe.summary", "quick.A", "quick.pages"]);
    // The first counts one line, the second that one and the line with the count.
    expect([project.read("results/EV1/pe/1/count.txt").trim(), project.read("results/EV1/pe/1/count-2.txt").trim()]).toEqual(["1", "2"]);
    expect(jobs(project)).toEqual(["toy/EV1/pe/pages/count ID.1.1.job.1 completed"]);
  },
);

test.concurrent("without valid credentials post-processing that failed is not judged", { timeout: 180_000 }, async ({ expect, openProject }) => {
  const project = openProject({
    plugins,
    blueprint: blueprint({ pe: "postprocessing: {pages: {}}" }),
    config: "credentials: {command: [test, -e, valid]}\n",
  });
  project.write({ valid: "" });
  project.fault("pe.pages", "gate");
  await untilStatus(project, "pe", "processing");
  rmSync(join(project.directory, "valid"));
  project.fault("pe.pages", "fail");
  await until(async () => (await project.run("monitor")).code === 4);
  expect(project.statuses()).toEqual({ pe: "processing" });
  project.write({ valid: "" });
  expect((await project.run("monitor")).code).toBe(3);
  expect(project.statuses()).toEqual({ pe: "stuck" });
});

test.concurrent(
  "post-processing that fails is stuck with the last words of its job, and resurrected it is submitted anew, and only it",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ plugins, blueprint: blueprint({ pe: "postprocessing: {summary: {}, pages: {}}" }) });
    project.fault("pe.pages", "fail");
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(3);
    expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      pe  toy  stuck  0 s  post-processing: toy/EV1/pe/pages/count failed: node count failed with exit code 3; see /project/logs/EV1/pe/job-1-pages-count/job.err
          pages hit a wall
          Mend the cause, then run it again: asimov analysis resurrect EV1/pe
    exit code 0"
  `);
    project.mend("pe.pages");
    await project.run("analysis", "resurrect", "pe");
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(project.statuses()).toEqual({ pe: "uploaded" });
    expect(jobs(project)).toMatchInlineSnapshot(`
    [
      "toy/EV1/pe/summary/count ID.1.1.job.1 completed",
      "toy/EV1/pe/pages/count ID.1.1.job.2 failed",
      "toy/EV1/pe/pages/count ID.1.1.job.3 completed",
    ]
  `);
    expect(project.ran()).toEqual(["pe.A", "pe.pages", "pe.pages", "pe.summary"]);
  },
);

test.concurrent(
  "products that are not whole are stuck too, and an error of the plugin keeps the job that was done",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ plugins, blueprint: blueprint({ half: "postprocessing: {pages: {}}", wrong: "postprocessing: {pages: {}}" }) });
    project.fault("half.pages.detectCompletion", "return false");
    project.fault("wrong.pages.detectCompletion", "throw");
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(3);
    expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      half   toy  stuck  0 s  post-processing: it ended without its products, or they are not whole
          Mend the cause, then run it again: asimov analysis resurrect EV1/half
      wrong  toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: detectCompletionProcessing failed: asimov-pages 0.3.0: detectCompletion failed: no luck today
          Mend the cause, then: asimov analysis resurrect EV1/wrong
    exit code 0"
  `);
    for (const name of ["half", "wrong"]) {
      project.mend(`${name}.pages.detectCompletion`);
      await project.run("analysis", "resurrect", name);
    }
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(project.statuses()).toEqual({ half: "uploaded", wrong: "uploaded" });
    expect(project.ran()).toEqual(["half.A", "half.pages", "half.pages", "wrong.A", "wrong.pages"]);
  },
);

test.concurrent(
  "post-processing that was stopped is submitted anew when it is resurrected",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ plugins, blueprint: blueprint({ pe: "postprocessing: {pages: {}}" }) });
    project.fault("pe.pages", "gate");
    await untilStatus(project, "pe", "processing");
    await project.run("analysis", "stop", "pe");
    await project.run("monitor", "--watch");
    expect(project.statuses()).toEqual({ pe: "stopped" });
    project.mend("pe.pages");
    await project.run("analysis", "resurrect", "pe");
    expect((await project.run("monitor", "--watch")).code).toBe(0);
    expect(project.statuses()).toEqual({ pe: "uploaded" });
    expect(jobs(project)).toEqual(["toy/EV1/pe/pages/count ID.1.1.job.1 removed", "toy/EV1/pe/pages/count ID.1.1.job.2 completed"]);
  },
);

test.concurrent(
  "a pipeline that overrides runPesummary alone is post-processed, by a job or at once, and stored",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const job = `async runPesummary() { await this.submitJob({ name: "mine", command: "/bin/sh", args: ["-c", "echo mine >made.txt"], directory: this.path() }); }`;
    const once = `async runPesummary() { writeFileSync(this.path("made.txt"), "mine"); }`;
    const own = { byjob: toyPlugin("byjob", toyWith(job)), atonce: toyPlugin("atonce", toyWith(once)) };
    const project = openProject({ plugins: own, blueprint: blueprint({ a: "pipeline: byjob", b: "pipeline: atonce" }) });
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(project.statuses()).toEqual({ a: "uploaded", b: "uploaded" });
    expect(jobs(project)).toEqual(["byjob/EV1/a/mine ID.1.1.job.1 completed"]);
    expect(["a", "b"].map((name) => [project.read(`working/EV1/${name}/made.txt`).trim(), project.read(`results/EV1/${name}/1/out.txt`)])).toEqual([
      ["mine", "A of a\n"],
      ["mine", "A of b\n"],
    ]);
  },
);

test.concurrent(
  "settings that a post-processor refuses keep the analysis from being built",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({ plugins, blueprint: blueprint({ pe: "postprocessing: {pages: {}}" }) });
    project.fault("pe.pages.check", "throw");
    expect((await project.run("monitor", "--chain")).code).toBe(3);
    expect(await project.show("manage", "build", "--dry-run")).toMatchInlineSnapshot(`
      "$ asimov manage build --dry-run
      error PLUGIN_ERROR  EV1/pe
        asimov-pages 0.3.0: check failed: no luck today
      exit code 3"
    `);
    expect(project.statuses()).toEqual({ pe: "ready" });
    expect(project.query("SELECT count(*) AS count FROM attempts")).toEqual([{ count: 0 }]);
    project.mend("pe.pages.check");
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(project.statuses()).toEqual({ pe: "uploaded" });
  },
);

test.concurrent("a pass that ends between submitting and saying so submits nothing twice", { timeout: 180_000 }, async ({ expect, openProject }) => {
  const own = { toy: toyPlugin("toy", toyWith(`async runPesummary() { await super.runPesummary(); await this.at("runPesummary.end"); }`)) };
  const project = openProject({ plugins: { ...plugins, ...own }, blueprint: blueprint({ pe: "postprocessing: {pages: {}}" }) });
  project.fault("pe.runPesummary.end", "exit");
  project.fault("pe.pages", "gate");
  await untilStatus(project, "pe", "finished");
  expect(project.query("SELECT reason FROM analyses")).toMatchInlineSnapshot(`
    [
      {
        "reason": "PLUGIN_CRASHED: asimov-toy 1.2.3: its process ended with exit code 7 in afterCompletion",
      },
    ]
  `);
  project.mend("pe.runPesummary.end");
  await project.run("monitor");
  expect(project.statuses()).toEqual({ pe: "processing" });
  project.mend("pe.pages");
  expect((await project.run("monitor", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ pe: "uploaded" });
  expect(project.ran()).toEqual(["pe.A", "pe.pages"]);
});

test.concurrent(
  "post-processors that are configured and not installed are errors at build, all of them",
  { timeout: 180_000 },
  async ({ expect, openProject }) => {
    const project = openProject({
      plugins,
      blueprint: blueprint({ pe: "postprocessing: {pages: {}, gone: {}, away: {}}", cut: "postprocessing: null" }),
    });
    expect(await project.show("manage", "build")).toMatchInlineSnapshot(`
    "$ asimov manage build
    built  EV1/cut  /project/checkouts/EV1/analyses/cut.ini
    EV1/cut: built
    error POSTPROCESSOR_NOT_INSTALLED  EV1/pe
      the settings ask for post-processing with "gone", which is not installed
      Install it (npm install @asimov-gw/pipeline-gone), or cut it away on the analysis: "postprocessing: null".
    error POSTPROCESSOR_NOT_INSTALLED  EV1/pe
      the settings ask for post-processing with "away", which is not installed
      Install it (npm install @asimov-gw/pipeline-away), or cut it away on the analysis: "postprocessing: null".
    exit code 3"
  `);
  },
);

function jobs(project: TestProject): readonly string[] {
  const rows = project.query(
    "SELECT json_extract(request, '$.name') AS name, token, coalesce(json_extract(outcome, '$.state'), 'open') AS state FROM submissions WHERE purpose = 'job' ORDER BY id",
  );
  return rows.map(({ name, token, state }) => `${String(name)} ${String(token).replace(/^[0-9a-f]{12}/, "ID")} ${String(state)}`);
}

async function untilStatus(project: TestProject, name: string, status: string): Promise<void> {
  for (;;) {
    await project.run("monitor", "--chain");
    if (project.statuses()[name] === status) return;
  }
}
