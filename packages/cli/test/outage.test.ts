import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blueprint, test, until } from "./support/index.ts";

test.concurrent("a scheduler that can't be reached says nothing about the jobs: no status changes, exit code 4, and later life goes on", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]", three: "" }) });
  project.fault("one.A", "gate");
  project.fault("three.A", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 2);
  await project.run("analysis", "stop", "three");
  const before = project.rows();
  const elsewhere = join(project.root, "file");
  writeFileSync(elsewhere, "");
  const pass = await project.start(["monitor", "--chain"], { ASIMOV_LOCAL_STATE: elsewhere }).result;
  expect(pass).toMatchInlineSnapshot(`
    {
      "code": 4,
      "stderr": "scheduler "local" is out of reach since TIME, not checked: 2 submissions: the records of the local scheduler in /sandbox/file cannot be used: ENOTDIR: not a directory, scandir '/sandbox/file/workflows'
    ",
      "stdout": "EV1/one    toy  running  0 s  submitted as ID.1.1.workflow.1
    EV1/two    toy  ready  0 s  waits for "one", which is running
    EV1/three  toy  stop  0 s  a person asked for its end; the next pass removes its jobs
    ",
    }
  `);
  expect(project.rows()["analyses"]).toEqual(before["analyses"]);
  expect(project.rows()["attempts"]).toEqual(before["attempts"]);
  const told = 'held back by the last pass (TIME): scheduler "local" is out of reach since TIME, not checked: 2 submissions: ';
  for (const command of [["report", "status"], ["why"], ["why", "one"]]) expect(await project.show(...command)).toContain(told);
  for (const name of ["one.A", "three.A"]) project.mend(name);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded", three: "stopped" });
  expect(await project.show("why")).not.toContain("held back");
  expect(project.ran()).toEqual(["one.A", "three.A", "two.A"]);
});

test.concurrent("a submission to a scheduler that can't be reached is exit code 4, and later the same command goes on", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  await project.run("manage", "build");
  writeFileSync(join(project.root, "file"), "");
  const env = { ASIMOV_LOCAL_STATE: join(project.root, "file") };
  expect(await project.start(["manage", "submit"], env).result).toMatchInlineSnapshot(`
    {
      "code": 4,
      "stderr": "error SCHEDULER_UNREACHABLE  EV1/one
      the records of the local scheduler in /sandbox/file cannot be used: ENOTDIR: not a directory, mkdir '/sandbox/file/workflows'
    ",
      "stdout": "",
    }
  `);
  expect((await project.start(["monitor", "--chain"], env).result).code).toBe(4);
  expect(project.statuses()).toEqual({ one: "ready" });
  expect((await project.run("manage", "submit")).code).toBe(0);
  await project.run("monitor", "--watch");
  expect(project.ran()).toEqual(["one.A"]);
});

test.concurrent("a scheduler that does not know a job is no reason to run it again: no status changes, exit code 4", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 1);
  const another = { ASIMOV_LOCAL_STATE: join(project.root, "another", "state") };
  expect(await project.start(["monitor", "--chain"], another).result).toMatchInlineSnapshot(`
    {
      "code": 4,
      "stderr": "error SUBMISSION_VANISHED  EV1/one
      scheduler "local" does not know submission ID.1.1.workflow.1 (any more), and its products are not whole: nobody can say whether it runs
      Run asimov monitor as root on HOST as it was run then. If its jobs are surely gone: asimov analysis restart EV1/one
    ",
      "stdout": "EV1/one  toy  running  0 s  SUBMISSION_VANISHED: scheduler "local" does not know submission ID.1.1.workflow.1 (any more), and its products are not whole: nobody can say whether it runs
    ",
    }
  `);
  expect((await project.start(["monitor", "--chain", "--watch"], another).result).code).toBe(4);
  expect(project.query("SELECT number, ended FROM attempts")).toEqual([{ number: 1, ended: null }]);
  expect((await project.run("monitor")).code).toBe(0);
  expect(await project.json("report", "status")).toMatchObject([{ status: "running", reason: expect.stringMatching(/^submitted as/) }]);
  project.mend("one.A");
  expect((await project.run("monitor", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A"]);
});

test.concurrent("records of the scheduler that are lost are said, and nothing runs again by itself", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 1);
  renameSync(join(project.state, "workflows"), join(project.root, "lost"));
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  running  0 s  submitted as ID.1.1.workflow.1
    scheduler "local" is out of reach since TIME, not checked: 1 submission: the records of the local scheduler in /sandbox/state cannot be used: ENOENT: no such file or directory, scandir '/sandbox/state/workflows'
    exit code 4"
  `);
  expect(project.ran()).toEqual(["one.A"]);
});

test.concurrent("a submission that is held says why and what to do, until it goes on", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 1);
  const [token = ""] = readdirSync(join(project.state, "workflows"));
  const journal = join(project.state, "workflows", token, "journal.jsonl");
  const text = readFileSync(journal, "utf8");
  writeFileSync(journal, `scribble\n${text}`);
  expect((await project.run("monitor")).code).toBe(0);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  running  0 s  held: its records are damaged: expected a JSON array of events, found "scribble" (/sandbox/state/workflows/ID.1.1.workflow.1/journal.jsonl:1)
          Mend the cause, or: asimov analysis stop EV1/one
    exit code 0"
  `);
  writeFileSync(journal, text);
  project.mend("one.A");
  expect((await project.run("monitor", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
});
