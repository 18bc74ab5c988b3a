import { join } from "node:path";

import {
  blueprint,
  scriptedPlugin,
  scriptedQueue,
  test,
  toyPlugin,
  type OpenProject,
  type ScriptedQueue,
  type TestProject,
} from "./support/index.ts";

const names = ["a", "b", "c", "d", "e"];

function opened(openProject: OpenProject): readonly [TestProject, ScriptedQueue] {
  const analyses = Object.fromEntries(names.map((name) => [name, ""]));
  const project = openProject({ blueprint: blueprint(analyses), plugins: { toy: toyPlugin(), scripted: scriptedPlugin() } });
  const queue = scriptedQueue(join(project.root, "queue"));
  // One after the other, so that what fails is known to come first.
  project.write({ ".asimov/config.yaml": `${queue.config}monitor:\n  parallel: 1\n` });
  return [project, queue];
}

function calls(queue: ScriptedQueue, what: string): readonly string[] {
  return queue.log().flatMap((line) => new RegExp(`^${what} \\w+\\.(\\d)\\.`).exec(line)?.[1] ?? []);
}

test.concurrent("a submission that its scheduler does not take keeps none of the others from theirs, and says what to do", async ({
  expect,
  openProject,
}) => {
  const [project, queue] = opened(openProject);
  queue.control({ refuse: [".1.1.workflow"], run: false });
  expect(await project.show("manage", "build", "submit", "--json")).not.toContain("SCHEDULER_OUTAGE");
  expect(project.statuses()).toEqual({ a: "ready", b: "running", c: "running", d: "running", e: "running" });
  expect(await project.show("monitor", "--chain")).toMatchInlineSnapshot(`
    "$ asimov monitor --chain
    EV1/a  toy  ready  0 s  unconfirmed since TIME: the workflow is not good
    EV1/b  toy  running  0 s  sampling, dlogz 0.500
    EV1/c  toy  running  0 s  sampling, dlogz 0.500
    EV1/d  toy  running  0 s  sampling, dlogz 0.500
    EV1/e  toy  running  0 s  sampling, dlogz 0.500
    error SUBMISSION_NOT_MADE  EV1/a
      scheduler "scripted" answers, but does not take submission ID.1.1.workflow.1 since TIME: the workflow is not good
      Mend what it says, then: asimov manage submit --analysis EV1/a; passes try it by themselves, ever more rarely.
    exit code 4"
  `);
  expect((await project.run("why", "EV1/a")).stdout).toContain("next: Mend what it says, then: asimov manage submit --analysis EV1/a; passes try it");
  expect(await project.show("why")).toMatchInlineSnapshot(`
    "$ asimov why
    1  unconfirmed: nobody can say whether its jobs exist
       EV1/a
       the workflow is not good
       asimov submission list
    exit code 0"
  `);
  // Two tries: the third is not due, and told.
  expect((await project.show("monitor", "--chain")).replace(/try in \d+ s/, "try in N s")).toMatchInlineSnapshot(`
    "$ asimov monitor --chain
    EV1/a  toy  ready  0 s  unconfirmed since TIME: the workflow is not good
    EV1/b  toy  running  0 s  sampling, dlogz 0.500
    EV1/c  toy  running  0 s  sampling, dlogz 0.500
    EV1/d  toy  running  0 s  sampling, dlogz 0.500
    EV1/e  toy  running  0 s  sampling, dlogz 0.500
    scheduler "scripted" does not take submission ID.1.1.workflow.1 since TIME; next try in N s, or with --now: the workflow is not good
    exit code 4"
  `);
  expect(calls(queue, "submit").filter((id) => id === "1")).toEqual(["1", "1"]);
  const [first] = project.query("SELECT since FROM outages WHERE failures > 0");
  await project.run("monitor", "--chain", "--now");
  expect(project.query("SELECT since, failures FROM outages WHERE failures > 0")).toEqual([{ ...first, failures: 3 }]);
  queue.control({});
  expect((await project.run("manage", "submit")).code).toBe(0);
  expect((await project.run("monitor", "--chain", "--now")).code).toBe(0);
  expect(project.statuses()).toEqual(Object.fromEntries(names.map((name) => [name, "uploaded"])));
  expect(project.ran().toSorted()).toEqual(names.map((name) => `${name}.A`));
});

test.concurrent("a job that can't be removed keeps none of the others from their end, and says what to do", async ({ expect, openProject }) => {
  const [project, queue] = opened(openProject);
  queue.control({ run: false });
  await project.run("manage", "build", "submit");
  await project.run("analysis", "stop", "EV1/a", "EV1/b", "EV1/c");
  queue.control({ refuse: [".1.1.workflow"], run: false });
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/a  toy  stop  0 s  SUBMISSION_NOT_REMOVED: scheduler "scripted" answers, but does not remove submission ID.1.1.workflow.1 since TIME: permission denied for this job
    EV1/b  toy  stop  0 s  a person asked for its end; the next pass removes its jobs
    EV1/c  toy  stop  0 s  a person asked for its end; the next pass removes its jobs
    EV1/d  toy  running  0 s  sampling, dlogz 0.500
    EV1/e  toy  running  0 s  sampling, dlogz 0.500
    error SUBMISSION_NOT_REMOVED  EV1/a
      scheduler "scripted" answers, but does not remove submission ID.1.1.workflow.1 since TIME: permission denied for this job
      Mend what it says, or remove job 1000.0 by the scheduler's own command, then: asimov monitor --now; passes try it by themselves, ever more rarely.
    exit code 4"
  `);
  expect(calls(queue, "remove")).toEqual(["1", "2", "3"]);
  expect(await project.show("why")).toMatchInlineSnapshot(`
    "$ asimov why
    1  stop: SUBMISSION_NOT_REMOVED
       EV1/a
       SUBMISSION_NOT_REMOVED: scheduler "scripted" answers, but does not remove submission ID.1.1.workflow.1 since TIME: permission denied for this job
       Mend what it says, or remove job 1000.0 by the scheduler's own command, then: asimov monitor --now; passes try it by themselves, ever more rarely.
    exit code 0"
  `);
  await project.run("monitor");
  // The next try is not due.
  expect((await project.run("monitor")).code).toBe(4);
  expect(calls(queue, "remove")).toEqual(["1", "2", "3", "1"]);
  expect(project.statuses()).toEqual({ a: "stop", b: "stopped", c: "stopped", d: "running", e: "running" });
  queue.control({ run: false });
  expect((await project.run("monitor", "--now")).code).toBe(0);
  expect((await project.json("report", "status")) as readonly unknown[]).toContainEqual(
    expect.objectContaining({ address: "EV1/a", status: "stop", reason: "its jobs are being removed" }),
  );
  expect((await project.run("monitor")).code).toBe(0);
  expect(project.statuses()).toMatchObject({ a: "stopped" });
});

test.concurrent("several in a row that fail alike are an outage, told once, and the next pass begins with the others", async ({
  expect,
  openProject,
}) => {
  const [project, queue] = opened(openProject);
  queue.control({ refuse: [".workflow"], run: false });
  expect((await project.run("manage", "build", "submit")).code).toBe(4);
  expect(calls(queue, "submit")).toEqual(["1", "2", "3"]);
  const { code, stderr } = await project.run("monitor", "--chain");
  expect([code, stderr.match(/is out of reach/g)?.length]).toEqual([4, 1]);
  expect(calls(queue, "submit")).toEqual(["1", "2", "3", "4", "5", "1"]);
  queue.control({ run: false });
  expect((await project.run("monitor", "--chain", "--now")).code).toBe(0);
  expect(new Set(Object.values(project.statuses()))).toEqual(new Set(["running"]));
});
