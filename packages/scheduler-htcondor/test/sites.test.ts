import { HTCondorPool } from "@asimov-gw/testkit";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { blueprint, describedToy, postprocessorPlugin, test, type OpenProject, type TestProject, type Tree } from "../../cli/test/support/index.ts";

const module = new URL("../src/index.ts", import.meta.url).href;
const sites = fileURLToPath(new URL("../sites", import.meta.url));
const fixtures = fileURLToPath(new URL("../../core/test/workflow/fixtures", import.meta.url));

function filesIn(directory: string): Tree {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

function below(directory: string, tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).map(([name, text]) => [`${directory}/${name}`, text]));
}

const profiles = below("sites", filesIn(sites));
const plugin: Tree = {
  "package.json": JSON.stringify({
    name: "asimov-scheduler-htcondor",
    version: "1.0.0",
    type: "module",
    keywords: ["asimov-plugin"],
    exports: { ".": "./index.js", ...Object.fromEntries(Object.keys(profiles).map((file) => [`./${file}`, `./${file}`])) },
    asimov: {
      apiVersion: 1,
      schedulers: { htcondor: "." },
      sites: Object.fromEntries(readdirSync(sites).map((file) => [file.replace(".yaml", ""), `./sites/${file}`])),
    },
  }),
  "index.js": `export { default } from ${JSON.stringify(module)};\n`,
  ...profiles,
};

interface Opened {
  readonly project: TestProject;
  readonly pool: HTCondorPool;
}

interface Built {
  readonly tree: Tree;
  /** The workflow in the tree. */
  readonly dag: string;
  /** More lines of the analysis. */
  readonly settings?: string;
}

const described = describedToy({
  "scheduler.request disk": { option: "request-disk", type: "text", meaning: "x" },
  answer: { type: "integer", meaning: "x" },
});

/** A project whose scheduler `htcondor` has more options; its analyses have these workflows, whose directory is `built/ANALYSIS`. */
function opened(
  openProject: OpenProject,
  workflows: Readonly<Record<string, Built>>,
  options: readonly string[] = [],
  plugins: Readonly<Record<string, Tree>> = {},
): Opened {
  const analyses = Object.fromEntries(Object.entries(workflows).map(([name, { settings = "" }]) => [name, settings]));
  const project = openProject({ blueprint: blueprint(analyses), plugins: { toy: described, htcondor: plugin, ...plugins } });
  const pool = HTCondorPool.open(join(project.root, "pool"), {
    nodeFlags: ["--conditions=@asimov-gw/source", "--disable-warning=ExperimentalWarning"],
  });
  const lines = [`bin: ${pool.bin}`, "owner: gw", "grace: 0", ...options].map((line) => `    ${line}\n`).join("");
  project.write({ ".asimov/config.yaml": `${project.read(".asimov/config.yaml")}\nscheduler: htcondor\nschedulers:\n  htcondor:\n${lines}` });
  for (const [name, { tree, dag }] of Object.entries(workflows)) {
    project.write(below(`built/${name}`, tree));
    const directory = join(project.directory, "built", name);
    project.fault(`${name}.buildDag`, `return ${JSON.stringify({ file: join(directory, dag), directory })}`);
  }
  return { project, pool };
}

const job = ["executable = /bin/true", "accounting_group = ligo.dev.o4", "request_memory = 1 GB", "request_disk = 1 GB"];

function single(...lines: readonly string[]): Built {
  return { tree: { "a.sub": `${lines.join("\n")}\nqueue\n`, "run.dag": "JOB A a.sub\n" }, dag: "run.dag" };
}

// What bilby_pipe wrote, where it wrote it: <outdir>/submit below the directory that it ran in.
function bilby(name: string): Built {
  const files = filesIn(join(fixtures, "bilby", name));
  const dag = Object.keys(files).find((file) => file.startsWith("dag_"))!;
  const folder = `${/^JOB \S+ (\S+)\/submit\//.exec(String(files[dag]))![1]!}/submit`;
  return { tree: below(folder, files), dag: `${folder}/${dag}` };
}

test.concurrent("what the site would refuse is not submitted: all of it is told, with the line, and what to write", async ({
  expect,
  openProject,
}) => {
  const { project, pool } = opened(openProject, { one: single("executable = /bin/true", "getenv = True", "request_memory = lots") }, ["site: LDG"]);
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    EV1/one: built
    error SITE_COMMAND_MISSING  /project/built/one/a.sub:4:1
      EV1/one: accounting_group is missing, which LDG requires: jobs that are charged to nobody are refused (node "A")
      Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {htcondor: {accounting group: ...}}.
    error SITE_VALUE_REFUSED  /project/built/one/a.sub:2:10
      EV1/one: LDG: getenv = True is refused: jobs that take all of the submitter's environment are refused (node "A")
      Write: the names that the job needs, such as getenv = HOME, PATH, LANG, or set them by environment.
    error SITE_VALUE_REFUSED  /project/built/one/a.sub:3:18
      EV1/one: LDG: request_memory = lots is no size, and the job would wait for ever: jobs that do not say what they need get the little that the pool gives them (node "A")
      Write: request_memory = 4 GB, with as much as the job needs.
    error SITE_COMMAND_MISSING  /project/built/one/a.sub:4:1
      EV1/one: request_disk is missing, which LDG requires: jobs that do not say what they need are refused (node "A")
      Write: request_disk = 2 GB, with as much as the job writes and takes along. toy writes it from "scheduler.request disk" (request-disk in its config file): asimov analysis set EV1/one 'scheduler.request disk=VALUE'.
    exit code 3"
  `);
  expect(await pool.commands()).toEqual([]);
  expect(project.query("SELECT count(*) AS number FROM submissions")).toEqual([{ number: 0 }]);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  stuck  0 s  SITE_COMMAND_MISSING: /project/built/one/a.sub:4:1: accounting_group is missing, which LDG requires: jobs that are charged to nobody are refused (node "A"); /project/built/one/a.sub:2:10: LDG: getenv = True is refused: jobs that take all of the submitter's environment are refused (node "A"); /project/built/one/a.sub:3:18: LDG: request_memory = lots is no size, and the job would wait for ever: jobs that do not say what they need get the little that the pool gives them (node "A"); /project/built/one/a.sub:4:1: request_disk is missing, which LDG requires: jobs that do not say what they need are refused (node "A")
          Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {htcondor: {accounting group: ...}}. Then: asimov analysis resurrect EV1/one, which takes the files as they are then; or, where settings changed: asimov analysis restart EV1/one --refresh
    exit code 0"
  `);
  expect(await project.show("check")).toMatchInlineSnapshot(`
    "$ asimov check
    refused  EV1/one  LDG  4 errors
      error SITE_COMMAND_MISSING  /project/built/one/a.sub:4:1
        accounting_group is missing, which LDG requires: jobs that are charged to nobody are refused (node "A")
        Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {htcondor: {accounting group: ...}}.
      error SITE_VALUE_REFUSED  /project/built/one/a.sub:2:10
        LDG: getenv = True is refused: jobs that take all of the submitter's environment are refused (node "A")
        Write: the names that the job needs, such as getenv = HOME, PATH, LANG, or set them by environment.
      error SITE_VALUE_REFUSED  /project/built/one/a.sub:3:18
        LDG: request_memory = lots is no size, and the job would wait for ever: jobs that do not say what they need get the little that the pool gives them (node "A")
        Write: request_memory = 4 GB, with as much as the job needs.
      error SITE_COMMAND_MISSING  /project/built/one/a.sub:4:1
        request_disk is missing, which LDG requires: jobs that do not say what they need are refused (node "A")
        Write: request_disk = 2 GB, with as much as the job writes and takes along. toy writes it from "scheduler.request disk" (request-disk in its config file): asimov analysis set EV1/one 'scheduler.request disk=VALUE'.
    exit code 1"
  `);
  expect((await project.run("analysis", "resurrect", "EV1/one")).code).toBe(1);
  await project.run("monitor", "--chain");
  expect(project.statuses()).toEqual({ one: "stuck" });
  project.write({ "built/one/a.sub": `${job.join("\n")}\nqueue\n` });
  expect(await project.show("check", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov check EV1/one
    ok  EV1/one  LDG
    exit code 0"
  `);
  expect(await project.show("analysis", "resurrect", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect EV1/one
    EV1/one  running  submitted as 2.0
    exit code 0"
  `);
  await project.run("monitor", "--chain");
  expect(project.statuses()).toEqual({ one: "running" });
});

test.concurrent("what the scheduler gives to all jobs need not be in their files; warnings keep nothing back; each scheduler has its site", async ({
  expect,
  openProject,
}) => {
  const given = ["site: ldg", "accounting group: ligo.dev.o4.cbc.pe.toy"];
  const file = ["executable = /bin/true", "getenv = HOME, PATH", "request_memory = 4000", "request_disk = 64000"];
  const alone = { tree: { "alone.sub": `${file.join("\n")}\nqueue\n` }, dag: "alone.sub", settings: "scheduler: {type: cit}" };
  const { project } = opened(openProject, { one: single(...file), two: alone }, given);
  project.write({ ".asimov/config.yaml": `${project.read(".asimov/config.yaml")}  cit: {engine: htcondor, site: OSG}\n` });
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    built  EV1/two  /project/checkouts/EV1/analyses/two.ini
    submitted  EV1/one  2.0
    EV1/one: built
    EV1/two: built
    EV1/one: LDG: request_disk = 64000 has no unit: it is taken for KiB, which makes 65.5 MB: few who write a number alone mean KiB (node "A")
    EV1/one: submitted as 2.0
    error SITE_COMMAND_MISSING  /project/built/two/alone.sub:5:1
      EV1/two: accounting_group is missing, which OSG requires: jobs that are charged to nobody are refused
      Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {cit: {accounting group: ...}}.
    error SITE_COMMAND_MISSING  /project/built/two/alone.sub:5:1
      EV1/two: should_transfer_files is missing, which OSG requires: no file system is shared with the machines there
      Write: should_transfer_files = YES, with transfer_input_files and transfer_output_files.
    exit code 3"
  `);
  expect(await project.show("check", "EV1/two")).toMatchInlineSnapshot(`
    "$ asimov check EV1/two
    refused  EV1/two  OSG  2 errors  1 warning
      error SITE_COMMAND_MISSING  /project/built/two/alone.sub:5:1
        accounting_group is missing, which OSG requires: jobs that are charged to nobody are refused
        Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {cit: {accounting group: ...}}.
      error SITE_COMMAND_MISSING  /project/built/two/alone.sub:5:1
        should_transfer_files is missing, which OSG requires: no file system is shared with the machines there
        Write: should_transfer_files = YES, with transfer_input_files and transfer_output_files.
      warning SITE_UNIT_MISSING  /project/built/two/alone.sub:4:16
        OSG: request_disk = 64000 has no unit: it is taken for KiB, which makes 65.5 MB: few who write a number alone mean KiB
        Write: it with its unit, such as request_disk = 2 GB. toy writes it from "scheduler.request disk" (request-disk in its config file): asimov analysis set EV1/two 'scheduler.request disk=VALUE'.
    exit code 1"
  `);
  expect(await project.show("check", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov check EV1/one
    ok  EV1/one  LDG  1 warning
      warning SITE_UNIT_MISSING  /project/built/one/a.sub:4:16
        LDG: request_disk = 64000 has no unit: it is taken for KiB, which makes 65.5 MB: few who write a number alone mean KiB (node "A")
        Write: it with its unit, such as request_disk = 2 GB. toy writes it from "scheduler.request disk" (request-disk in its config file): asimov analysis set EV1/one 'scheduler.request disk=VALUE'.
    exit code 0"
  `);
});

test.concurrent("what real builders wrote", async ({ expect, openProject }) => {
  const workflows = {
    plain: bilby("GW150914"),
    grid: bilby("osg"),
    local: bilby("notransfer"),
    bayeswave: { tree: filesIn(join(fixtures, "bayeswave")), dag: "wd.dag" },
    rift: { tree: filesIn(join(fixtures, "rift/small")), dag: "marginalize_intrinsic_parameters_BasicIterationWorkflow.dag" },
  };
  const { project } = opened(openProject, workflows);
  await project.run("manage", "build", "submit");
  const found = async (site: string): Promise<readonly unknown[]> => {
    const { checks } = (await project.json("check", "--site", site)) as {
      checks: readonly {
        analysis: string;
        ok: boolean;
        findings: readonly { level: string; message: string; at: { file: string; line: number; column: number } }[];
      }[];
    };
    return checks.map(({ analysis, ok, findings }) => [
      analysis,
      ok,
      ...findings.map(
        ({ level, message, at }) => `${level} ${at.file.split("/").at(-1)}:${at.line}:${at.column} ${message.replace(/ \(nodes? .*/, "")}`,
      ),
    ]);
  };
  expect(await found("LDG")).toMatchInlineSnapshot(`[]`);
  expect(await found("osg")).toMatchInlineSnapshot(`[]`);
});

test.concurrent("macros, descriptions in the DAG file, variables of nodes, and what is known only later", async ({ expect, openProject }) => {
  const dag = [
    "SUBMIT-DESCRIPTION common {",
    ...job.map((line) => `  ${line}`),
    "  getenv = $(lets)",
    "}",
    "JOB A common",
    'VARS A lets="TRUE"',
    "JOB B common",
    'VARS B lets="HOME"',
    "JOB C {",
    ...job.slice(0, 3).map((line) => `  ${line}`),
    "  request_disk = 1 GB * $(RETRY)",
    "}",
    "JOB D nowhere.sub",
    "SUBDAG EXTERNAL E inner.dag",
    "SUBDAG EXTERNAL F later.dag",
    "JOB G common DONE",
    'VARS G lets="TRUE"',
    "",
  ].join("\n");
  const inner = [
    "JOB I {",
    "  executable = /bin/true",
    "  accounting_group = not.required.here",
    "  request_memory = 4 GB * 2",
    "}",
    "SUBDAG EXTERNAL J inner.dag",
    "",
  ];
  const { project } = opened(openProject, { one: { tree: { "run.dag": dag, "inner.dag": inner.join("\n") }, dag: "run.dag" } }, ["site: LDG"]);
  await project.run("manage", "build", "submit");
  expect(await project.show("check")).toMatchInlineSnapshot(`
    "$ asimov check
    refused  EV1/one  LDG  3 errors  3 warnings
      error SITE_VALUE_REFUSED  /project/built/one/run.dag:6:12
        LDG: getenv = $(lets), that is TRUE, is refused: jobs that take all of the submitter's environment are refused (node "A")
        Write: the names that the job needs, such as getenv = HOME, PATH, LANG, or set them by environment.
      error SITE_VALUE_REFUSED  /project/built/one/inner.dag:3:22
        LDG: accounting_group = not.required.here is refused: jobs that are charged to nobody are refused (node "I")
        Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {htcondor: {accounting group: ...}}.
      error SITE_COMMAND_MISSING  /project/built/one/inner.dag:1:1
        request_disk is missing, which LDG requires: jobs that do not say what they need are refused (node "I")
        Write: request_disk = 2 GB, with as much as the job writes and takes along. toy writes it from "scheduler.request disk" (request-disk in its config file): asimov analysis set EV1/one 'scheduler.request disk=VALUE'.
      warning SITE_NOT_CHECKED  /project/built/one/run.dag:18:7
        not checked, since there is no submit file /project/built/one/nowhere.sub (node "D")
        Relative paths are read from the directory where the builder ran; run it again if the file is gone.
      warning SITE_NOT_CHECKED  /project/built/one/run.dag:16:18
        what request_disk = 1 GB * $(RETRY) comes to is known only when the job is submitted or starts: not checked (node "C")
        Write: it with its unit, such as request_disk = 2 GB. toy writes it from "scheduler.request disk" (request-disk in its config file): asimov analysis set EV1/one 'scheduler.request disk=VALUE'.
      warning SITE_NOT_CHECKED  /project/built/one/run.dag:20:1
        the sub-workflow /project/built/one/later.dag is not written yet: not checked
    exit code 1"
  `);
});

test.concurrent("what can't be checked is told, with what shows more", async ({ expect, openProject }) => {
  const { project } = opened(openProject, { one: single(...job), two: single(...job) });
  await project.run("manage", "build", "--analysis", "EV1/two");
  expect(await project.show("check", "--site", "LDG")).toMatchInlineSnapshot(`
    "$ asimov check --site LDG
    not checked  EV1/one: it has no workflow yet: its builder writes that, at its submission
      asimov manage build submit --dry-run --analysis EV1/one shows the command that writes it; what is submitted to a scheduler with a site is checked first
    not checked  EV1/two: it has no workflow yet: its builder writes that, at its submission
      asimov manage submit --dry-run --analysis EV1/two shows the command that writes it; what is submitted to a scheduler with a site is checked first
    exit code 0"
  `);
  expect(await project.show("check", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov check EV1/one
    not checked  EV1/one: no site is said for scheduler "htcondor"
      asimov check --site NAME EV1/one; or say it for all submissions in the configuration: schedulers: {htcondor: {site: NAME}}
    exit code 0"
  `);
  expect(await project.show("check", "--site", "LGD")).toMatchInlineSnapshot(`
    "$ asimov check --site LGD
    error SITE_UNKNOWN
      there is no profile of a site "LGD". Did you mean "LDG"?
      Known: LDG, OSG. Your own: /project/.asimov/sites/LGD.yaml or /sandbox/home/.config/asimov/sites/LGD.yaml.
    exit code 1"
  `);
});

test.concurrent("what asimov writes itself for post-processing keeps to what sites ask", async ({ expect, openProject }) => {
  const pages = { tree: {}, dag: "", settings: "scheduler: {accounting group: ligo.dev.o4.cbc.pe.toy}\npostprocessing: {pages: {}}" };
  const { project, pool } = opened(openProject, { one: pages }, ["site: LDG"], { pages: postprocessorPlugin("pages") });
  project.mend("one.buildDag");
  project.write({ ".asimov/config.yaml": project.read(".asimov/config.yaml").replace("    site: LDG\n", "") });
  await project.run("manage", "build", "submit");
  await pool.run();
  project.write({ ".asimov/config.yaml": project.read(".asimov/config.yaml").replace("    grace: 0\n", "    grace: 0\n    site: LDG\n") });
  expect(await project.run("monitor")).toMatchObject({ code: 0 });
  expect(project.read("logs/EV1/one/job-1-pages-count/job.sub").replaceAll(project.directory, "/project")).toMatchInlineSnapshot(`
    "universe = vanilla
    executable = /project/working/EV1/one/postprocessing/pages/count.sh
    arguments = ""
    environment = ""
    initialdir = /project/working/EV1/one/postprocessing/pages
    output = /project/logs/EV1/one/job-1-pages-count/job.out
    error = /project/logs/EV1/one/job-1-pages-count/job.err
    log = /project/logs/EV1/one/job-1-pages-count/job.log
    request_cpus = 1
    getenv = PATH, HOME, USER, LOGNAME, SHELL, LANG, LC_*, TZ, TMPDIR, LD_LIBRARY_PATH, PYTHON*, CONDA_*, VIRTUAL_ENV, BEARER_TOKEN*, HTGETTOKENOPTS, X509_*
    request_memory = 1 GB
    request_disk = 1 GB
    accounting_group = ligo.dev.o4.cbc.pe.toy
    queue
    "
  `);
  await pool.run();
  expect(await project.run("monitor")).toMatchObject({ code: 0 });
  expect(project.statuses()).toEqual({ one: "uploaded" });
});

test.concurrent("post-processing that the site would refuse is told, and goes on once that is mended", async ({ expect, openProject }) => {
  const pages = { tree: {}, dag: "", settings: "postprocessing: {pages: {}}" };
  const { project, pool } = opened(openProject, { one: pages }, [], { pages: postprocessorPlugin("pages") });
  project.mend("one.buildDag");
  await project.run("manage", "build", "submit");
  await pool.run();
  const config = project.read(".asimov/config.yaml");
  project.write({ ".asimov/config.yaml": config.replace("    grace: 0\n", "    grace: 0\n    site: LDG\n") });
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  stuck  0 s  SITE_COMMAND_MISSING: accounting_group is missing, which LDG requires: jobs that are charged to nobody are refused (node "count")
    error SITE_COMMAND_MISSING  /project/logs/EV1/one/job-1-pages-count/job.sub:13:1
      EV1/one: accounting_group is missing, which LDG requires: jobs that are charged to nobody are refused (node "count")
      Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {htcondor: {accounting group: ...}}.
    exit code 3"
  `);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  stuck  0 s  SITE_COMMAND_MISSING: accounting_group is missing, which LDG requires: jobs that are charged to nobody are refused (node "count")
          Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {htcondor: {accounting group: ...}}. Then: asimov analysis resurrect EV1/one
    exit code 0"
  `);
  project.write({ ".asimov/config.yaml": `${project.read(".asimov/config.yaml")}\naccounting: {group: ligo.dev.o4.cbc.pe.toy}\n` });
  expect(await project.show("analysis", "resurrect", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect EV1/one
    EV1/one  finished  a person asked to complete it again
    exit code 0"
  `);
  await project.run("monitor");
  await pool.run();
  await project.run("monitor");
  expect(project.statuses()).toEqual({ one: "uploaded" });
});

test.concurrent("a site that is no text is refused with the file that says it", async ({ expect, openProject }) => {
  const { project } = opened(openProject, { one: single(...job) }, ["site: [LDG, OSG]"]);
  expect(await project.show("check")).toMatchInlineSnapshot(`
    "$ asimov check
    error CONFIG_INVALID  /project/.asimov/config.yaml
      "schedulers.htcondor.site" must be a text, not ["LDG","OSG"]
      Settings: scheduler, schedulers, administrators, pipelines, accounting, directories, monitor, credentials, disk, throttle (README, Where programs are installed).
    exit code 1"
  `);
});

test.concurrent("a dry run tells what the site would refuse of a workflow that is built", async ({ expect, openProject }) => {
  const { project, pool } = opened(openProject, { one: single(...job.slice(0, 3)) }, ["site: LDG"]);
  await pool.setHealth("off");
  project.write({ ".asimov/config.yaml": project.read(".asimov/config.yaml").replace("    site: LDG\n", "") });
  await project.run("manage", "build", "submit");
  project.write({ ".asimov/config.yaml": project.read(".asimov/config.yaml").replace("    grace: 0\n", "    grace: 0\n    site: LDG\n") });
  expect(await project.show("manage", "submit", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov manage submit --dry-run
    error SITE_COMMAND_MISSING  /project/built/one/a.sub:4:1
      EV1/one: request_disk is missing, which LDG requires: jobs that do not say what they need are refused (node "A")
      Write: request_disk = 2 GB, with as much as the job writes and takes along. toy writes it from "scheduler.request disk" (request-disk in its config file): asimov analysis set EV1/one 'scheduler.request disk=VALUE'.
    exit code 3"
  `);
});

test.concurrent("profiles of one's own: they count before those of packages, extend them, and are read strictly", async ({ expect, openProject }) => {
  const { project } = opened(openProject, { one: single("executable = /bin/true", "request_cpus = 64", '+Where = "there"', "universe = local") });
  await project.run("manage", "build", "submit");
  project.write({
    ".asimov/sites/LDG.yaml": "extends: LDG\ncommands:\n  accounting_group: {level: warning}\n  request_disk: {required: false}\n",
    "../home/.config/asimov/sites/ours.yaml": [
      "about: Our cluster.",
      "commands:",
      "  request_cpus: {maximum: 32, why: no machine has more, fix: request_cpus = 32}",
      "  request_memory: {minimum: 1 GB}",
      "  universe: {allowed: [vanilla, container]}",
      "  +where: {matches: ^here$}",
      "  should_transfer_files: {required: true, universes: vanilla}",
      "",
    ].join("\n"),
  });
  expect(await project.show("check", "EV1/one", "--site", "ldg")).toMatchInlineSnapshot(`
    "$ asimov check EV1/one --site ldg
    refused  EV1/one  LDG  1 error  1 warning
      error SITE_COMMAND_MISSING  /project/built/one/a.sub:5:1
        request_memory is missing, which LDG requires: jobs that do not say what they need get the little that the pool gives them (node "A")
        Write: request_memory = 4 GB, with as much as the job needs.
      warning SITE_COMMAND_MISSING  /project/built/one/a.sub:5:1
        accounting_group is missing, which LDG requires: jobs that are charged to nobody are refused (node "A")
        Write: accounting_group = ligo.dev.o4.cbc.pe.bilby, with the tag of your own group and program. Or for all jobs, in the configuration: schedulers: {htcondor: {accounting group: ...}}.
    exit code 1"
  `);
  expect(await project.show("check", "EV1/one", "--site", "Ours")).toMatchInlineSnapshot(`
    "$ asimov check EV1/one --site Ours
    refused  EV1/one  ours  3 errors
      error SITE_VALUE_REFUSED  /project/built/one/a.sub:2:16
        ours: request_cpus = 64 is above 32: no machine has more (node "A")
        Write: request_cpus = 32.
      error SITE_VALUE_REFUSED  /project/built/one/a.sub:4:12
        ours: universe = local is none of vanilla, container (node "A")
        Change universe there.
      error SITE_VALUE_REFUSED  /project/built/one/a.sub:3:10
        ours: +where = "there" does not match ^here$ (node "A")
        Change +where there.
    exit code 1"
  `);
  project.write({
    ".asimov/sites/bad.yaml": [
      "abuot: Something.",
      "commands:",
      "  request_dsik: {required: true}",
      "  request_disk:",
      "    - requierd: true",
      "    - {minimum: 5, required: yes please, matches: '('}",
      "  request_cpus: {unit: required}",
      "  getenv: true",
      "",
    ].join("\n"),
    ".asimov/sites/empty.yaml": "",
    ".asimov/sites/broken.yaml": "commands: [",
    ".asimov/sites/a.yaml": "extends: b\n",
    ".asimov/sites/b.yaml": "extends: A\n",
    ".asimov/sites/c.yaml": "extends: LDGG\n",
    ".asimov/sites/d.yaml": "extends: D\n",
  });
  expect(await project.show("check", "--site", "bad")).toMatchInlineSnapshot(`
    "$ asimov check --site bad
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:1:1
      "abuot" is no field of a profile. Did you mean "about"?
      Fields: about, extends, commands.
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:3:3
      "request_dsik" is no command of a submit file. Did you mean "request_disk"?
      An attribute of the job is +NAME.
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:5:7
      "requierd" is no field of a rule. Did you mean "required"?
      Fields: required, refused, allowed, matches, minimum, maximum, unit, universes, level, option, settings, why, fix.
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:6:17
      "minimum" must be a number, or of request_memory and request_disk a size with its unit, such as 4 GB, not 5
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:6:30
      "required" must be true or false, not "yes please"
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:6:51
      "matches" must be a regular expression, not "("
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:7:24
      "unit" must be said of request_memory or request_disk alone, as required, not "required"
    error SITE_PROFILE_INVALID  /project/.asimov/sites/bad.yaml:8:11
      a rule is a map such as {required: true}, not true
      Write, for example: commands: {request_disk: {required: true, fix: request_disk = 5GB}}
    exit code 1"
  `);
  expect(await project.show("check", "--site", "empty")).toMatchInlineSnapshot(`
    "$ asimov check --site empty
    error SITE_PROFILE_INVALID  /project/.asimov/sites/empty.yaml:1:1
      a profile is a map of about, extends and commands
      Write, for example: commands: {request_disk: {required: true, fix: request_disk = 5GB}}
    exit code 1"
  `);
  expect(await project.show("check", "--site", "broken")).toMatchInlineSnapshot(`
    "$ asimov check --site broken
    error SITE_PROFILE_INVALID  /project/.asimov/sites/broken.yaml:1:12
      not readable as YAML: Flow sequence in block collection must be sufficiently indented and end with a ]
    exit code 1"
  `);
  expect(await project.show("check", "--site", "a")).toMatchInlineSnapshot(`
    "$ asimov check --site a
    error SITE_PROFILE_INVALID  /project/.asimov/sites/b.yaml
      it extends "A", which extends it in turn
      Known: a, b, bad, broken, c, d, empty, LDG, OSG, ours. Your own: /project/.asimov/sites/A.yaml or /sandbox/home/.config/asimov/sites/A.yaml.
    exit code 1"
  `);
  expect(await project.show("check", "--site", "d")).toMatchInlineSnapshot(`
    "$ asimov check --site d
    error SITE_PROFILE_INVALID  /project/.asimov/sites/d.yaml
      it extends "D", and there is no other profile of that name
      Known: a, b, bad, broken, c, d, empty, LDG, OSG, ours. Your own: /project/.asimov/sites/D.yaml or /sandbox/home/.config/asimov/sites/D.yaml.
    exit code 1"
  `);
  expect(await project.show("check", "--site", "c")).toMatchInlineSnapshot(`
    "$ asimov check --site c
    error SITE_PROFILE_INVALID  /project/.asimov/sites/c.yaml
      it extends "LDGG", of which there is no profile. Did you mean "LDG"?
      Known: a, b, bad, broken, c, d, empty, LDG, OSG, ours. Your own: /project/.asimov/sites/LDGG.yaml or /sandbox/home/.config/asimov/sites/LDGG.yaml.
    exit code 1"
  `);
});

test.concurrent("a profile that can't be read keeps submissions back until it is mended, and the doctor tells of it", async ({
  expect,
  openProject,
}) => {
  const { project } = opened(openProject, { one: single(...job) }, ["site: ours"]);
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    EV1/one: built
    error SITE_UNKNOWN  EV1/one
      there is no profile of a site "ours".
      Known: LDG, OSG. Your own: /project/.asimov/sites/ours.yaml or /sandbox/home/.config/asimov/sites/ours.yaml.
    exit code 3"
  `);
  expect((await project.run("doctor")).stdout.split("\n").filter((line) => line.includes("site:"))).toMatchInlineSnapshot(`
    [
      "fail  site: htcondor: there is no profile of a site "ours".",
    ]
  `);
  project.write({ ".asimov/sites/ours.yaml": "commands: {request_disk: {required: true}}\n" });
  expect(await project.show("manage", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage submit
    submitted  EV1/one  2.0
    EV1/one: submitted as 2.0
    exit code 0"
  `);
  expect((await project.run("doctor")).stdout.split("\n").filter((line) => line.includes("site:"))).toMatchInlineSnapshot(`
    [
      "ok    site: htcondor: what is submitted is compared with ours first (/project/.asimov/sites/ours.yaml)",
    ]
  `);
});
