import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, leftovers, scriptedPlugin, scriptedQueue, test, toyPlugin, until, type OpenProject } from "./support/index.ts";
import type { ScriptedQueue, TestProject } from "./support/index.ts";

async function submitted(
  openProject: OpenProject,
  analyses: Readonly<Record<string, string>>,
  monitor = "",
): Promise<readonly [TestProject, ScriptedQueue]> {
  const project = openProject({ blueprint: blueprint(analyses), plugins: { toy: toyPlugin(), scripted: scriptedPlugin() } });
  const queue = scriptedQueue(join(project.root, "queue"));
  project.write({ ".asimov/config.yaml": `${queue.config}monitor:\n  watch interval: 0.1\n${monitor}` });
  await project.run("manage", "build", "submit");
  return [project, queue];
}

test.concurrent("a scheduler's package that ends or blocks its process is out of reach, and others are served", async ({ expect, openProject }) => {
  const [project, queue] = await submitted(openProject, { one: "", two: "scheduler: {type: local}" }, "  scheduler timeout: 5\n");
  const told: string[] = [];
  for (const query of ["stray", "exit", "spin"]) {
    queue.control({ query });
    const { code, stderr } = await project.run("monitor", "--now");
    told.push(`${query}: ${code}: ${stderr.trim()}`);
  }
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "stray: 4: scheduler "scripted" is out of reach since TIME, not checked: 1 submission: scheduler "scripted" did not answer: the connection was reset
    exit: 4: scheduler "scripted" is out of reach since TIME, not checked: 1 submission; next try in 30 s, or with --now: scheduler "scripted" did not answer: asimov-scheduler-scripted 1.0.0: its process ended with exit code 7 in query
    spin: 4: scheduler "scripted" is out of reach since TIME, not checked: 1 submission; next try in 60 s, or with --now: scheduler "scripted" did not answer: asimov-scheduler-scripted 1.0.0: query took longer than 5 s and was ended"
  `);
  await until(async () => {
    await project.run("monitor", "--where", "name: two");
    return project.statuses()["two"] === "uploaded";
  });
  expect(project.statuses()).toEqual({ one: "running", two: "uploaded" });
  expect(leftovers(project.root)).toEqual([]);
  queue.control({});
  expect((await project.run("monitor", "--now")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "two.A"]);
});

test.concurrent("a command that is killed while it asks a scheduler leaves no process of that behind", async ({ expect, openProject }) => {
  const [project, queue] = await submitted(openProject, { one: "" });
  queue.control({ query: "spin" });
  const asked = queue.log().length;
  const pass = project.start(["monitor", "--now"]);
  await until(() => queue.log().length > asked);
  await pass.kill();
  await until(() => leftovers(project.root).length === 0);
  queue.control({});
  expect((await project.run("monitor")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded" });
});

test.concurrent("a scheduler's package that can't be loaded is told by its own name, not that of the pipeline that submits", async ({
  expect,
  openProject,
}) => {
  const scripted = { ...scriptedPlugin(), "index.js": 'throw new Error("no such library");' };
  const project = openProject({ blueprint: blueprint({ one: "" }), plugins: { toy: toyPlugin(), scripted } });
  project.write({ ".asimov/config.yaml": scriptedQueue(join(project.root, "queue")).config });
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    EV1/one: built
    error SCHEDULER_LOAD_FAILED  EV1/one
      asimov-scheduler-scripted 1.0.0: scheduler "scripted" can't be loaded: no such library
      Reinstall the package, or report it to its author: asimov plugins shows where it comes from.
    exit code 4"
  `);
  writeFileSync(join(project.plugins, "scripted/index.js"), "export default {};");
  const told = await project.run("manage", "submit");
  expect([told.code, told.stderr.split("\n")[1]]).toEqual([
    4,
    expect.stringContaining("asimov-scheduler-scripted 1.0.0: its module has no scheduler"),
  ]);
  expect(project.statuses()).toEqual({ one: "ready" });
});
