import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { blueprint, killSupervisorAndJobs, test, until } from "./support/index.ts";

test.concurrent.for(["beforeConfig", "beforeBuild", "buildDag", "buildDag.end", "beforeSubmit", "submitDag", "submitDag.end"])(
  "kill -9 in %s: the same command goes on, and the job runs once",
  async (place, { expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "" }) });
    project.fault(`one.${place}`, "gate");
    const command = project.start(["monitor", "--chain", "--watch"]);
    await project.reached(`one.${place}`);
    await command.kill();
    project.mend(`one.${place}`);
    expect(await project.run("monitor", "--chain", "--watch")).toMatchObject({ code: 0 });
    expect(project.statuses()).toEqual({ one: "uploaded" });
    expect(project.ran()).toEqual(["one.A"]);
    expect(project.query("SELECT number, outcome FROM attempts")).toEqual([{ number: 1, outcome: "finished" }]);
    expect(project.query("SELECT job_id IS NULL AS open, ended IS NULL AS going FROM submissions")).toEqual([{ open: 0, going: 0 }]);
  },
);

test.concurrent.for(["detectCompletion", "collectAssets", "afterCompletion", "storeResults"])(
  "kill -9 in %s: the next pass goes on, and the job ran once",
  async (place, { expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "" }) });
    project.fault(`one.${place}`, "gate");
    const command = project.start(["monitor", "--chain", "--watch"]);
    await project.reached(`one.${place}`);
    await command.kill();
    project.mend(`one.${place}`);
    expect(await project.run("monitor", "--chain", "--watch")).toMatchObject({ code: 0 });
    expect(project.statuses()).toEqual({ one: "uploaded" });
    expect(project.ran()).toEqual(["one.A"]);
    expect(readdirSync(join(project.directory, "results/EV1/one/1"))).toEqual(["manifest.json", "out.txt"]);
    expect(project.query("SELECT asset FROM stored")).toEqual([{ asset: "out" }]);
  },
);

test.concurrent.for(["ejectJob", "clean", "resurrect"])(
  "kill -9 in %s: the decision is carried out by the next pass, and no job runs twice",
  async (place, { expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "nodes: [A, B]" }), config: "  retries: 0" });
    project.fault("one.B", place === "resurrect" ? "fail" : "gate");
    await project.run("manage", "build", "submit");
    await until(() => project.ran().includes("one.B"));
    if (place === "resurrect") await project.run("monitor", "--watch");
    project.fault(`one.${place}`, "gate");
    if (place === "resurrect") project.mend("one.B");
    else await project.run("analysis", "restart", "--yes", "EV1/one");
    const command = project.start(place === "resurrect" ? ["analysis", "resurrect", "EV1/one"] : ["monitor", "--chain", "--watch"]);
    await project.reached(`one.${place}`);
    await command.kill();
    project.mend(`one.${place}`);
    if (place !== "resurrect") project.mend("one.B");
    expect(await project.run("monitor", "--chain", "--watch")).toMatchObject({ code: 0 });
    expect(project.statuses()).toEqual({ one: "uploaded" });
    expect(project.ran()).toEqual(place === "resurrect" ? ["one.A", "one.B", "one.B"] : ["one.A", "one.A", "one.B", "one.B"]);
  },
);

test.concurrent("kill -9 while a failed job is taken up again: passes that submit nothing new go on with it all the same", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "nodes: [A, B]" }) });
  project.fault("one.B", "fail");
  project.fault("one.resurrect", "gate");
  await project.run("manage", "build", "submit");
  const command = project.start(["monitor", "--watch"]);
  await project.reached("one.resurrect");
  await command.kill();
  for (const place of ["one.B", "one.resurrect"]) project.mend(place);
  expect(await project.run("monitor", "--watch")).toMatchObject({ code: 0 });
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "one.B", "one.B"]);
});

test.concurrent("two passes at once: one does the work, the other says who, and every job runs once", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "" }) });
  project.fault("one.detectCompletion", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 2);
  const first = project.start(["monitor", "--chain", "--watch"]);
  await project.reached("one.detectCompletion");
  expect(await project.show("monitor", "--chain")).toMatchInlineSnapshot(`
    "$ asimov monitor --chain
    error PASS_LEASE_HELD
      another pass is at work: process PID on HOST, since TIME
      Wait for it to end; it does the same work.
    exit code 5"
  `);
  project.mend("one.detectCompletion");
  expect(await first.result).toMatchObject({ code: 0 });
  expect(project.ran()).toEqual(["one.A", "two.A"]);
});

test.concurrent("two commands that build and submit at once: neither does what the other does or did", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "", three: "" }), config: "  parallel: 1" });
  project.fault("one.beforeConfig", "gate");
  const slow = project.start(["manage", "build", "submit"]);
  await project.reached("one.beforeConfig");
  const quick = await project.show("manage", "build", "submit");
  expect(quick).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/two  /project/checkouts/EV1/analyses/two.ini
    built  EV1/three  /project/checkouts/EV1/analyses/three.ini
    submitted  EV1/two  ID.2.1.workflow.1
    submitted  EV1/three  ID.3.1.workflow.1
    EV1/one: left alone: process PID on HOST works on it
    EV1/two: built
    EV1/three: built
    EV1/two: submitted as ID.2.1.workflow.1
    EV1/three: submitted as ID.3.1.workflow.1
    exit code 0"
  `);
  await project.run("monitor", "--watch");
  expect(project.statuses()).toEqual({ one: "ready", two: "uploaded", three: "uploaded" });
  project.mend("one.beforeConfig");
  expect(await slow.result).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "EV1/one: built
    EV1/one: submitted as ID.1.1.workflow.1
    ",
      "stdout": "built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    submitted  EV1/one  ID.1.1.workflow.1
    ",
    }
  `);
  expect(project.statuses()).toEqual({ one: "running", two: "uploaded", three: "uploaded" });
  await project.run("monitor", "--watch");
  expect(project.ran()).toEqual(["one.A", "three.A", "two.A"]);
});

test.concurrent("many commands at once: every job runs once", async ({ expect, openProject }) => {
  const names = ["a", "b", "c", "d"];
  const project = openProject({ blueprint: blueprint(Object.fromEntries(names.map((name) => [name, ""]))) });
  const commands = [
    ["manage", "build", "submit"],
    ["monitor", "--chain"],
    ["manage", "build", "submit"],
    ["monitor", "--chain"],
  ];
  const results = await Promise.all(commands.map((args) => project.run(...args)));
  expect(results.filter(({ stderr }) => stderr.includes("UNEXPECTED") || stderr.includes("GIT_FAILED"))).toEqual([]);
  expect(await project.run("monitor", "--chain", "--watch")).toMatchObject({ code: 0 });
  expect(project.ran()).toEqual(names.map((name) => `${name}.A`));
  expect(new Set(Object.values(project.statuses()))).toEqual(new Set(["uploaded"]));
});

test.concurrent("kill -9 of supervisor, jobs and command while the second node runs: the first does not run again", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "nodes: [A, B]" }) });
  project.fault("one.B", "gate");
  const command = project.start(["monitor", "--chain", "--watch"]);
  await until(() => project.ran().includes("one.B"));
  await command.kill();
  await killSupervisorAndJobs(project.root, project.state);
  project.mend("one.B");
  expect(await project.run("monitor", "--chain", "--watch")).toMatchObject({ code: 0 });
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "one.B", "one.B"]);
  expect(project.read("results/EV1/one/1/out.txt")).toBe("A of one\nB of one\n");
  expect(existsSync(join(project.directory, ".asimov/trash"))).toBe(false);
});
