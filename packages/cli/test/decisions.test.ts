import { readdirSync } from "node:fs";
import { join } from "node:path";
import { blueprint, test, until } from "./support/index.ts";

test.concurrent("stop ends the jobs, the analysis is stopped when they are gone, and resurrect goes on with what was not done", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "nodes: [A, B]", two: "needs: [one]" }) });
  project.fault("one.B", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().includes("one.B"));
  expect(await project.show("analysis", "stop", "one")).toMatchInlineSnapshot(`
    "$ asimov analysis stop one
    EV1/one  stop  a person asked for its end; the next pass removes its jobs
    exit code 0"
  `);
  expect((await project.run("monitor", "--watch")).code).toBe(0);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  stopped  0 s  stopped by a person
          asimov analysis resurrect EV1/one goes on from where it was
      two  toy  ready  0 s  waits for "one", which is stopped and needs a person
    exit code 0"
  `);
  project.mend("one.B");
  expect(await project.show("analysis", "resurrect", "one")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect one
    EV1/one  running  submitted as ID.1.2.workflow.1
    exit code 0"
  `);
  expect((await project.run("monitor", "--watch", "--chain")).code).toBe(0);
  expect(project.ran()).toEqual(["one.A", "one.B", "one.B", "two.A"]);
});

test.concurrent("restart puts the files into the trash and keeps the snapshot; with --refresh the settings of now count", async ({
  expect,
  openProject,
}) => {
  const defaults = (answer: number): string => `kind: configuration\nname: defaults\nanswer: ${answer}\n`;
  const analyses = blueprint({ old: "", new: "" }).replace("answer: 42\n", "");
  const project = openProject({ blueprint: `${defaults(41)}---\n${analyses}` });
  await project.run("monitor", "--chain", "--watch");
  project.write({ "defaults.yaml": defaults(43) });
  expect((await project.run("apply", "-f", "defaults.yaml", "--update")).code).toBe(0);
  expect(await project.show("production", "restart", "--yes", "old")).toMatchInlineSnapshot(`
    "$ asimov production restart --yes old
    EV1/old  restart  a person asked for a new start; the next pass moves its files to the trash
    EV1/old discards 0 s of CPU, SIZE of files (to the trash), results that are in the store, and stay there
    exit code 0"
  `);
  expect((await project.run("analysis", "restart", "--yes", "new", "--refresh")).code).toBe(0);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ old: "uploaded", new: "uploaded" });
  expect(project.read("checkouts/EV1/analyses/old.ini")).toBe("# toy\nanswer = 41\n");
  expect(project.read("checkouts/EV1/analyses/new.ini")).toBe("# toy\nanswer = 43\n");
  expect(project.ran()).toEqual(["new.A", "new.A", "old.A", "old.A"]);
  const trash = readdirSync(join(project.directory, ".asimov/trash"));
  expect(trash.map((name) => name.replace(/\d{4}-.*/, "TIME")).toSorted()).toEqual(["EV1-new-1-TIME", "EV1-old-1-TIME"]);
  expect(readdirSync(join(project.directory, "results/EV1/old"))).toEqual(["1", "2"]);
});

test.concurrent("an event that is updated reaches its analyses when they are moved or refreshed, and not before", async ({ expect, openProject }) => {
  const analyses = blueprint({ built: "", later: "needs: [built]" });
  const project = openProject({ blueprint: analyses });
  await project.run("manage", "build");
  const event = analyses.split("---\n")[0]!.replace("answer: 42", "answer: 43");
  project.write({ "event.yaml": event });
  expect(await project.show("apply", "-f", "event.yaml", "--update")).toMatchInlineSnapshot(`
    "$ asimov apply -f event.yaml --update
    updated  event EV1  (event.yaml)
      answer: 42 -> 43
      later: not built yet, still with the event as it was; to move: apply with --update-unstarted
      built: built already, what it was built with stays until: asimov analysis restart EV1/built --refresh
    exit code 0"
  `);
  expect(await project.show("apply", "-f", "event.yaml", "--update-unstarted")).toMatchInlineSnapshot(`
    "$ asimov apply -f event.yaml --update-unstarted
    unchanged  event EV1  (event.yaml)
      later: not built yet, now with the event as it is here
      built: built already, what it was built with stays until: asimov analysis restart EV1/built --refresh
    exit code 0"
  `);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.read("checkouts/EV1/analyses/built.ini")).toBe("# toy\nanswer = 42\n");
  expect(project.read("checkouts/EV1/analyses/later.ini")).toBe("# toy\nanswer = 43\n");
  await project.run("analysis", "restart", "--yes", "built", "--refresh");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.read("checkouts/EV1/analyses/built.ini")).toBe("# toy\nanswer = 43\n");
});

test.concurrent("resurrect after a failure runs only what had not succeeded", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "nodes: [A, B, C]" }), config: "  retries: 0" });
  project.fault("one.B", "fail");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(3);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  stuck  0 s  node failed: node B failed with exit code 3; see /project/working/EV1/one/B.err
          the B of one hit a wall
          Mend the cause, then go on from the rescue point: asimov analysis resurrect EV1/one; or, where settings or programs changed, from the start: asimov analysis restart EV1/one --refresh
    exit code 0"
  `);
  project.mend("one.B");
  expect(await project.show("analysis", "resurrect", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect EV1/one
    EV1/one  running  submitted as ID.1.2.workflow.1
    exit code 0"
  `);
  expect((await project.run("monitor", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "one.B", "one.B", "one.C"]);
  expect(project.query("SELECT number, resumes, outcome, cause FROM attempts")).toMatchObject([
    { number: 1, resumes: null, outcome: "failed" },
    { number: 2, resumes: 1, outcome: "finished", cause: null },
  ]);
});

test.concurrent.for([0, 2])(
  "with %d retries a failing job is taken up so often, then the analysis is stuck",
  async (retries, { expect, openProject }) => {
    const project = openProject({ blueprint: blueprint({ one: "nodes: [A, B]" }), config: `  retries: ${retries}` });
    project.fault("one.B", "fail");
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(3);
    expect(project.statuses()).toEqual({ one: "stuck" });
    expect(project.ran()).toEqual(["one.A", ...Array.from({ length: retries + 1 }, () => "one.B")]);
    // What failed before is nothing new.
    expect((await project.run("monitor", "--chain")).code).toBe(0);
  },
);

test.concurrent("a decision that the status does not allow is refused with those that it does", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", held: "status: wait" }) });
  const before = project.rows();
  expect(await project.show("analysis", "stop", "one")).toMatchInlineSnapshot(`
    "$ asimov analysis stop one
    error STATUS_DOES_NOT_ALLOW  EV1/one
      it is ready: only what is running, processing, restart, stuck, stop can be stopped
      asimov why EV1/one tells what can be done with it.
    exit code 1"
  `);
  expect(await project.show("analysis", "resurrect", "one")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect one
    error STATUS_DOES_NOT_ALLOW  EV1/one
      it is ready: only what is stuck, stopped can be resurrected
      asimov why EV1/one tells what can be done with it.
    exit code 1"
  `);
  expect(await project.show("analysis", "restart", "one", "held")).toMatchInlineSnapshot(`
    "$ asimov analysis restart one held
    error STATUS_DOES_NOT_ALLOW  EV1/held
      it is wait: only what is ready, running, processing, stuck, stopped, stop, finished, uploaded, cancelled, restart can be restarted
      Let it go first: asimov analysis release EV1/held
    exit code 1"
  `);
  expect(project.rows()).toEqual(before);
});

test.concurrent("what a remedy says can be typed as it stands, also for a name with blanks", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ "pe one": "" }), config: "  retries: 0" });
  project.fault("pe one.A", "fail");
  await project.run("monitor", "--chain", "--watch");
  expect(project.query("SELECT remedy FROM analyses")).toMatchInlineSnapshot(`
    [
      {
        "remedy": "Mend the cause, then go on from the rescue point: asimov analysis resurrect 'EV1/pe one'; or, where settings or programs changed, from the start: asimov analysis restart 'EV1/pe one' --refresh",
      },
    ]
  `);
  project.mend("pe one.A");
  expect(await project.run("analysis", "resurrect", "EV1/pe one")).toMatchObject({ code: 0 });
  expect((await project.run("monitor", "--watch")).code).toBe(0);
  expect(project.ran()).toEqual(["pe one.A", "pe one.A"]);
});

test.concurrent("a person's decision during a pass wins over what the pass finds out", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 1);
  project.fault("one.collectAssets", "gate");
  const pass = project.start(["monitor", "--watch"]);
  await project.reached("one.collectAssets");
  expect((await project.show("analysis", "restart", "--yes", "one")).replace(/submitted .* ago/, "submitted AGE ago")).toMatchInlineSnapshot(`
    "$ asimov analysis restart --yes one
    EV1/one  restart  a person asked for a new start; the next pass moves its files to the trash
    EV1/one discards 0 s of CPU, jobs that were submitted AGE ago, SIZE of files (to the trash)
    exit code 0"
  `);
  project.mend("one.collectAssets");
  expect((await pass.result).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "ready" });
  expect(project.query("SELECT * FROM assets")).toEqual([]);
});

test.concurrent("what is held by its blueprint or by a person runs once it is released, and that can be undone", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "status: wait", two: "needs: [one]", other: "status: manual" }) });
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one    toy  wait  0 s  held by its blueprint
          asimov analysis release EV1/one
      two    toy  ready  0 s  waits for "one", which is held (wait) until a person releases it
      other  toy  manual  0 s  left to people by its blueprint
          asimov analysis release EV1/other
    exit code 0"
  `);
  expect(await project.show("analysis", "hold", "--where", "status: wait", "--where", "two", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov analysis hold --where status: wait --where two --dry-run
    error STATUS_DOES_NOT_ALLOW  EV1/one
      it is wait: only what is ready can be held
      It waits already; to let it go: asimov analysis release EV1/one
    exit code 1"
  `);
  expect(await project.show("analysis", "hold", "two")).toMatchInlineSnapshot(`
    "$ asimov analysis hold two
    EV1/two  wait  held by a person
    exit code 0"
  `);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.ran()).toEqual([]);
  expect(await project.show("analysis", "release", "--where", "status: wait", "--where", "status: manual", "--yes")).toMatchInlineSnapshot(`
    "$ asimov analysis release --where status: wait --where status: manual --yes
    EV1/one  ready  released by a person
    EV1/two  ready  released by a person
    EV1/other  ready  released by a person
    release: 3 analyses (2 wait, 1 manual)
      EV1/one    toy  wait
      EV1/two    toy  wait
      EV1/other  toy  manual
    exit code 0"
  `);
  expect((await project.run("undo")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "wait", two: "wait", other: "manual" });
  expect((await project.run("analysis", "release", "one", "two")).code).toBe(0);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.ran()).toEqual(["one.A", "two.A"]);
});
