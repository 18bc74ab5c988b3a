import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";

import { blueprint, test, until, type TestProject } from "./support/index.ts";

// As if the time of a pause had come.
function letPass(project: TestProject): void {
  const database = new DatabaseSync(join(project.directory, ".asimov/ledger.db"));
  database.exec(`INSERT INTO transactions (time, user, host, command) VALUES ('2026-01-01T00:00:00.000Z', 'test', 'test', 'asimov test');
    UPDATE current_transaction SET id = (SELECT max(id) FROM transactions);
    UPDATE pauses SET until = '2026-01-01T00:00:00.000Z'; UPDATE current_transaction SET id = NULL`);
  database.close();
}

test.concurrent("what is paused is neither built nor submitted, what runs goes on, and everybody is told", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]", other: "" }) });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit", "-a", "one");
  await until(() => project.ran().length === 1);
  const lines = [
    await project.show("pause", "EV1", "--dry-run"),
    await project.show("pause", "EV1", "--until", "2999-01-01T00:00:00Z", "--reason", "maintenance"),
    await project.show("pause", "other"),
    await project.show("report", "status"),
    await project.show("manage", "build", "submit"),
  ];
  project.mend("one.A");
  await until(() => project.read("working/EV1/one/out.txt") !== "");
  await until(async () => {
    await project.run("monitor", "--chain");
    return project.statuses()["one"] === "uploaded";
  });
  lines.push(await project.show("monitor", "--chain"));
  expect(project.statuses()).toEqual({ one: "uploaded", two: "ready", other: "ready" });
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "$ asimov pause EV1 --dry-run
    would pause  EV1
    exit code 0
    $ asimov pause EV1 --until 2999-01-01T00:00:00Z --reason maintenance
    EV1: paused until TIME by root (maintenance): asimov resume EV1
    exit code 0
    $ asimov pause other
    EV1/other: paused by root: asimov resume EV1/other
    exit code 0
    $ asimov report status
    EV1  paused until TIME by root (maintenance): asimov resume EV1
      one    toy  running  0 s  submitted as ID.1.1.workflow.1
      two    toy  ready  0 s  waits for the end of its pause (paused until TIME by root (maintenance): asimov resume EV1); for "one", which is running
      other  toy  ready  0 s  waits for the end of its pause (paused by root: asimov resume EV1/other)
    exit code 0
    $ asimov manage build submit
    waits  EV1/two  for the end of its pause (paused until TIME by root (maintenance): asimov resume EV1); for "one", which is running
    waits  EV1/other  for the end of its pause (paused by root: asimov resume EV1/other)
    exit code 0
    $ asimov monitor --chain
    EV1/one    toy  uploaded  0 s  results are in /project/results/EV1/one
    EV1/two    toy  ready  0 s  waits for the end of its pause (paused until TIME by root (maintenance): asimov resume EV1)
    EV1/other  toy  ready  0 s  waits for the end of its pause (paused by root: asimov resume EV1/other)
    exit code 0"
  `);
  expect(await project.json("report", "status", "EV1/two")).toMatchObject([
    { paused: { of: "EV1", until: "TIME", reason: "maintenance" }, waitsFor: [expect.stringContaining("asimov resume EV1")] },
  ]);
  expect(await project.show("resume", "EV1")).toMatchInlineSnapshot(`
    "$ asimov resume EV1
    EV1: goes on
    still paused by root: asimov resume EV1/other
    exit code 0"
  `);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded", other: "ready" });
  expect((await project.show("undo", "--list")).replaceAll(/^\d+ +/gm, "N  ")).toMatchInlineSnapshot(`
    "$ asimov undo --list
    N  TIME  root  asimov resume EV1                                                   removed the pause of EV1
    N  TIME  root  asimov pause other                                                  added the pause of EV1/other
    N  TIME  root  asimov pause EV1 --until TIME --reason maintenance  added the pause of EV1
    N  TIME  root  asimov apply -f blueprint.yaml                                      added event EV1 and 3 more
    exit code 0"
  `);
  expect(await project.show("resume", "--all")).toMatchInlineSnapshot(`
    "$ asimov resume --all
    EV1/other: goes on
    exit code 0"
  `);
  expect(await project.show("resume")).toMatchInlineSnapshot(`
    "$ asimov resume
    nothing of that was paused
    exit code 0"
  `);
});

test.concurrent("a pause of the project is told at its top, is undone as other decisions are, and ends by itself", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  expect((await project.run("pause", "--until", "+2h")).code).toBe(0);
  expect(await project.show("monitor", "--chain")).toMatchInlineSnapshot(`
    "$ asimov monitor --chain
    the project is paused until TIME by root: asimov resume
    EV1/one  toy  ready  0 s  waits for the end of its pause (paused until TIME by root: asimov resume)
    exit code 0"
  `);
  expect((await project.run("undo")).code).toBe(0);
  expect(project.query("SELECT * FROM pauses")).toEqual([]);
  await project.run("pause", "--until", "3d");
  letPass(project);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(await project.show("pause", "--until", "2020-01-01")).toMatchInlineSnapshot(`
    "$ asimov pause --until 2020-01-01
    error: option '--until <time>' argument '2020-01-01' is invalid. It is over already.
    (asimov COMMAND --help tells more)
    exit code 2"
  `);
});

test.concurrent("a failed job of what is paused goes on after the pause, and a person is told that it can't now", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "nodes: [A, B]", two: "" }), config: "  retries: 1" });
  project.fault("one.B", "gate");
  project.fault("two.A", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().includes("one.B") && project.ran().includes("two.A"));
  await project.run("pause", "EV1");
  project.fault("one.B", "fail");
  await project.run("analysis", "stop", "two");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "ready", two: "stopped" });
  expect(await project.show("analysis", "resurrect", "two")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect two
    error ANALYSIS_PAUSED  EV1/two
      it is paused by root: asimov resume EV1
    exit code 1"
  `);
  expect(project.ran().filter((line) => line === "one.B")).toHaveLength(1);
  project.mend("one.B");
  project.mend("two.A");
  await project.run("resume", "EV1");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "stopped" });
  expect(project.ran()).toEqual(["one.A", "one.B", "one.B", "two.A"]);
});

test.concurrent("a pause that begins while a builder works keeps its workflow from being submitted", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.buildDag", "gate");
  const pass = project.start(["monitor", "--chain"]);
  await project.reached("one.buildDag");
  await project.run("pause");
  project.mend("one.buildDag");
  expect((await pass.result).code).toBe(0);
  expect(project.query("SELECT * FROM submissions")).toEqual([]);
  await project.run("resume");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.ran()).toEqual(["one.A"]);
});
