import { blueprint, test } from "./support/index.ts";

test.concurrent("higher priorities are submitted first; an analysis has that of its event unless it has its own", async ({ expect, openProject }) => {
  const other = blueprint({ c: "" }).replaceAll("EV1", "EV2");
  const project = openProject({ blueprint: `${blueprint({ a: "", b: "" })}---\n${other}`, config: "  parallel: 1" });
  const lines = [
    await project.show("priority", "EV2", "10"),
    await project.show("priority", "--where", "name: b", "20"),
    await project.show("priority", "EV1/b", "EV2/c", "EV1"),
    await project.show("priority", "--dry-run", "--", "EV1/a", "-5"),
    await project.show("report", "status"),
    await project.show("priority", "10"),
  ];
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "$ asimov priority EV2 10
    EV2  priority 10
    exit code 0
    $ asimov priority --where name: b 20
    EV1/b  priority 20
    priority: 1 analysis (1 ready)
      EV1/b  toy  ready
    exit code 0
    $ asimov priority EV1/b EV2/c EV1
    EV1/b  priority 20
    EV2/c  priority 10  (of its event)
    EV1  priority 0
    exit code 0
    $ asimov priority --dry-run -- EV1/a -5
    would change  EV1/a  priority 0
    exit code 0
    $ asimov report status
    EV1
      a  toy  ready  0 s  applied
      b  toy  ready  priority 20  0 s  applied
    EV2
      c  toy  ready  priority 10  0 s  applied
    exit code 0
    $ asimov priority 10
    error EVENT_UNKNOWN
      there is no event "10".
      asimov report status lists all.
    exit code 1"
  `);
  expect(await project.json("report", "status", "EV2")).toMatchObject([{ address: "EV2/c", priority: 10 }]);
  expect(await project.json("show", "EV2")).toMatchObject({ priority: 10, analyses: [{ priority: 10 }] });
  const { stdout } = await project.run("manage", "build", "submit");
  expect(stdout.split("\n").filter((line) => line.startsWith("submitted"))).toMatchInlineSnapshot(`
    [
      "submitted  EV1/b  ID.2.1.workflow.1",
      "submitted  EV2/c  ID.3.1.workflow.1",
      "submitted  EV1/a  ID.1.1.workflow.1",
    ]
  `);
  expect(project.query("SELECT json_extract(request, '$.priority') AS priority FROM submissions ORDER BY id")).toEqual([
    { priority: 20 },
    { priority: 10 },
    { priority: null },
  ]);
  expect((await project.run("undo")).code).toBe(0);
  expect(project.query("SELECT priority FROM analyses WHERE priority IS NOT NULL")).toEqual([]);
});

test.concurrent("priorities travel with an export", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ a: "", b: "" }) });
  await project.run("priority", "EV1", "7");
  await project.run("priority", "--", "EV1/b", "-3");
  await project.run("export", "-o", "all.yaml");
  const copy = openProject();
  await copy.run("init", "copy");
  copy.write({ "all.yaml": project.read("all.yaml") });
  expect((await copy.run("import", "all.yaml")).code).toBe(0);
  expect(await copy.json("report", "status")).toMatchObject([{ priority: 7 }, { priority: -3 }]);
  await copy.run("export", "-o", "again.yaml");
  expect(copy.read("again.yaml")).toBe(project.read("all.yaml"));
});

test.concurrent("what the throttle holds back stays ready, with one line that says how many and why", async ({ expect, openProject }) => {
  const config = "  parallel: 1\nthrottle:\n  most queued: 3\n  most per pass: 2\n  pause between submissions: 0.01";
  const project = openProject({ blueprint: blueprint({ a: "", b: "", c: "", d: "", e: "" }), config });
  for (const name of ["a", "b", "c", "d", "e"]) project.fault(`${name}.A`, "gate");
  const lines = [
    await project.show("manage", "build", "submit", "--max-submit", "1"),
    await project.show("monitor", "--chain"),
    await project.show("report", "status"),
    await project.show("monitor", "EV1/d", "--chain", "--dry-run"),
  ];
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "$ asimov manage build submit --max-submit 1
    built  EV1/a  /project/checkouts/EV1/analyses/a.ini
    built  EV1/b  /project/checkouts/EV1/analyses/b.ini
    built  EV1/c  /project/checkouts/EV1/analyses/c.ini
    built  EV1/d  /project/checkouts/EV1/analyses/d.ini
    built  EV1/e  /project/checkouts/EV1/analyses/e.ini
    submitted  EV1/a  ID.1.1.workflow.1
    4 analyses stay ready: 1 submitted, and at most 1 may be in one pass (--max-submit)
    EV1/a: built
    EV1/b: built
    EV1/c: built
    EV1/d: built
    EV1/e: built
    EV1/a: submitted as ID.1.1.workflow.1
    exit code 0
    $ asimov monitor --chain
    EV1/a  toy  running  0 s  sampling, dlogz 0.500
    EV1/b  toy  running  0 s  submitted as ID.2.1.workflow.1
    EV1/c  toy  running  0 s  submitted as ID.3.1.workflow.1
    EV1/d  toy  ready  0 s  built: /project/checkouts/EV1/analyses/d.ini
    EV1/e  toy  ready  0 s  built: /project/checkouts/EV1/analyses/e.ini
    2 analyses stay ready: 2 submitted, and at most 2 may be in one pass (throttle.most per pass)
    EV1/b: submitted as ID.2.1.workflow.1
    EV1/c: submitted as ID.3.1.workflow.1
    exit code 0
    $ asimov report status
    EV1
      a  toy  running  0 s  sampling, dlogz 0.500
      b  toy  running  0 s  submitted as ID.2.1.workflow.1
      c  toy  running  0 s  submitted as ID.3.1.workflow.1
      d  toy  ready  0 s  built: /project/checkouts/EV1/analyses/d.ini
      e  toy  ready  0 s  built: /project/checkouts/EV1/analyses/e.ini
    held back by the last pass (TIME): 2 ready, 2 submitted, and at most 2 may be in one pass (throttle.most per pass)
    exit code 0
    $ asimov monitor EV1/d --chain --dry-run
    EV1/d  ready  wait  stays ready: 3 queued, and at most 3 may be (throttle.most queued)
    exit code 0"
  `);
  expect(await project.json("manage", "submit")).toMatchObject({ done: [], deferred: { analyses: ["EV1/d", "EV1/e"] } });
  for (const name of ["a", "b", "c", "d", "e"]) project.mend(`${name}.A`);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.ran()).toEqual(["a.A", "b.A", "c.A", "d.A", "e.A"]);
});
