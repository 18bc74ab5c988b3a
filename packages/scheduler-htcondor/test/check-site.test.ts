import { rmSync } from "node:fs";
import { join } from "node:path";

import { test } from "../../cli/test/support/index.ts";
import { below, filesIn, fixtures, job, opened, single, type Built } from "./site-projects.ts";

// What bilby_pipe wrote, where it wrote it: <outdir>/submit below the directory that it ran in.
function bilby(name: string): Built {
  const files = filesIn(join(fixtures, "bilby", name));
  const dag = Object.keys(files).find((file) => file.startsWith("dag_"))!;
  const folder = `${/^JOB \S+ (\S+)\/submit\//.exec(String(files[dag]))![1]!}/submit`;
  return { tree: below(folder, files), dag: `${folder}/${dag}` };
}

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
  const { project } = opened(openProject, {
    one: single(...job),
    two: single(...job),
    gone: single(...job),
  });
  await project.run("manage", "build", "submit", "--analysis", "EV1/gone");
  await project.run("analysis", "stop", "EV1/gone");
  rmSync(join(project.directory, "built/gone/run.dag"));
  await project.run("manage", "build", "--analysis", "EV1/two");
  expect(await project.show("check", "--site", "LDG", "--where", "name: gone")).toMatchInlineSnapshot(`
    "$ asimov check --site LDG --where name: gone
    not checked  EV1/gone: its workflow /project/built/gone/run.dag is gone
      asimov analysis restart EV1/gone
    exit code 0"
  `);
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

test.concurrent("settings that can't be resolved keep only their own analysis from being checked", async ({ expect, openProject }) => {
  const clash = { ...single(...job), settings: "needs: [one, two]" };
  const { project, pool } = opened(openProject, { one: single(...job), two: single(...job), torn: clash, built: single(...job) });
  for (const name of ["one", "two"]) {
    project.mend(`${name}.buildDag`);
    project.fault(`${name}.collectSettings`, `return ${JSON.stringify({ settings: { data: { channels: { H1: `H1:${name}` } } } })}`);
  }
  await project.run("manage", "build", "submit");
  await pool.run();
  await project.run("monitor");
  expect(await project.show("check", "--site", "LDG", "--where", "name: torn", "--where", "name: built")).toMatchInlineSnapshot(`
    "$ asimov check --site LDG --where name: torn --where name: built
    not checked  EV1/torn: SETTINGS_TWO_PROVIDERS: "data.channels.H1" is "H1:one" (provided by EV1/one, attempt 1) and "H1:two" (provided by EV1/two, attempt 1), and none of the two is above the other
      Say in the analysis itself what counts, or let only one of them provide it.
    ok  EV1/built  LDG
    exit code 0"
  `);
});
