import { join } from "node:path";

import { blueprint, scriptedPlugin, scriptedQueue, test, toyPlugin } from "./support/index.ts";

test.concurrent("jobs of an analysis, where they stand, and what they said last", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "nodes: [A, B, C]" }), config: "  retries: {default: 0, node failed: 0}" });
  expect(await project.show("jobs", "one")).toMatchInlineSnapshot(`
    "$ asimov jobs one
    error JOBS_UNKNOWN  EV1/one
      nothing of it was handed to a scheduler yet
      asimov why EV1/one says what is next.
    exit code 1"
  `);
  project.fault("one.B", "fail");
  await project.run("monitor", "--chain", "--watch");
  const table = (await project.show("jobs", "one")).replaceAll(/ +/g, " ").replaceAll(/ \d+ (?:MiB|s)/g, "");
  expect(table).toMatchInlineSnapshot(`
    "$ asimov jobs one
    job state tries host started took exit CPU memory last line
    A done 1 HOST TIME 0
    B failed 1 HOST TIME 3 the B of one hit a wall
    C futile
    exit code 0"
  `);
  const failed = await project.json("jobs", "one", "--failed");
  expect(failed).toMatchObject([
    {
      purpose: "workflow",
      scheduler: "local",
      notes: [],
      jobs: [
        {
          node: "B",
          status: "failed",
          tries: 1,
          exitCode: 3,
          cause: "exit",
          stderr: expect.stringMatching(/\/B\.err$/),
          lastLine: "the B of one hit a wall",
        },
      ],
    },
  ]);
  expect((await project.run("jobs", "one", "--attempt", "7")).stderr).toContain("ATTEMPT_UNKNOWN");
});

test.concurrent("a node with scripts has a row of its own, which decides whether it failed", async ({ expect, openProject }) => {
  const dag = '["SCRIPT POST A /bin/true", "SCRIPT POST B /bin/false"]';
  const project = openProject({
    blueprint: blueprint({ one: `nodes: [A, B, C]\ndag: ${dag}` }),
    config: "  retries: {default: 0, node failed: 0}",
  });
  project.fault("one.A", "fail");
  await project.run("monitor", "--chain", "--watch");
  const rows = (jobs: unknown): unknown =>
    (jobs as { node: string; part?: string; status: string }[]).map(({ node, part, status }) => [node, part, status]);
  const [all] = (await project.json("jobs", "one")) as { jobs: unknown }[];
  expect(rows(all!.jobs)).toEqual([
    ["A", undefined, "done"],
    ["A", "0", "failed"],
    ["A", "post", "done"],
    ["B", undefined, "failed"],
    ["B", "0", "done"],
    ["B", "post", "failed"],
    ["C", undefined, "futile"],
  ]);
  const [failed] = (await project.json("jobs", "one", "--failed")) as { jobs: unknown }[];
  expect(rows(failed!.jobs)).toEqual([
    ["B", undefined, "failed"],
    ["B", "post", "failed"],
  ]);
  // B itself had nothing to say, and what A said explains nothing.
  expect((await project.run("why", "one")).stdout).not.toContain("hit a wall");
});

test.concurrent("the jobs of selected analyses, and which of these have none", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "", three: "needs: [two]" }) });
  project.fault("two.A", "gate");
  await project.run("monitor", "--chain");
  const { stdout, stderr, code } = await project.run("jobs", "--where", "pipeline: toy");
  expect({ titles: stdout.match(/^==== \S+/gm), stderr, code }).toEqual({
    titles: ["==== EV1/one", "==== EV1/two"],
    stderr: "EV1/three: nothing of it was handed to a scheduler yet\n",
    code: 0,
  });
  expect(await project.json("jobs", "--where", "name: two")).toMatchObject([{ analysis: "EV1/two", submissions: [{ jobs: [{ node: "A" }] }] }]);
  expect(await project.run("jobs")).toMatchObject({ code: 2, stderr: expect.stringContaining("SELECTION_MISSING") });
  expect(await project.run("jobs", "one", "--where", "name: two")).toMatchObject({ code: 2 });
  project.mend("two.A");
  await project.run("monitor", "--chain", "--watch");
});

test.concurrent("a workflow file that is changed after its submission is told, and goes on as it was", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "gate");
  await project.run("monitor", "--chain");
  project.write({ "working/EV1/one/toy.dag": "JOB A other.sub\n" });
  expect((await project.run("jobs", "one")).stdout).toContain(
    "/project/working/EV1/one/toy.dag was changed after the submission, which goes on with what it read",
  );
  project.mend("one.A");
  await project.run("monitor", "--watch");
  expect(project.statuses()).toEqual({ one: "uploaded" });
});

test.concurrent("a scheduler that does not tell its jobs is named", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }), plugins: { toy: toyPlugin(), scripted: scriptedPlugin() } });
  const queue = scriptedQueue(join(project.root, "queue"), {});
  project.write({ ".asimov/config.yaml": `${queue.config}monitor:\n  watch interval: 0.1\n` });
  await project.run("manage", "build", "submit");
  expect(await project.show("jobs", "one")).toMatchInlineSnapshot(`
    "$ asimov jobs one
    error JOBS_UNKNOWN  EV1/one
      scheduler "scripted" does not tell the jobs of a workflow
      Ask it by its own commands for 1000.0; what the jobs print: asimov logs EV1/one
    exit code 1"
  `);
});
