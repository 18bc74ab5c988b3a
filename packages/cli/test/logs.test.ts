import { appendFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test } from "./support/index.ts";

test.concurrent("the ends of log files, of all or of one, and those of an analysis whose pipeline names none", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "fail");
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("logs", "one")).toMatchInlineSnapshot(`
    "$ asimov logs one
    ==> A.out  /project/working/EV1/one/A.out
    ==> A.err  /project/working/EV1/one/A.err
    the A of one hit a wall
    exit code 0"
  `);
  expect(await project.show("logs", "one", "A.err", "--json")).toMatchInlineSnapshot(`
    "$ asimov logs one A.err --json
    [
      {
        "name": "A.err",
        "path": "/project/working/EV1/one/A.err",
        "lines": [
          "the A of one hit a wall"
        ]
      }
    ]
    exit code 0"
  `);
  expect(await project.show("logs", "one", "B.err")).toMatchInlineSnapshot(`
    "$ asimov logs one B.err
    error LOG_UNKNOWN  EV1/one
      there is no log file "B.err". Did you mean "A.err"?
      There are: A.out, A.err. asimov logs EV1/one shows the ends of all.
    exit code 1"
  `);
  expect(await project.show("logs", "one", "--attempt", "7")).toMatchInlineSnapshot(`
    "$ asimov logs one --attempt 7
    error ATTEMPT_UNKNOWN  EV1/one
      there is no attempt 7
      asimov why EV1/one lists them.
    exit code 1"
  `);
  const without = await project.start(["logs", "one"], { ASIMOV_PLUGIN_PATH: "" }).result;
  expect(without).toMatchInlineSnapshot(`
    {
      "code": 0,
      "stderr": "EV1/one: its pipeline names no log files: pipeline "toy" is not installed
    EV1/one has no log files yet
    ",
      "stdout": "",
    }
  `);
});

test.concurrent("what comes to log files is followed until the analysis leaves its status", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "gate");
  await project.run("monitor", "--chain");
  const following = project.start(["logs", "one", "--follow"]);
  const file = join(project.directory, "working", "EV1", "one", "A.out");
  await following.printed("A.out");
  appendFileSync(file, "a first line\nand a sec");
  await following.printed("a first line\n");
  appendFileSync(file, "ond one\u001B[2J\n");
  await following.printed("and a second one\\u{1b}[2J\n");
  project.mend("one.A");
  await project.run("monitor", "--watch");
  expect((await following.result).stdout.trimEnd().split("\n").at(-1)).toMatch(/^EV1\/one is \w+ now$/);
});
