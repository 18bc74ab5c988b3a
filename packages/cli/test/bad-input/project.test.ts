import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blueprint, test } from "../support/index.ts";

test.concurrent("outside a project every command that needs one says how to get one", async ({ expect, openProject }) => {
  const project = openProject();
  for (const command of [["report", "status"], ["manage", "build"], ["monitor"], ["analysis", "stop", "x"], ["config", "show"]])
    expect(await project.run(...command)).toEqual({
      code: 1,
      stdout: "",
      stderr: `error PROJECT_NOT_FOUND
  there is no asimov project in /project or above it
  Change into a project's directory, or start one here: asimov init NAME
`,
    });
});

test.concurrent("a project is started once, under a name", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({}) });
  expect(await project.show("init", "again")).toMatchInlineSnapshot(`
    "$ asimov init again
    error PROJECT_EXISTS  /project/.asimov
      there is a project here already
      Work on with it (asimov report status), or start the new one in another directory.
    exit code 1"
  `);
  expect(await project.show("-C", "..", "init", " ")).toMatchInlineSnapshot(`
    "$ asimov -C .. init  
    error PROJECT_NAME
      " " is not a name for a project
      Use text such as "GWTC catalogue".
    exit code 1"
  `);
});

test.concurrent("what does not exist is said, with what does", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  const before = project.rows();
  expect(await project.show("report", "status", "EV2")).toMatchInlineSnapshot(`
    "$ asimov report status EV2
    error EVENT_UNKNOWN
      there is no event "EV2". Did you mean "EV1"?
      asimov report status lists all.
    exit code 1"
  `);
  expect(await project.show("manage", "build", "-e", "EV2")).toMatchInlineSnapshot(`
    "$ asimov manage build -e EV2
    error EVENT_UNKNOWN
      there is no event "EV2". Did you mean "EV1"?
      asimov report status lists all.
    exit code 1"
  `);
  expect(await project.show("monitor", "EV2")).toMatchInlineSnapshot(`
    "$ asimov monitor EV2
    error EVENT_UNKNOWN
      there is no event "EV2". Did you mean "EV1"?
      asimov report status lists all.
    exit code 1"
  `);
  expect(await project.show("manage", "build", "-a", "EV1/pa")).toMatchInlineSnapshot(`
    "$ asimov manage build -a EV1/pa
    error ANALYSIS_UNKNOWN
      there is no analysis "EV1/pa". Did you mean "EV1/pe"?
      asimov report status lists all.
    exit code 1"
  `);
  expect(await project.show("analysis", "stop", "EV1/pe", "EV1/pa")).toMatchInlineSnapshot(`
    "$ asimov analysis stop EV1/pe EV1/pa
    error ANALYSIS_UNKNOWN
      there is no analysis "EV1/pa". Did you mean "EV1/pe"?
      asimov report status lists all.
    exit code 1"
  `);
  expect(project.rows()).toEqual(before);
});

test.concurrent("a ledger that is not one is refused by every command", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  const ledger = join(project.directory, ".asimov/ledger.db");
  writeFileSync(ledger, "scribble ".repeat(1000));
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    error LEDGER_UNREADABLE  /project/.asimov/ledger.db
      the ledger is not a readable database
      Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made).
    exit code 1"
  `);
  expect(await project.show("monitor", "--chain")).toMatchInlineSnapshot(`
    "$ asimov monitor --chain
    error LEDGER_UNREADABLE  /project/.asimov/ledger.db
      the ledger is not a readable database
      Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made).
    exit code 1"
  `);
  truncateSync(ledger, 0);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    error LEDGER_UNREADABLE  /project/.asimov/ledger.db
      the database holds no ledger
      Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made).
    exit code 1"
  `);
});

test.concurrent("a ledger that is torn in its middle is told as such", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  truncateSync(join(project.directory, ".asimov/ledger.db"), 8192);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    error LEDGER_UNREADABLE  /project/.asimov/ledger.db
      the ledger is damaged
      Put a good copy in its place: asimov backup --restore FILE (copies are in .asimov/backups, if any were made).
    exit code 1"
  `);
});

test.concurrent("a configuration that can't be understood is refused with its file", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }) });
  project.write({ ".asimov/config.yaml": "schedular: slurm\nmonitor: {retries: many}\n" });
  expect(await project.show("config", "show")).toMatchInlineSnapshot(`
    "$ asimov config show
    error CONFIG_INVALID  /project/.asimov/config.yaml
      "schedular" is not a setting of the configuration. Did you mean "scheduler"?
      Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
    error CONFIG_INVALID  /project/.asimov/config.yaml
      "monitor.retries" must be a number of 0 or more, not "many"
      Settings: scheduler, schedulers, administrators, pipelines, filesources, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
    exit code 1"
  `);
  expect((await project.run("monitor")).code).toBe(1);
});

test.concurrent("a scheduler that is not installed is said, and nothing is lost", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ pe: "" }), config: "scheduler: slurm\n" });
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/pe  /project/checkouts/EV1/analyses/pe.ini
    EV1/pe: built
    error SCHEDULER_NOT_INSTALLED  EV1/pe
      scheduler "slurm" is not installed
      Installed: local. To add one: npm install @asimov-gw/scheduler-slurm
    exit code 4"
  `);
  project.write({ ".asimov/config.yaml": "" });
  expect(await project.show("manage", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage submit
    submitted  EV1/pe  ID.1.1.workflow.1
    EV1/pe: submitted as ID.1.1.workflow.1
    exit code 0"
  `);
});

test.concurrent("the wrong command line ends with exit code 2 and the right form", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({}) });
  for (const args of [["frobnicate"], [], ["init"], ["apply"], ["manage", "biuld"], ["monitor", "--interval", "soon"], ["analysis", "stop"]]) {
    const { code, stdout, stderr } = await project.run(...args);
    expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" });
    expect(stderr).not.toBe("");
  }
  expect(await project.show("manage", "biuld")).toMatchInlineSnapshot(`
    "$ asimov manage biuld
    error: command-argument value 'biuld' is invalid for argument 'step'. It is "build" or "submit".
    (asimov COMMAND --help tells more)
    exit code 2"
  `);
  const meant = await Promise.all(["EV1", "EV1/pe"].map((name) => project.show("manage", "build", name)));
  expect(meant.map((text) => text.split("\n")[1])).toMatchInlineSnapshot(`
    [
      "error: command-argument value 'EV1' is invalid for argument 'step'. It is "build" or "submit"; for some analyses only: --event EV1",
      "error: command-argument value 'EV1/pe' is invalid for argument 'step'. It is "build" or "submit"; for some analyses only: --analysis EV1/pe",
    ]
  `);
});
