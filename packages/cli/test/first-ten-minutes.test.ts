import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "./support/index.ts";

const blueprint = `
kind: configuration
answer: 41
---
kind: event
name: EV1
event time: 1126259462.4
---
kind: analysis
name: one
event: EV1
pipeline: toy
answer: 42
---
kind: analysis
name: two
event: EV1
pipeline: toy
needs: [one]
`;

test.concurrent("from an empty directory to results in the store", async ({ expect, openProject }) => {
  const project = openProject();
  expect(await project.run("init", "First light")).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "Started project "First light" in /project
    Next: asimov apply -f BLUEPRINT.yaml
    ",
    }
  `);
  project.write({ "blueprint.yaml": blueprint });
  expect(await project.run("apply", "-f", "blueprint.yaml")).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "added  configuration blueprint.yaml#1  (blueprint.yaml)
    added  event EV1  (blueprint.yaml)
    added  analysis EV1/one  (blueprint.yaml)
    added  analysis EV1/two  (blueprint.yaml)
    ",
    }
  `);
  expect(await project.run("apply", "-f", "blueprint.yaml")).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "unchanged  configuration blueprint.yaml#1  (blueprint.yaml)
    unchanged  event EV1  (blueprint.yaml)
    unchanged  analysis EV1/one  (blueprint.yaml)
    unchanged  analysis EV1/two  (blueprint.yaml)
    ",
    }
  `);
  expect(await project.run("report", "status")).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "EV1
      one  toy  ready  0 s  applied
      two  toy  ready  0 s  waits for "one", which is ready but has not run
    ",
    }
  `);
  expect(await project.run("manage", "build")).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "EV1/one: built
    ",
      "stdout": "built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    waits  EV1/two  for "one", which is ready but has not run
    ",
    }
  `);
  expect(project.read("checkouts/EV1/analyses/one.ini")).toMatchInlineSnapshot(`
    "# toy
    answer = 42
    "
  `);
  expect(project.git("EV1", "log", "--format=%s")).toBe("Configure one, attempt 1\nInitial commit\n");
  project.fault("one.A", "gate");
  const submitted = await project.run("manage", "submit");
  expect(submitted.stdout).toMatchInlineSnapshot(`
    "submitted  EV1/one  ID.1.1.workflow.1
    waits  EV1/two  for "one", which is running
    "
  `);
  expect(submitted.code).toBe(0);
  expect(await project.run("monitor")).toMatchObject({ code: 0, stderr: "" });
  expect(project.statuses()).toEqual({ one: "running", two: "ready" });
  project.mend("one.A");
  const watched = await project.run("monitor", "--chain", "--watch", "--interval", "0.1");
  expect(watched.stdout).toMatch(/nothing is left to do\n$/);
  expect(watched.code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "two.A"]);
  expect(project.read("results/EV1/two/1/out.txt")).toBe("A of two\n");
  expect(statSync(join(project.directory, "results/EV1/two/1/out.txt")).mode & 0o777).toBe(0o444);
  expect(await project.run("monitor", "--chain", "--watch")).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "",
      "stdout": "EV1/one  toy  uploaded  0 s  results are in /project/results/EV1/one
    EV1/two  toy  uploaded  0 s  results are in /project/results/EV1/two
    nothing is left to do
    ",
    }
  `);
});
