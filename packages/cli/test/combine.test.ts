import { blueprint, combinePlugin, test, toyPlugin, type OpenProject, type TestProject } from "./support/index.ts";

const plugins = { toy: toyPlugin(), combine: combinePlugin() };

test.concurrent("a subject analysis waits for all that it combines, and reads their products and settings", async ({ expect, openProject }) => {
  const project = openProject({
    plugins,
    blueprint: blueprint({ psd: "", a: "answer: 1\nneeds: [psd]", b: "answer: 2", both: combines("[a, b]", "needs: [psd]") }),
  });
  project.fault("b.A", "gate");
  await project.run("monitor", "--chain");
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      psd   toy      running  0 s  submitted as ID.1.1.workflow.1
      a     toy      ready  0 s  waits for "psd", which is running
      b     toy      running  0 s  submitted as ID.3.1.workflow.1
      both  combine  ready  0 s  waits for "psd", which is running; for "a", which is ready but has not run; for "b", which is running
    exit code 0"
  `);
  project.mend("b.A");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ psd: "uploaded", a: "uploaded", b: "uploaded", both: "uploaded" });
  expect(project.read("checkouts/EV1/subject_analyses/both.ini")).toMatchInlineSnapshot(`
    "# combine
    answer = 42
    analyses = EV1/a:toy:1 EV1/b:toy:2
    subjects = none
    waited-for = psd
    "
  `);
  expect(project.read("results/EV1/both/1/joined.txt")).toMatchInlineSnapshot(`
    "A of a
    A of b
    A of psd
    "
  `);
});

test.concurrent("a project analysis runs over the analyses of its events, with its files in a place of their own", async ({
  expect,
  openProject,
}) => {
  const project = twoEvents(openProject, "subjects: [EV1, EV2]\nanalyses: [pe]\nanswer: 7\n");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      pe  toy  uploaded  0 s  results are in /project/results/EV1/pe
    EV2
      pe  toy  uploaded  0 s  results are in /project/results/EV2/pe
    project
      joint  combine  uploaded  0 s  results are in /project/results/project-analyses/joint
    exit code 0"
  `);
  expect(project.read("checkouts/project-analyses/joint.ini")).toMatchInlineSnapshot(`
    "# combine
    answer = 7
    analyses = EV1/pe:toy:42 EV2/pe:toy:43
    subjects = EV1:1126259462.4 EV2:1135136350.6
    waited-for = nothing
    "
  `);
  expect(project.read("working/project-analyses/joint/joined.txt")).toMatchInlineSnapshot(`
    "A of pe
    A of pe
    "
  `);
  expect(project.git("project-analyses", "log", "--format=%s")).toMatchInlineSnapshot(`
    "Configure joint, attempt 1
    Initial commit
    "
  `);
});

test.concurrent("of each analysis that is combined, the PSDs that it was built with are known", async ({ expect, openProject }) => {
  const analyses = { psd: "offers: [H1, L1]", a: "needs: [psd]\npsds: {H1: own-H1.txt}", b: "answer: 2", both: combines("[a, b]", "") };
  const project = openProject({ plugins, blueprint: blueprint(analyses) });
  project.write({ "own-H1.txt": "20 1\n" });
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  const config = project.read("checkouts/EV1/subject_analyses/both.ini");
  expect(config).toContain(`\npsds = a:H1=${project.directory}/own-H1.txt a:L1=${project.directory}/working/EV1/psd/psd-L1.txt\n`);
});

test.concurrent("a project analysis is shown by its address", async ({ expect, openProject }) => {
  const project = twoEvents(openProject, "subjects: [EV1, EV2]\nanswer: 7\n");
  expect(await project.show("show", "project:joint")).toMatchInlineSnapshot(`
    "$ asimov show project:joint
    # project:joint (combine, ready): settings that a build now would take
    # combines EV1/pe, EV2/pe
    answer: 7
    exit code 0"
  `);
  expect(await project.show("show", "joint", "--where", "answer")).toMatchInlineSnapshot(`
    "$ asimov show joint --where answer
    answer  analysis joint  7  blueprint.yaml:25:9  wins
    exit code 0"
  `);
  expect(await project.json("show", "project:joint")).toMatchObject({ address: "project:joint", subjectRevision: null, settings: { answer: 7 } });
  expect(await project.show("graph", "project:joint")).toMatchInlineSnapshot(`
    "$ asimov graph project:joint
    project
      joint  combine  ready  <- EV1/pe (combined, unmet), EV2/pe (combined, unmet)
    exit code 0"
  `);
  expect(await project.show("log", "project:joint")).toMatchInlineSnapshot(`
    "$ asimov log project:joint
    TIME  root@HOST  asimov apply -f blueprint.yaml  added project analysis joint (combine, ready)
    exit code 0"
  `);
  expect(await project.show("show", "project:joit")).toMatchInlineSnapshot(`
    "$ asimov show project:joit
    error ANALYSIS_UNKNOWN
      there is no analysis "project:joit". Did you mean "project:joint"?
      asimov report status lists all.
    exit code 1"
  `);
});

test.concurrent("a person decides about a project analysis by its address", async ({ expect, openProject }) => {
  const project = twoEvents(openProject, "subjects: [EV1, EV2]\nanswer: 7\n");
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("analysis", "restart", "--yes", "project:joint", "--refresh")).toMatchInlineSnapshot(`
    "$ asimov analysis restart --yes project:joint --refresh
    project:joint  restart  a person asked for a new start with the settings of now; the next pass moves its files to the trash
    project:joint discards 0 s of CPU, SIZE of files (to the trash), results that are in the store, and stay there
    exit code 0"
  `);
  await project.run("monitor");
  expect(await project.show("manage", "build", "submit", "--analysis", "project:joint")).toMatchInlineSnapshot(`
    "$ asimov manage build submit --analysis project:joint
    built  project:joint  /project/checkouts/project-analyses/joint.ini
    submitted  project:joint  ID.3.2.workflow.1
    project:joint: built
    project:joint: submitted as ID.3.2.workflow.1
    exit code 0"
  `);
  expect(await project.show("analysis", "stop", "project:joint")).toMatchInlineSnapshot(`
    "$ asimov analysis stop project:joint
    project:joint  stop  a person asked for its end; the next pass removes its jobs
    exit code 0"
  `);
});

test.concurrent("a refreshable analysis runs again by itself when what it combines has changed, once", async ({ expect, openProject }) => {
  const more = combines('["name: a"]', "refreshable: true");
  const project = openProject({ plugins, blueprint: blueprint({ a: "", fresh: more, still: combines("[a]", "") }) });
  await project.run("monitor", "--chain", "--watch");
  expect(attempts(project)).toEqual({ a: 1, fresh: 1, still: 1 });
  await project.run("analysis", "restart", "--yes", "EV1/a");
  await project.run("monitor", "--chain", "--watch");
  expect(reasons(project, "fresh", "restart")).toMatchInlineSnapshot(`
    [
      "what it uses has changed (EV1/a: attempt 1 -> 2); its files go to the trash, and it runs again",
    ]
  `);
  expect(attempts(project)).toEqual({ a: 2, fresh: 2, still: 1 });
  expect(await project.json("report", "status")).toMatchObject([
    { address: "EV1/a", kind: "event", stale: [] },
    { address: "EV1/fresh", kind: "subject", stale: [] },
    { address: "EV1/still", kind: "subject", stale: ["EV1/a has run again: it used attempt 1, the newest is 2"] },
  ]);
  await project.run("monitor", "--chain");
  expect(attempts(project)).toEqual({ a: 2, fresh: 2, still: 1 });
});

test.concurrent("a refreshable analysis that a person stopped is left alone", async ({ expect, openProject }) => {
  const project = openProject({ plugins, blueprint: blueprint({ a: "", fresh: combines("[a]", "refreshable: true") }) });
  await project.run("monitor", "--chain", "--watch");
  await project.run("analysis", "restart", "--yes", "EV1/fresh");
  await project.run("analysis", "stop", "EV1/fresh");
  await project.run("analysis", "restart", "--yes", "EV1/a");
  await project.run("monitor", "--chain", "--watch");
  expect(project.statuses()).toEqual({ a: "uploaded", fresh: "stopped" });
  expect(attempts(project)).toEqual({ a: 2, fresh: 1 });
});

test.concurrent("post-processing is one subject analysis for each stage", async ({ expect, openProject }) => {
  const project = openProject({ plugins, blueprint: blueprint({ a: "answer: 1", b: "answer: 2" }) });
  project.write({
    "post.yaml": `kind: PostProcessing
name: std
analyses: [a, b]
stages:
- {name: merged, pipeline: combine}
- {name: pages, pipeline: combine, needs: [merged]}
`,
  });
  expect(await project.show("apply", "-f", "post.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f post.yaml
    error BLUEPRINT_NO_EVENT  /project/post.yaml:5:3
      analysis "merged" names no event
      Add a line such as "event: GW150914", or name it on the command line: asimov apply -f FILE -e EVENT
    error BLUEPRINT_NO_EVENT  /project/post.yaml:6:3
      analysis "pages" names no event
      Add a line such as "event: GW150914", or name it on the command line: asimov apply -f FILE -e EVENT
    exit code 1"
  `);
  expect(await project.show("apply", "-f", "post.yaml", "-e", "EV1")).toMatchInlineSnapshot(`
    "$ asimov apply -f post.yaml -e EV1
    added  analysis EV1/merged  (post.yaml)
    added  analysis EV1/pages  (post.yaml)
    exit code 0"
  `);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ a: "uploaded", b: "uploaded", merged: "uploaded", pages: "uploaded" });
  expect(project.read("checkouts/EV1/subject_analyses/pages.ini")).toMatchInlineSnapshot(`
    "# combine
    answer = 42
    analyses = EV1/a:toy:1 EV1/b:toy:2
    subjects = none
    waited-for = merged
    "
  `);
});

test.concurrent("an update says what it means for what was built, and for what runs", async ({ expect, openProject }) => {
  const project = twoEvents(openProject, "subjects: [EV1, EV2]\nanalyses: [pe]\nanswer: 7\n");
  await project.run("monitor", "--chain", "--watch");
  project.write({
    "joint.yaml": "kind: ProjectAnalysis\nname: joint\npipeline: combine\nsubjects: [EV1]\nanalyses: [pe]\nanswer: 7\n",
    "bundle.yaml": "kind: analysisbundle\nevent: EV1\nanalyses: [{name: pe, pipeline: toy, answer: 8}]\n",
  });
  expect(await project.show("apply", "-f", "joint.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f joint.yaml
    error BLUEPRINT_DIFFERENT  /project/joint.yaml:2:7
      project analysis joint is in the ledger already, with other content: subjects: ["EV1","EV2"] -> ["EV1"]
      To change it, apply with --update; to have both, give it another name.
    exit code 1"
  `);
  expect(await project.show("apply", "-f", "joint.yaml", "--update", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov apply -f joint.yaml --update --dry-run
    would be updated  project analysis joint  (joint.yaml)
      subjects: ["EV1","EV2"] -> ["EV1"]
      joint: built already, what it was built with stays until: asimov analysis restart project:joint --refresh
    exit code 0"
  `);
  expect((await project.run("apply", "-f", "joint.yaml", "--update")).code).toBe(0);
  await project.run("analysis", "restart", "--yes", "project:joint", "EV1/pe", "--refresh");
  project.fault("pe.A", "gate");
  await project.run("monitor", "--chain");
  expect(await project.show("apply", "-f", "bundle.yaml", "--update")).toMatchInlineSnapshot(`
    "$ asimov apply -f bundle.yaml --update
    updated  analysis EV1/pe  (bundle.yaml)
      answer: (none) -> 8
      pe: running, its jobs go on with what it was built with; to end them and run it with this: asimov analysis restart EV1/pe --refresh
    exit code 0"
  `);
  project.mend("pe.A");
  await project.run("monitor", "--chain", "--watch");
  expect(project.read("checkouts/project-analyses/joint.ini")).toMatchInlineSnapshot(`
    "# combine
    answer = 7
    analyses = EV1/pe:toy:42
    subjects = EV1:1126259462.4
    waited-for = nothing
    "
  `);
});

function combines(analyses: string, more: string): string {
  return `pipeline: combine\nanalyses: ${analyses}\n${more}`;
}

function twoEvents(openProject: OpenProject, more: string): TestProject {
  const other = "kind: event\nname: EV2\nevent time: 1135136350.6\nanswer: 43\n---\nkind: analysis\nname: pe\npipeline: toy\nevent: EV2\n";
  const joint = `kind: ProjectAnalysis\nname: joint\npipeline: combine\n${more}`;
  return openProject({ plugins, blueprint: [blueprint({ pe: "" }), other, joint].join("---\n") });
}

function attempts(project: TestProject): Readonly<Record<string, number>> {
  const rows = project.query("SELECT a.name, count(*) AS count FROM attempts t JOIN analyses a ON a.id = t.analysis_id GROUP BY a.id ORDER BY a.id");
  return Object.fromEntries(rows.map((row) => [String(row["name"]), Number(row["count"])]));
}

function reasons(project: TestProject, name: string, status: string): readonly unknown[] {
  const rows = project.query(
    `SELECT json_extract(h.after, '$.reason') AS reason FROM history h JOIN analyses a ON h.entity = 'analyses' AND h.entity_id = a.id
     WHERE a.name = '${name}' AND json_extract(h.after, '$.status') = '${status}' ORDER BY h.id`,
  );
  return rows.map(({ reason }) => reason);
}
