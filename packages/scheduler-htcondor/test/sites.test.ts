import { postprocessorPlugin, test } from "../../cli/test/support/index.ts";
import { job, opened, single } from "./site-projects.ts";

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
