import { chmodSync } from "node:fs";
import { join } from "node:path";
import { blueprint, test } from "../support/index.ts";

test.concurrent("a value that the template misses is named, and nothing is written down", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "answer: null", two: "" }) });
  expect(await project.show("manage", "build")).toMatchInlineSnapshot(`
    "$ asimov manage build
    built  EV1/two  /project/checkouts/EV1/analyses/two.ini
    EV1/two: built
    error TEMPLATE_MISSING_VALUE  /plugins/toy/templates/toy.ini.hbs:2
      EV1/one: the setting "answer" has no value, and {{settings.answer}} needs one
      Set it in the blueprint of the analysis, of its event, or of the project.
    exit code 3"
  `);
  expect(project.query("SELECT analysis_id FROM attempts")).toEqual([{ analysis_id: 2 }]);
  expect(project.read("checkouts/EV1/analyses/one.ini")).toBe("");
});

test.concurrent("a builder that returns nonsense is told what it should return", async ({ expect, openProject }) => {
  const answers = ["null", "7", '"toy.dag"', "[]", '{"file": 3}', '{"file": "/no/such.dag"}', '{"file": "a.dag", "directory": []}'];
  const names = answers.map((_, index) => `a${index}`);
  const project = openProject({ blueprint: blueprint(Object.fromEntries(names.map((name) => [name, ""]))) });
  for (const [index, answer] of answers.entries()) project.fault(`${names[index]!}.buildDag`, `return ${answer}`);
  await project.run("manage", "build");
  expect(await project.show("manage", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage submit
    error WORKFLOW_NOT_FOUND  EV1/a0
      asimov-toy 1.2.3: buildDag returned null, which names no workflow file that exists
      Its author returns { file: "/absolute/path/of/the.dag", directory: "/where/the/builder/ran" }.
    error WORKFLOW_NOT_FOUND  EV1/a1
      asimov-toy 1.2.3: buildDag returned 7, which names no workflow file that exists
      Its author returns { file: "/absolute/path/of/the.dag", directory: "/where/the/builder/ran" }.
    error WORKFLOW_NOT_FOUND  EV1/a2
      asimov-toy 1.2.3: buildDag returned "toy.dag", which names no workflow file that exists
      Its author returns { file: "/absolute/path/of/the.dag", directory: "/where/the/builder/ran" }.
    error WORKFLOW_NOT_FOUND  EV1/a3
      asimov-toy 1.2.3: buildDag returned [], which names no workflow file that exists
      Its author returns { file: "/absolute/path/of/the.dag", directory: "/where/the/builder/ran" }.
    error WORKFLOW_NOT_FOUND  EV1/a4
      asimov-toy 1.2.3: buildDag returned {"file":3}, which names no workflow file that exists
      Its author returns { file: "/absolute/path/of/the.dag", directory: "/where/the/builder/ran" }.
    error WORKFLOW_NOT_FOUND  EV1/a5
      asimov-toy 1.2.3: buildDag returned {"file":"/no/such.dag"}, which names no workflow file that exists
      Its author returns { file: "/absolute/path/of/the.dag", directory: "/where/the/builder/ran" }.
    error WORKFLOW_NOT_FOUND  EV1/a6
      asimov-toy 1.2.3: buildDag returned {"file":"a.dag","directory":[]}, which names no workflow file that exists
      Its author returns { file: "/absolute/path/of/the.dag", directory: "/where/the/builder/ran" }.
    exit code 3"
  `);
  expect(Object.values(project.statuses())).toEqual(names.map(() => "stuck"));
});

test.concurrent("a workflow with errors is refused before anything of it runs, with all its errors", async ({ expect, openProject }) => {
  const dag = "dag: [JOBB B b.sub, JOB C c.sub]";
  const project = openProject({ blueprint: blueprint({ one: dag, two: "" }) });
  await project.run("manage", "build");
  expect(await project.show("manage", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage submit
    submitted  EV1/two  ID.2.1.workflow.1
    EV1/two: submitted as ID.2.1.workflow.1
    error WORKFLOW_SYNTAX  /project/working/EV1/one/toy.dag:2:1
      EV1/one: "JOBB" is no DAGMan keyword. Did you mean "JOB"?
      A line starts with one of ABORT-DAG-ON, CATEGORY, CONFIG, DONE, ENV, FINAL, INCLUDE, JOB, MAXJOBS, PARENT, PRE_SKIP, PRIORITY, REJECT, RETRY, SCRIPT, SPLICE, SUBDAG, SUBMIT-DESCRIPTION, VARS.
    error WORKFLOW_NOT_FOUND  /project/working/EV1/one/toy.dag:3:7
      EV1/one: there is no submit file /project/working/EV1/one/c.sub (node "C")
      Relative paths are read from the directory where the builder ran; run it again if the file is gone.
    exit code 3"
  `);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  stuck  0 s  WORKFLOW_SYNTAX: /project/working/EV1/one/toy.dag:2:1: "JOBB" is no DAGMan keyword. Did you mean "JOB"?; /project/working/EV1/one/toy.dag:3:7: there is no submit file /project/working/EV1/one/c.sub (node "C")
          A line starts with one of ABORT-DAG-ON, CATEGORY, CONFIG, DONE, ENV, FINAL, INCLUDE, JOB, MAXJOBS, PARENT, PRE_SKIP, PRIORITY, REJECT, RETRY, SCRIPT, SPLICE, SUBDAG, SUBMIT-DESCRIPTION, VARS. Then: asimov analysis resurrect EV1/one, which takes the files as they are then; or, where settings changed: asimov analysis restart EV1/one --refresh
      two  toy  running  0 s  submitted as ID.2.1.workflow.1
    exit code 0"
  `);
  await project.run("monitor", "--watch");
  expect(project.ran()).toEqual(["two.A"]);
});

test.concurrent("a program that is not there is asked for, and when it is there the same command goes on", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "program: toy_pipe" }), config: "pipelines: {toy: {environment: venv}}" });
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    EV1/one: built
    error PROGRAM_NOT_FOUND  EV1/one
      toy needs the program "toy_pipe", which is not in /project/venv/bin
      Install it, and name where in .asimov/config.yaml: "pipelines: {toy: {environment: PREFIX}}".
    exit code 3"
  `);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  ready  0 s  PROGRAM_NOT_FOUND: toy needs the program "toy_pipe", which is not in /project/venv/bin
          Install it, and name where in .asimov/config.yaml: "pipelines: {toy: {environment: PREFIX}}".
    exit code 0"
  `);
  project.write({ "venv/bin/toy_pipe": "" });
  chmodSync(join(project.directory, "venv/bin/toy_pipe"), 0o755);
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    submitted  EV1/one  ID.1.1.workflow.1
    EV1/one: found /project/venv/bin/toy_pipe
    EV1/one: submitted as ID.1.1.workflow.1
    exit code 0"
  `);
});

test.concurrent("products that are missing or empty are named, and once they are there the analysis goes on", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.collectAssets", 'return {"out": ["out.txt", "empty.txt"], "plots": {"H1": "gone.png"}}');
  project.write({ "working/.keep": "" });
  await project.run("manage", "build", "submit");
  await project.run("monitor", "--watch").then(({ code }) => expect(code).toBe(3));
  project.write({ "working/EV1/one/empty.txt": "" });
  expect(await project.show("analysis", "resurrect", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect EV1/one
    EV1/one  running  a person asked to look again
    exit code 0"
  `);
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  stuck  0 s  ASSET_EMPTY: asset "out": /project/working/EV1/one/empty.txt is empty; asset "plots": there is no file /project/working/EV1/one/gone.png
    error ASSET_EMPTY  EV1/one
      asset "out": /project/working/EV1/one/empty.txt is empty
    error ASSET_MISSING  EV1/one
      asset "plots": there is no file /project/working/EV1/one/gone.png
    exit code 3"
  `);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  stuck  0 s  ASSET_EMPTY: asset "out": /project/working/EV1/one/empty.txt is empty; asset "plots": there is no file /project/working/EV1/one/gone.png
          Mend the cause, then: asimov analysis resurrect EV1/one
    exit code 0"
  `);
  project.mend("one.collectAssets");
  await project.run("analysis", "resurrect", "EV1/one");
  expect((await project.run("monitor")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A"]);
});

test.concurrent("assets that are no assets are an error of their analysis alone", async ({ expect, openProject }) => {
  const answers = [
    "null",
    "7",
    '"out.txt"',
    '["out.txt"]',
    '{"out": 7}',
    '{"out": null}',
    '{"out": [7]}',
    '{"out": {"H1": 7}}',
    '{"out": ""}',
    '{"out": "."}',
  ];
  const names = answers.map((_, index) => `a${index}`);
  const project = openProject({ blueprint: blueprint({ ...Object.fromEntries(names.map((name) => [name, ""])), good: "" }) });
  for (const [index, answer] of answers.entries()) project.fault(`${names[index]!}.collectAssets`, `return ${answer}`);
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      a0    toy  stuck  0 s  ASSET_MISSING: asset "out": it is a result of the pipeline, but collectAssets named no file for it
          Mend the cause, then: asimov analysis resurrect EV1/a0
      a1    toy  stuck  0 s  ASSETS_INVALID: collectAssets returned 7, expected paths by name
          Its author returns { samples: "result.json", psds: { H1: "h1.txt" } }. Then: asimov analysis resurrect EV1/a1
      a2    toy  stuck  0 s  ASSETS_INVALID: collectAssets returned "out.txt", expected paths by name
          Its author returns { samples: "result.json", psds: { H1: "h1.txt" } }. Then: asimov analysis resurrect EV1/a2
      a3    toy  stuck  0 s  ASSETS_INVALID: collectAssets returned ["out.txt"], expected paths by name
          Its author returns { samples: "result.json", psds: { H1: "h1.txt" } }. Then: asimov analysis resurrect EV1/a3
      a4    toy  stuck  0 s  ASSETS_INVALID: collectAssets returned {"out":7}, expected paths by name
          Its author returns { samples: "result.json", psds: { H1: "h1.txt" } }. Then: asimov analysis resurrect EV1/a4
      a5    toy  stuck  0 s  ASSETS_INVALID: collectAssets returned {"out":null}, expected paths by name
          Its author returns { samples: "result.json", psds: { H1: "h1.txt" } }. Then: asimov analysis resurrect EV1/a5
      a6    toy  stuck  0 s  ASSETS_INVALID: collectAssets returned {"out":[7]}, expected paths by name
          Its author returns { samples: "result.json", psds: { H1: "h1.txt" } }. Then: asimov analysis resurrect EV1/a6
      a7    toy  stuck  0 s  ASSETS_INVALID: collectAssets returned {"out":{"H1":7}}, expected paths by name
          Its author returns { samples: "result.json", psds: { H1: "h1.txt" } }. Then: asimov analysis resurrect EV1/a7
      a8    toy  stuck  0 s  ASSETS_INVALID: collectAssets returned {"out":""}, expected paths by name
          Its author returns { samples: "result.json", psds: { H1: "h1.txt" } }. Then: asimov analysis resurrect EV1/a8
      a9    toy  stuck  0 s  ASSET_NOT_A_FILE: asset "out": /project/working/EV1/a9 is not a file
          Mend the cause, then: asimov analysis resurrect EV1/a9
      good  toy  uploaded  0 s  results are in /project/results/EV1/good
    exit code 0"
  `);
});

test.concurrent("a config file that was changed by hand is not overwritten unless that is asked for", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "" }) });
  project.write({ "checkouts/EV1/analyses/one.ini": "answer = 99\n" });
  expect(await project.show("manage", "build")).toMatchInlineSnapshot(`
    "$ asimov manage build
    built  EV1/two  /project/checkouts/EV1/analyses/two.ini
    EV1/two: built
    error CONFIG_EDITED  /project/checkouts/EV1/analyses/one.ini
      EV1/one: there is a config file already, and it is another one:
      - # toy
      - answer = 42
      + answer = 99
      To run with the edit, which is recorded: asimov manage build --analysis EV1/one --keep-edit
      To lose it: asimov manage build --analysis EV1/one --overwrite
    exit code 3"
  `);
  expect(project.read("checkouts/EV1/analyses/one.ini")).toBe("answer = 99\n");
  expect(await project.show("manage", "build", "--overwrite", "-a", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov manage build --overwrite -a EV1/one
    built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    EV1/one: built
    exit code 0"
  `);
  expect(project.read("checkouts/EV1/analyses/one.ini")).toBe("# toy\nanswer = 42\n");
});

test.concurrent("a config file that was changed between build and submit runs only when a person says so, and that is recorded", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  await project.run("manage", "build");
  project.write({ "checkouts/EV1/analyses/one.ini": "# toy\nanswer = 43\n" });
  expect(await project.show("manage", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage submit
    error CONFIG_EDITED  /project/checkouts/EV1/analyses/one.ini
      EV1/one: the config file was changed by hand since it was rendered:
      - answer = 42
      + answer = 43
      To run with the edit, which is recorded: asimov manage submit --analysis EV1/one --keep-edit
      To lose it: asimov manage submit --analysis EV1/one --overwrite
    exit code 3"
  `);
  expect(project.statuses()).toEqual({ one: "ready" });
  expect((await project.run("manage", "submit", "--keep-edit")).code).toBe(0);
  expect(project.read("checkouts/EV1/analyses/one.ini")).toBe("# toy\nanswer = 43\n");
  expect(project.statuses()).toEqual({ one: "running" });
});

test.concurrent("an edit that nobody wants is undone", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  await project.run("manage", "build");
  project.write({ "checkouts/EV1/analyses/one.ini": "# toy\nanswer = 43\n" });
  expect((await project.run("manage", "submit", "--overwrite")).code).toBe(0);
  expect(project.read("checkouts/EV1/analyses/one.ini")).toBe("# toy\nanswer = 42\n");
});

test.concurrent("a run directory that exists is not touched", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "" }) });
  project.write({ "working/EV1/one/precious.txt": "mine" });
  await project.run("manage", "build");
  expect(await project.show("manage", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage submit
    submitted  EV1/two  ID.2.1.workflow.1
    EV1/two: submitted as ID.2.1.workflow.1
    error RUN_DIRECTORY_EXISTS  /project/working/EV1/one
      EV1/one: the run directory exists already, and this attempt did not make it
      Move it away, then run the same command again.
    exit code 3"
  `);
  expect(project.read("working/EV1/one/precious.txt")).toBe("mine");
  expect(project.statuses()).toEqual({ one: "ready", two: "running" });
});

test.concurrent("of very many problems the first are told, and how many there are; all of them on request", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  const documents = Array.from({ length: 70 }, (_, index) => `kind: analysis\nevent: EV2\nname: a${index}\npipeline: none\n`);
  project.write({ "many.yaml": `kind: event\nname: EV2\n---\n${documents.join("---\n")}` });
  const short = await project.run("apply", "-f", "many.yaml");
  expect(short.stderr.match(/^error/gm)).toHaveLength(50);
  expect(short.stderr.trimEnd().split("\n").at(-1)).toBe("and 20 more: --debug shows all of them");
  const long = await project.run("--debug", "apply", "-f", "many.yaml");
  expect(long.stderr.match(/^error/gm)).toHaveLength(70);
  expect(JSON.parse((await project.run("apply", "-f", "many.yaml", "--json")).stdout)).toMatchObject({ errors: { length: 70 } });
});
