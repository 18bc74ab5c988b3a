import { blueprint, test } from "./support/index.ts";

test.concurrent("what is held does not start until it is released, what is cancelled never, and each decision is one that can be undone", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]\nstatus: wait", three: "", four: "" }) });
  const lines = [
    await project.show("analysis", "hold", "--where", "status: ready", "--yes"),
    await project.show("analysis", "cancel", "three", "two"),
    await project.show("undo"),
    await project.show("analysis", "cancel", "three"),
    await project.show("monitor", "--chain"),
    await project.show("analysis", "release", "one", "two", "--dry-run"),
    await project.show("report", "status"),
    await project.show("analysis", "release", "one", "two"),
  ];
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "$ asimov analysis hold --where status: ready --yes
    EV1/one  wait  held by a person
    EV1/three  wait  held by a person
    EV1/four  wait  held by a person
    hold: 3 analyses (3 ready)
      EV1/one    toy  ready
      EV1/three  toy  ready
      EV1/four   toy  ready
    exit code 0
    $ asimov analysis cancel three two
    EV1/three  cancelled  cancelled by a person
    EV1/two  cancelled  cancelled by a person
    exit code 0
    $ asimov undo
    undone  3: asimov analysis cancel three two  (root, TIME)
      changed back analysis EV1/three
      changed back analysis EV1/two
    to take this back: asimov undo 4
    exit code 0
    $ asimov analysis cancel three
    EV1/three  cancelled  cancelled by a person
    exit code 0
    $ asimov monitor --chain
    EV1/one    toy  wait  0 s  held by a person
    EV1/two    toy  wait  0 s  held by its blueprint
    EV1/three  toy  cancelled  0 s  cancelled by a person
    EV1/four   toy  wait  0 s  held by a person
    exit code 0
    $ asimov analysis release one two --dry-run
    release would change: 2 analyses (2 wait)
      EV1/one  toy  wait
      EV1/two  toy  wait
    exit code 0
    $ asimov report status
    EV1
      one    toy  wait  0 s  held by a person
          asimov analysis release EV1/one
      two    toy  wait  0 s  held by its blueprint
          asimov analysis release EV1/two
      three  toy  cancelled  0 s  cancelled by a person
      four   toy  wait  0 s  held by a person
          asimov analysis release EV1/four
    exit code 0
    $ asimov analysis release one two
    EV1/one  ready  released by a person
    EV1/two  ready  released by a person
    exit code 0"
  `);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded", three: "cancelled", four: "wait" });
  expect(project.ran()).toEqual(["one.A", "two.A"]);
});

test.concurrent("who holds or cancels what is being built wins: nothing is submitted, and released it goes on", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "" }) });
  await project.run("manage", "build");
  project.fault("one.buildDag", "gate");
  project.fault("two.buildDag", "gate");
  const pass = project.start(["manage", "submit"]);
  await project.reached("one.buildDag");
  expect((await project.run("analysis", "hold", "one")).code).toBe(0);
  project.mend("one.buildDag");
  await project.reached("two.buildDag");
  expect((await project.run("analysis", "cancel", "two")).code).toBe(0);
  project.mend("two.buildDag");
  await pass.result;
  expect(project.query("SELECT * FROM submissions")).toEqual([]);
  expect(project.query("SELECT name, status, reason FROM analyses")).toMatchInlineSnapshot(`
    [
      {
        "name": "one",
        "reason": "held by a person",
        "status": "wait",
      },
      {
        "name": "two",
        "reason": "cancelled by a person",
        "status": "cancelled",
      },
    ]
  `);
  expect((await project.run("analysis", "release", "one")).code).toBe(0);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "cancelled" });
  expect(project.ran()).toEqual(["one.A"]);
});

test.concurrent("what may have jobs is not left alone with them: they are ended first", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.detectCompletion", "throw");
  await project.run("monitor", "--chain", "--watch");
  expect(project.statuses()).toEqual({ one: "stuck" });
  const lines = [
    await project.show("analysis", "cancel", "one"),
    await project.show("analysis", "stop", "one"),
    (await project.run("monitor")).code,
    await project.show("analysis", "cancel", "one"),
    await project.show("analysis", "hold", "one"),
    await project.show("analysis", "release", "one"),
    await project.show("analysis", "restart", "--yes", "one"),
  ];
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "$ asimov analysis cancel one
    error SUBMISSION_OPEN  EV1/one
      submission ID.1.1.workflow.1 has not ended, and nobody would look after its jobs any more
      End them first: asimov analysis stop EV1/one
    exit code 1
    $ asimov analysis stop one
    EV1/one  stop  a person asked for its end; the next pass removes its jobs
    exit code 0
    0
    $ asimov analysis cancel one
    EV1/one  cancelled  cancelled by a person
    exit code 0
    $ asimov analysis hold one
    error STATUS_DOES_NOT_ALLOW  EV1/one
      it is cancelled: only what is ready can be held
      asimov why EV1/one tells what can be done with it.
    exit code 1
    $ asimov analysis release one
    error STATUS_DOES_NOT_ALLOW  EV1/one
      it has run before it was cancelled, and can't take its course from there
      Run it again from the start: asimov analysis restart EV1/one
    exit code 1
    $ asimov analysis restart --yes one
    EV1/one  restart  a person asked for a new start; the next pass moves its files to the trash
    EV1/one discards 0 s of CPU, SIZE of files (to the trash)
    exit code 0"
  `);
  project.mend("one.detectCompletion");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
});

test.concurrent("jobs that run where they can't be held are left alone, and what can be done instead is said", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "gate");
  await project.run("monitor", "--chain");
  expect(await project.show("analysis", "hold", "one")).toMatchInlineSnapshot(`
    "$ asimov analysis hold one
    error HOLD_NOT_POSSIBLE  EV1/one
      it is running, and scheduler "local" can't hold jobs
      To end its jobs, and go on from there later: asimov analysis stop EV1/one
    exit code 1"
  `);
  project.mend("one.A");
  await project.run("monitor", "--watch");
  expect(project.statuses()).toEqual({ one: "uploaded" });
});
