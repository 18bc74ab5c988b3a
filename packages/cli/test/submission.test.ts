import { join } from "node:path";

import {
  blueprint,
  scriptedPlugin,
  scriptedQueue,
  test,
  toyPlugin,
  until,
  type OpenProject,
  type ScriptedQueue,
  type TestProject,
} from "./support/index.ts";

const token = "ID.1.1.workflow.1";

function opened(
  openProject: OpenProject,
  analyses: Readonly<Record<string, string>>,
  monitor = "",
  options = {},
): readonly [TestProject, ScriptedQueue] {
  const project = openProject({ blueprint: blueprint(analyses), plugins: { toy: toyPlugin(), scripted: scriptedPlugin() } });
  const queue = scriptedQueue(join(project.root, "queue"), options);
  project.write({ ".asimov/config.yaml": `${queue.config}monitor:\n  watch interval: 0.1\n${monitor}` });
  return [project, queue];
}

function tokenIn(project: TestProject): string {
  return String(project.query("SELECT token FROM submissions ORDER BY id")[0]?.["token"]);
}

function plain(queue: ScriptedQueue): readonly string[] {
  return queue.log().map((line) => line.replaceAll(/\b[0-9a-f]{12}(?=\.\d)/g, "ID"));
}

test.concurrent("a scheduler of a package takes workflows, is asked once a pass, and is shown by plugins and doctor", async ({
  expect,
  openProject,
}) => {
  const [project, queue] = opened(openProject, { one: "", two: "" });
  expect((await project.run("manage", "build", "submit")).code).toBe(0);
  expect((await project.run("monitor")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "two.A"]);
  expect(plain(queue).filter((line) => line.startsWith("query"))).toEqual(["query 2"]);
  expect((await project.run("plugins")).stdout).toContain("schedulers  scripted  asimov-scheduler-scripted 1.0.0");
  expect((await project.run("doctor")).stdout).toContain(
    "ok    scheduler: scripted (asimov-scheduler-scripted 1.0.0): answers, owner at queue.example",
  );
});

test.concurrent("settings choose the scheduler of an analysis, and one that is out of reach holds up only its own", async ({
  expect,
  openProject,
}) => {
  const [project, queue] = opened(openProject, { one: "", two: "scheduler: {type: local}" });
  await project.run("manage", "build", "submit");
  queue.control({ query: "fail" });
  expect((await project.run("monitor", "--watch", "--where", "name: two")).code).toBe(4);
  expect(project.statuses()).toEqual({ one: "running", two: "uploaded" });
});

test.concurrent("failure, silence and nonsense of a scheduler change nothing, and end with one line and exit code 4", async ({
  expect,
  openProject,
}) => {
  const [project, queue] = opened(openProject, { one: "", two: "" }, "  scheduler timeout: 5\n");
  queue.control({ run: false });
  await project.run("manage", "build", "submit");
  await project.run("monitor");
  const before = project.rows();
  const told: string[] = [];
  for (const query of ["fail", "hang", "nonsense"]) {
    queue.control({ query });
    const { code, stderr } = await project.run("monitor", "--chain", "--now");
    // They are submitted at once, so that either may be the first.
    told.push(`${query}: ${code}: ${stderr.trim().replaceAll(/ID\.\d/g, "ID.N")}`);
  }
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "fail: 4: scheduler "scripted" is out of reach since TIME, not checked: 2 submissions: scheduler "scripted" did not answer: the queue can't be reached
    hang: 4: scheduler "scripted" is out of reach since TIME, not checked: 2 submissions; next try in 30 s, or with --now: scheduler "scripted" did not answer: asimov-scheduler-scripted 1.0.0: query took longer than 5 s and was ended
    nonsense: 4: scheduler "scripted" is out of reach since TIME, not checked: 2 submissions; next try in 60 s, or with --now: scheduler "scripted" can't be believed: the state of ID.N.1.workflow.1 is "maybe", which is none"
  `);
  for (const table of ["analyses", "attempts", "submissions"]) expect(project.rows()[table]).toEqual(before[table]);
  queue.control({});
  expect((await project.run("monitor", "--now")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "two.A"]);
});

test.concurrent("nobody watching, a scheduler that is out of reach is asked again only when that is due, and gets nothing new", async ({
  expect,
  openProject,
}) => {
  const [project, queue] = opened(openProject, { one: "", two: "needs: [{name: one, optional: true}, {name: three, optional: true}]", three: "" });
  queue.control({ run: false });
  await project.run("manage", "build", "submit", "--analysis", "EV1/one");
  queue.control({ query: "fail", submit: "fail" });
  await project.run("monitor");
  await project.run("monitor");
  const asked = queue.log().length;
  const { code, stderr } = await project.run("monitor", "--chain");
  expect([code, stderr.replace(/in \d+ s/, "in N s")]).toMatchInlineSnapshot(`
    [
      4,
      "EV1/three: built
    scheduler "scripted" is out of reach since TIME, not checked: 1 submission, not made: 1 submission; next try in N s, or with --now: scheduler "scripted" did not answer: the queue can't be reached
    ",
    ]
  `);
  expect(queue.log().length).toBe(asked);
  expect(project.query("SELECT count(*) AS n FROM submissions")).toEqual([{ n: 1 }]);
  queue.control({});
  expect((await project.run("monitor", "--chain", "--now")).code).toBe(0);
  expect(project.query("SELECT failures FROM outages")).toEqual([{ failures: 0 }]);
});

for (const fault of ["lose", "late"]) {
  test.concurrent(`a submission whose answer is lost (${fault}) is unconfirmed, then found, and never made twice`, async ({
    expect,
    openProject,
  }) => {
    const [project, queue] = opened(openProject, { one: "" }, "  scheduler timeout: 5\n");
    queue.control({ submit: fault, delay: 1000 });
    expect((await project.run("manage", "build", "submit")).code).toBe(4);
    expect(project.statuses()).toEqual({ one: "ready" });
    expect(await project.json("submission", "list")).toMatchObject([{ analysis: "EV1/one", state: "unconfirmed" }]);
    queue.control({});
    expect((await project.run("monitor", "--now")).code).toBe(0);
    expect(project.statuses()).toEqual({ one: "uploaded" });
    expect(plain(queue).filter((line) => line.startsWith("accepted"))).toEqual([`accepted ${token} as 1000.0`]);
  });
}

test.concurrent("what the queue does not show yet waits for the grace time, then is handed over again", async ({ expect, openProject }) => {
  const [project, queue] = opened(openProject, { one: "" }, "", { grace: 1 });
  queue.control({ submit: "fail" });
  await project.run("manage", "build", "submit");
  queue.control({});
  expect(await project.show("manage", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage submit
    error SUBMISSION_UNCONFIRMED  EV1/one
      nobody can say whether submission ID.1.1.workflow.1 reached the scheduler: the scheduler does not show it; it may still appear for 1 s
      Nothing is submitted until that is known. Run asimov monitor as root on HOST.
    exit code 4"
  `);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  ready  0 s  unconfirmed since TIME: the scheduler does not show it; it may still appear
          If it is there: asimov submission adopt ID.1.1.workflow.1 JOBID; if it surely is not: asimov submission absent ID.1.1.workflow.1
          Nothing is submitted until that is known. Run asimov monitor as root on HOST.
    exit code 0"
  `);
  expect((await project.run("show", "EV1/one")).stdout).toContain(
    "# unconfirmed since TIME: submission ID.1.1.workflow.1: the scheduler does not show it",
  );
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A"]);
});

test.concurrent("a history that is too short proves nothing, until a person says so", async ({ expect, openProject }) => {
  const [project, queue] = opened(openProject, { one: "" });
  queue.control({ submit: "fail" });
  await project.run("manage", "build", "submit");
  queue.control({ reaches: "2100-01-01T00:00:00.000Z" });
  expect(await project.show("monitor", "--chain")).toMatchInlineSnapshot(`
    "$ asimov monitor --chain
    EV1/one  toy  ready  0 s  unconfirmed since TIME: the queue does not have it, and the history reaches back to TIME only: it was submitted at TIME
    not checked: EV1/one: the queue does not have it, and the history reaches back to TIME only: it was submitted at TIME (unconfirmed since TIME)
    exit code 4"
  `);
  expect(await project.show("submission", "list")).toMatchInlineSnapshot(`
    "$ asimov submission list
    token                        analysis  purpose   scheduler  owner  since                     state        reason
    ID.1.1.workflow.1  EV1/one   workflow  scripted   owner  TIME  unconfirmed  the queue does not have it, and the history reaches back to TIME only: it was submitted at TIME
    exit code 0"
  `);
  const real = tokenIn(project);
  expect((await project.run("submission", "absent", real)).stderr).toMatchInlineSnapshot(`
    "submission ID.1.1.workflow.1 of EV1/one: scheduler "scripted" says that it is absent
    error SUBMISSION_NOT_SURE
      if it does run after all, it will run twice, and nobody can be asked
      Look for it in the scheduler's own list of jobs, then say --yes.
    "
  `);
  expect((await project.run("submission", "absent", real, "--dry-run")).code).toBe(0);
  expect(project.query("SELECT decided FROM submissions")).toEqual([{ decided: null }]);
  expect((await project.run("submission", "absent", real, "--yes")).stdout).toMatchInlineSnapshot(`
    "EV1/one: submission ID.1.1.workflow.1 is not there; it is handed over again by the next pass that submits
    "
  `);
  expect(project.query("SELECT decided FROM submissions")).toEqual([{ decided: expect.stringMatching(/^{"what":"absent","by":".+","when":".+"}$/) }]);
  expect((await project.run("log", "EV1/one")).stdout).toContain("said that it is not there");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A"]);
});

test.concurrent("a job that another open submission is already is not believed, and hurts none of the two", async ({ expect, openProject }) => {
  const [project, queue] = opened(openProject, { one: "", two: "" });
  queue.control({ run: false });
  await project.run("manage", "build", "submit", "--analysis", "EV1/one");
  queue.control({ submit: "again", run: false });
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/two  /project/checkouts/EV1/analyses/two.ini
    EV1/two: built
    error SUBMISSION_NOT_MADE  EV1/two
      scheduler "scripted" answers, but does not take submission ID.2.1.workflow.1 since TIME: scheduler "scripted" can't be believed about submission ID.2.1.workflow.1: it is said to be job 1000.0, which submission ID.1.1.workflow.1 is already
      Mend what it says, then: asimov manage submit --analysis EV1/two; passes try it by themselves, ever more rarely.
    exit code 4"
  `);
  expect(await project.run("monitor", "--chain")).toMatchObject({ code: 4, stderr: expect.stringContaining("1000.0, which submission") });
  expect(project.statuses()).toEqual({ one: "running", two: "ready" });
  const two = String(project.query("SELECT token FROM submissions ORDER BY id")[1]?.["token"]);
  expect(await project.run("submission", "adopt", two, "1000.0")).toMatchObject({ code: 1, stderr: expect.stringContaining("SUBMISSION_KNOWN") });
  queue.change(two, { jobId: "1001.0" });
  queue.control({});
  expect((await project.run("monitor", "--chain", "--now")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "two.A"]);
});

test.concurrent("a person adopts a job that lost its token, and not one that the scheduler does not show", async ({ expect, openProject }) => {
  const [project, queue] = opened(openProject, { one: "" });
  queue.control({ submit: "lose", delay: 1000, reaches: "2100-01-01T00:00:00.000Z" });
  await project.run("manage", "build", "submit");
  const real = tokenIn(project);
  queue.change(real, { token: "no.token.of.ours" });
  queue.control({ run: false, reaches: "2100-01-01T00:00:00.000Z" });
  expect((await project.run("monitor")).code).toBe(4);
  expect(await project.run("submission", "adopt", real, "77.0")).toMatchObject({ code: 1, stderr: expect.stringContaining("shows no job 77.0") });
  expect(await project.run("submission", "adopt", real, " ")).toMatchObject({ code: 2, stderr: expect.stringContaining("name of a job") });
  expect(await project.run("submission", "adopt", "nothing", "77.0")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("SUBMISSION_UNKNOWN"),
  });
  expect(await project.json("submission", "adopt", real, "1000.0")).toMatchObject({ analysis: "EV1/one", decided: "adopted", jobId: "1000.0" });
  expect(await project.run("submission", "adopt", real, "1000.0")).toMatchObject({ code: 1, stderr: expect.stringContaining("SUBMISSION_KNOWN") });
  expect(project.statuses()).toEqual({ one: "running" });
  expect((await project.run("monitor")).code).toBe(0);
  const { code, stderr } = await project.run("submission", "absent", real, "--yes");
  expect([code, stderr]).toMatchInlineSnapshot(`
    [
      1,
      "error SUBMISSION_THERE
      scheduler "scripted" shows submission ID.1.1.workflow.1 as job 1000.0: running
      To end it: asimov analysis stop EV1/one
    ",
    ]
  `);
});

test.concurrent("what ran and is surely gone is taken for lost, and goes on from its rescue point", async ({ expect, openProject }) => {
  const [project, queue] = opened(openProject, { one: "" }, "  retries: 1\n");
  queue.control({ run: false });
  await project.run("manage", "build", "submit");
  await project.run("monitor");
  queue.control({ forget: true });
  expect((await project.run("monitor")).code).toBe(4);
  expect(project.statuses()).toEqual({ one: "running" });
  expect((await project.run("submission", "absent", tokenIn(project), "--yes")).code).toBe(0);
  await project.run("monitor");
  expect(project.query("SELECT number, outcome, json_extract(cause, '$.kind') AS kind FROM attempts ORDER BY number")).toEqual([
    { number: 1, outcome: "failed", kind: "lost" },
    { number: 2, outcome: null, kind: null },
  ]);
});

test.concurrent("a stop of an analysis whose intent is proved absent leaves nothing open", async ({ expect, openProject }) => {
  const [project, queue] = opened(openProject, { one: "" });
  queue.control({ submit: "fail" });
  await project.run("manage", "build", "submit");
  queue.control({});
  await project.run("analysis", "restart", "EV1/one");
  expect((await project.run("monitor")).code).toBe(0);
  expect(await project.json("submission", "list")).toEqual([]);
});

test.concurrent("what is submitted while a pass waits for the scheduler is left to the next pass", async ({ expect, openProject }) => {
  const [project, queue] = opened(openProject, { one: "", two: "" });
  queue.control({ run: false });
  await project.run("manage", "build", "submit", "--analysis", "EV1/one");
  queue.control({ query: "wait", run: false });
  const pass = project.start(["monitor"]);
  await until(() => queue.log().some((line) => line.startsWith("query")));
  expect((await project.run("manage", "build", "submit")).code).toBe(0);
  queue.control({ run: false });
  expect(await pass.result).toMatchObject({ code: 0, stderr: "" });
  expect(project.statuses()).toEqual({ one: "running", two: "running" });
  expect(project.query("SELECT outcome FROM attempts")).toEqual([{ outcome: null }, { outcome: null }]);
});
