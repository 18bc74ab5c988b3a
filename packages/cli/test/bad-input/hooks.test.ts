import { blueprint, test, until, type TestProject } from "../support/index.ts";

const hooks = [
  "beforeConfig",
  "beforeBuild",
  "buildDag",
  "beforeSubmit",
  "submitDag",
  "detectCompletion",
  "collectAssets",
  "collectSettings",
  "afterCompletion",
  "storeResults",
];

test.concurrent("a hook that throws is an error of its own analysis, and what its remedy says mends it", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint(Object.fromEntries([...hooks, "none"].map((name) => [name, ""]))) });
  for (const hook of hooks) project.fault(`${hook}.${hook}`, "throw");
  const first = await project.run("monitor", "--chain", "--watch");
  expect(first.code).toBe(3);
  expect(first.stdout).toMatch(/^nothing is left to do; what is stuck needs a person$/m);
  expect(first.stdout.match(/^error .*\n.*/gm)).toMatchInlineSnapshot(`
    [
      "error PLUGIN_ERROR  EV1/beforeConfig
      asimov-toy 1.2.3: beforeConfig failed: no luck today",
      "error PLUGIN_ERROR  EV1/beforeBuild
      asimov-toy 1.2.3: beforeBuild failed: no luck today",
      "error PLUGIN_ERROR  EV1/buildDag
      asimov-toy 1.2.3: buildDag failed: no luck today",
      "error PLUGIN_ERROR  EV1/beforeSubmit
      asimov-toy 1.2.3: beforeSubmit failed: no luck today",
      "error PLUGIN_ERROR  EV1/submitDag
      asimov-toy 1.2.3: submitDag failed: no luck today",
      "error PLUGIN_ERROR  EV1/detectCompletion
      asimov-toy 1.2.3: detectCompletion failed: no luck today",
      "error PLUGIN_ERROR  EV1/collectAssets
      asimov-toy 1.2.3: collectAssets failed: no luck today",
      "error PLUGIN_ERROR  EV1/collectSettings
      asimov-toy 1.2.3: collectSettings failed: no luck today",
      "error PLUGIN_ERROR  EV1/afterCompletion
      asimov-toy 1.2.3: afterCompletion failed: no luck today",
      "error PLUGIN_ERROR  EV1/storeResults
      asimov-toy 1.2.3: afterCompletion failed: no luck today",
    ]
  `);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      beforeConfig      toy  ready  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: beforeConfig failed: no luck today
      beforeBuild       toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: beforeBuild failed: no luck today
          Mend the cause. Then: asimov analysis restart EV1/beforeBuild --refresh
      buildDag          toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: buildDag failed: no luck today
          Mend the cause. Then: asimov analysis restart EV1/buildDag --refresh
      beforeSubmit      toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: beforeSubmit failed: no luck today
          Mend the cause, then go on from the rescue point: asimov analysis resurrect EV1/beforeSubmit; or, where settings or programs changed, from the start: asimov analysis restart EV1/beforeSubmit --refresh
      submitDag         toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: submitDag failed: no luck today
          Mend the cause, then go on from the rescue point: asimov analysis resurrect EV1/submitDag; or, where settings or programs changed, from the start: asimov analysis restart EV1/submitDag --refresh
      detectCompletion  toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: detectCompletion failed: no luck today
          Mend the cause, then: asimov analysis resurrect EV1/detectCompletion
      collectAssets     toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: collectAssets failed: no luck today
          Mend the cause, then: asimov analysis resurrect EV1/collectAssets
      collectSettings   toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: collectSettings failed: no luck today
          Mend the cause, then: asimov analysis resurrect EV1/collectSettings
      afterCompletion   toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: afterCompletion failed: no luck today
          Mend the cause, then: asimov analysis resurrect EV1/afterCompletion
      storeResults      toy  stuck  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: afterCompletion failed: no luck today
          Mend the cause, then: asimov analysis resurrect EV1/storeResults
      none              toy  uploaded  0 s  results are in /project/results/EV1/none
    exit code 0"
  `);
  for (const hook of hooks) project.mend(`${hook}.${hook}`);
  expect(await followRemedies(project)).toEqual([]);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(new Set(Object.values(project.statuses()))).toEqual(new Set(["uploaded"]));
  expect(project.ran()).toEqual([...hooks, "none"].map((name) => `${name}.A`).toSorted());
});

test.concurrent("hooks that only look can't hurt: what they throw, and nonsense that they return, is told or left out", async ({
  expect,
  openProject,
}) => {
  const answers = [
    "7",
    '"half"',
    "[1]",
    '{"measures": null}',
    '{"measures": {"dlogz": "small"}}',
    '{"stage": 7, "done": "x", "message": "two\\nlines"}',
  ];
  const names = answers.map((_, index) => `a${index}`);
  const project = openProject({ blueprint: blueprint(Object.fromEntries(["progress", "running", ...names].map((name) => [name, ""]))) });
  project.fault("progress.checkProgress", "throw");
  project.fault("running.whileRunning", "throw");
  for (const [index, answer] of answers.entries()) project.fault(`${names[index]!}.checkProgress`, `return ${answer}`);
  for (const name of ["progress", "running", ...names]) project.fault(`${name}.A`, "gate");
  await project.run("manage", "build", "submit");
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/progress  toy  running  0 s  submitted as ID.1.1.workflow.1
    EV1/running   toy  running  0 s  submitted as ID.2.1.workflow.1
    EV1/a0        toy  running  0 s  submitted as ID.3.1.workflow.1
    EV1/a1        toy  running  0 s  submitted as ID.4.1.workflow.1
    EV1/a2        toy  running  0 s  submitted as ID.5.1.workflow.1
    EV1/a3        toy  running  0 s  submitted as ID.6.1.workflow.1
    EV1/a4        toy  running  0 s  submitted as ID.7.1.workflow.1
    EV1/a5        toy  running  0 s  two lines
    warning: EV1/progress: no progress to show: asimov-toy 1.2.3: checkProgress failed: no luck today
    warning: EV1/running: no progress to show: asimov-toy 1.2.3: whileRunning failed: no luck today
    exit code 0"
  `);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      progress  toy  running  0 s  submitted as ID.1.1.workflow.1
      running   toy  running  0 s  submitted as ID.2.1.workflow.1
      a0        toy  running  0 s  submitted as ID.3.1.workflow.1
      a1        toy  running  0 s  submitted as ID.4.1.workflow.1
      a2        toy  running  0 s  submitted as ID.5.1.workflow.1
      a3        toy  running  0 s  submitted as ID.6.1.workflow.1
      a4        toy  running  0 s  submitted as ID.7.1.workflow.1
      a5        toy  running  0 s  two lines
    exit code 0"
  `);
});

test.concurrent("a hook that ends its process ends alone, and mended the same command goes on", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ exits: "", good: "" }) });
  project.fault("exits.buildDag", "exit");
  const { code, stdout } = await project.run("monitor", "--chain", "--watch");
  expect(code).toBe(3);
  expect(stdout.match(/^error .*\n.*/gm)).toMatchInlineSnapshot(`
    [
      "error PLUGIN_CRASHED  EV1/exits
      asimov-toy 1.2.3: its process ended with exit code 7 in buildDag",
    ]
  `);
  expect(project.statuses()).toEqual({ exits: "ready", good: "uploaded" });
  project.mend("exits.buildDag");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.ran()).toEqual(["exits.A", "good.A"]);
});

test.concurrent("a hook that throws while a decision is carried out leaves the decision standing, and mended the next pass carries it out", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ stop: "", restart: "" }) });
  for (const name of ["stop.A", "restart.A"]) project.fault(name, "gate");
  await project.run("manage", "build", "submit");
  await project.run("analysis", "stop", "EV1/stop");
  await project.run("analysis", "restart", "EV1/restart", "--refresh", "--yes");
  for (const name of ["stop", "restart"]) project.fault(`${name}.ejectJob`, "throw");
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/stop     toy  stop  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: ejectJob failed: no luck today
    EV1/restart  toy  restart  0 s  PLUGIN_ERROR: asimov-toy 1.2.3: ejectJob failed: no luck today
    error PLUGIN_ERROR  EV1/stop
      asimov-toy 1.2.3: ejectJob failed: no luck today
    error PLUGIN_ERROR  EV1/restart
      asimov-toy 1.2.3: ejectJob failed: no luck today
    exit code 3"
  `);
  for (const name of ["stop.ejectJob", "restart.ejectJob", "restart.A"]) project.mend(name);
  project.fault("restart.clean", "throw");
  expect((await project.run("monitor", "--watch")).code).toBe(3);
  expect(project.statuses()).toEqual({ stop: "stopped", restart: "restart" });
  project.mend("restart.clean");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ stop: "stopped", restart: "uploaded" });
});

// Types what the ledger says to do about each analysis that is stuck; what did not work comes back.
async function followRemedies(project: TestProject): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { remedy } of project.query("SELECT remedy FROM analyses WHERE status = 'stuck'")) {
    const [, command = ""] = /asimov (analysis [^;]*)/.exec(String(remedy)) ?? [];
    const { code, stderr } = await project.run(...command.split(" "));
    if (code !== 0) failed.push(`${command}: ${stderr}`);
  }
  return failed;
}

test.concurrent("a hook whose process ends is called again by the next pass, and ended twice in a row it waits for a person", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.detectCompletion", "exit");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 1);
  while (!project.query("SELECT reason FROM analyses").some(({ reason }) => String(reason).startsWith("PLUGIN_CRASHED")))
    await project.run("monitor");
  expect(project.statuses()).toEqual({ one: "running" });
  expect((await project.run("monitor")).code).toBe(3);
  expect(await project.show("why")).toMatchInlineSnapshot(`
    "$ asimov why
    1  stuck: PLUGIN_CRASHED
       EV1/one
       PLUGIN_CRASHED: asimov-toy 1.2.3: its process ended with exit code 7 in detectCompletion
       Tell the plugin's author; asimov plugins shows where it comes from. Then: asimov analysis resurrect EV1/one
    exit code 0"
  `);
  project.mend("one.detectCompletion");
  await project.run("analysis", "resurrect", "EV1/one");
  expect((await project.run("monitor", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A"]);
});
