import { blueprint, test, type OpenProject, type TestProject } from "./support/index.ts";

async function stuck(openProject: OpenProject, names: readonly string[]): Promise<TestProject> {
  const project = openProject({ blueprint: blueprint(Object.fromEntries(names.map((name) => [name, ""]))), config: "  retries: 0" });
  for (const name of names) project.fault(name === "builder" ? "builder.buildDag" : `${name}.A`, name === "builder" ? "throw" : "fail");
  await project.run("monitor", "--chain", "--watch");
  for (const name of names.filter((one) => one !== "builder")) project.mend(`${name}.A`);
  return project;
}

test.concurrent("a selection that has what can't be resurrected is refused before the first is, also by a dry run", async ({
  expect,
  openProject,
}) => {
  const project = await stuck(openProject, ["one", "builder", "two"]);
  const before = project.rows();
  const shown = await project.show("analysis", "resurrect", "EV1/one", "EV1/builder", "EV1/two");
  expect(shown).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect EV1/one EV1/builder EV1/two
    error NOTHING_TO_RESURRECT  EV1/builder
      it never got as far as a workflow: there is no point to go on from
      Start it again: asimov analysis restart EV1/builder --refresh
    exit code 1"
  `);
  expect((await project.show("analysis", "resurrect", "--where", "status: stuck", "--dry-run")).split("\n").slice(1)).toEqual(
    shown.split("\n").slice(1),
  );
  expect(project.rows()).toEqual(before);
  await project.run("pause", "EV1/two");
  expect(await project.show("analysis", "resurrect", "one", "two")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect one two
    error ANALYSIS_PAUSED  EV1/two
      it is paused by root: asimov resume EV1/two
    exit code 1"
  `);
  expect(project.statuses()).toEqual({ one: "stuck", builder: "stuck", two: "stuck" });
});

test.concurrent("each is resurrected by itself: one that fails keeps none of the others, and what was done is told", async ({
  expect,
  openProject,
}) => {
  const project = await stuck(openProject, ["one", "two", "three"]);
  project.fault("two.resurrect", "throw");
  expect(await project.show("analysis", "resurrect", "--where", "status: stuck", "--yes")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect --where status: stuck --yes
    EV1/one  running  submitted as ID.1.2.workflow.1
    EV1/three  running  submitted as ID.3.2.workflow.1
    resurrect: 3 analyses (3 stuck)
      EV1/one    toy  stuck
      EV1/two    toy  stuck
      EV1/three  toy  stuck
    error PLUGIN_ERROR  EV1/two
      asimov-toy 1.2.3: resurrect failed: no luck today
    exit code 3"
  `);
  expect(project.statuses()).toEqual({ one: "running", two: "ready", three: "running" });
  project.mend("two.resurrect");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded", three: "uploaded" });
});

test.concurrent("programs read for each what became of it", async ({ expect, openProject }) => {
  const project = await stuck(openProject, ["one", "two"]);
  project.fault("two.resurrect", "throw");
  expect(await project.json("analysis", "resurrect", "one", "two")).toMatchInlineSnapshot(`
    [
      {
        "address": "EV1/one",
        "reason": "submitted as ID.1.2.workflow.1",
        "status": "running",
      },
      {
        "address": "EV1/two",
        "errors": [
          {
            "analysis": "EV1/two",
            "at": "EV1/two",
            "code": "PLUGIN_ERROR",
            "message": "asimov-toy 1.2.3: resurrect failed: no luck today",
          },
        ],
        "reason": "goes on from its rescue point after: resurrected by a person",
        "status": "ready",
      },
    ]
  `);
});
