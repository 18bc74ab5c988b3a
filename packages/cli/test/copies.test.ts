import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test, until } from "./support/index.ts";

test.concurrent("a copy of a project at work uses its own ledger, and touches nothing of the original", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]" }) });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().length === 1);
  const copy = join(project.root, "copy");
  cpSync(project.directory, copy, { recursive: true });
  rmSync(join(copy, "faults/one.A"));
  const before = project.rows();

  // Reading and applying are the copy's own.
  project.write({ "more.yaml": "kind: event\nname: EV2\n" });
  expect(await project.show("-C", "../copy", "apply", "-f", join(project.directory, "more.yaml"))).toContain("added  event EV2");
  for (const command of [
    ["monitor", "--chain"],
    ["manage", "build", "submit"],
  ])
    expect((await project.run("-C", copy, ...command)).code).toBe(1);
  expect(await project.show("-C", "../copy", "monitor", "--chain")).toMatchInlineSnapshot(`
    "$ asimov -C ../copy monitor --chain
    error PROJECT_COPIED  /sandbox/copy
      this is a copy of the project in /project; nothing is built, submitted or looked after here, since that could disturb what runs there
      To make it a project of its own: asimov ledger adopt --copy   (--dry-run tells what it does)
    exit code 1"
  `);
  expect(await project.show("-C", "../copy", "ledger", "adopt", "--moved")).toMatchInlineSnapshot(`
    "$ asimov -C ../copy ledger adopt --moved
    error PROJECT_ORIGINAL_EXISTS  /sandbox/copy
      the project in /project is still there: this one is a copy, not the same one in another place
      To make it a project of its own: asimov ledger adopt --copy
    exit code 1"
  `);
  expect(await project.show("-C", "../copy", "ledger", "adopt", "--copy", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov -C ../copy ledger adopt --copy --dry-run
    would be a project of its own: /sandbox/copy
    directories of 1 attempts would be looked for here, not in /project
    EV1/one: its jobs would be left to the original; here it would be stopped
    exit code 0"
  `);
  expect(await project.show("-C", "../copy", "ledger", "adopt", "--copy")).toMatchInlineSnapshot(`
    "$ asimov -C ../copy ledger adopt --copy
    a project of its own: /sandbox/copy
    directories of 1 attempts looked for here, not in /project
    EV1/one: its jobs left to the original; here it stopped
    exit code 0"
  `);
  expect(await project.show("-C", "../copy", "report", "status")).toMatchInlineSnapshot(`
    "$ asimov -C ../copy report status
    EV1
      one  toy  stopped  0 s  it belongs to the project in /project, of which this is a copy
          To run it here: asimov analysis restart EV1/one --refresh
      two  toy  ready  0 s  waits for "one", which is stopped and needs a person
    exit code 0"
  `);
  expect(project.rows()).toEqual(before);

  // The same analysis, in a directory and under a token of its own, while the original goes on.
  expect((await project.run("-C", copy, "analysis", "restart", "--yes", "EV1/one", "--refresh")).code).toBe(0);
  expect((await project.run("-C", copy, "monitor", "--chain", "--watch")).code).toBe(0);
  expect(existsSync(join(copy, "working/EV1/one/out.txt"))).toBe(true);
  expect(readdirSync(join(project.directory, "working/EV1/one"))).not.toContain("out.txt");
  project.mend("one.A");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "two.A"]);
  expect((await project.run("-C", copy, "ledger", "check")).code).toBe(0);
});

test.concurrent("a project that was moved goes on when its user says so, with its results", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]" }) });
  await project.run("manage", "build", "submit");
  await project.run("monitor", "--watch");
  const moved = join(project.root, "elsewhere");
  renameSync(project.directory, moved);
  mkdirSync(join(project.directory, "faults"), { recursive: true });
  expect(await project.show("-C", "../elsewhere", "monitor", "--chain")).toMatchInlineSnapshot(`
    "$ asimov -C ../elsewhere monitor --chain
    error PROJECT_MOVED  /sandbox/elsewhere
      this project was moved here from /project; nothing is built, submitted or looked after here, since that could disturb what runs there
      asimov ledger adopt --moved   (--dry-run tells what it does)
    exit code 1"
  `);
  expect(await project.show("-C", "../elsewhere", "ledger", "adopt", "--moved")).toMatchInlineSnapshot(`
    "$ asimov -C ../elsewhere ledger adopt --moved
    a project of this directory: /sandbox/elsewhere
    directories of 1 attempts looked for here, not in /project
    exit code 0"
  `);
  expect((await project.run("-C", moved, "monitor", "--chain", "--watch")).code).toBe(0);
  expect(await project.json("-C", moved, "report", "status")).toMatchObject([{ status: "uploaded" }, { status: "uploaded" }]);
  // Built anew: its config file named the old place.
  expect((await project.run("-C", moved, "analysis", "restart", "--yes", "EV1/one")).code).toBe(0);
  expect((await project.run("-C", moved, "monitor", "--chain", "--watch")).code).toBe(0);
  expect(readdirSync(project.directory)).toEqual(["faults"]);
  expect(await project.show("-C", "../elsewhere", "ledger", "adopt", "--moved")).toMatchInlineSnapshot(`
    "$ asimov -C ../elsewhere ledger adopt --moved
    error PROJECT_AT_HOME  /sandbox/elsewhere
      the project is where it was: nothing is to be done
    exit code 1"
  `);
});

test.concurrent("a copy of a project that did nothing yet becomes one of its own by itself", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  const copy = join(project.root, "copy");
  cpSync(project.directory, copy, { recursive: true });
  for (const directory of [copy, project.directory]) expect((await project.run("-C", directory, "monitor", "--chain", "--watch")).code).toBe(0);
  expect(readdirSync(project.state + "/workflows")).toHaveLength(2);
  for (const directory of [copy, project.directory]) expect(existsSync(join(directory, "working/EV1/one/out.txt"))).toBe(true);
});

test.concurrent("a configuration without a name is the same one after its project was moved", async ({ expect, openProject }) => {
  const project = openProject();
  await project.run("init", "test");
  project.write({ "defaults/data.yaml": "kind: configuration\ndata: {a: 1}\n" });
  expect((await project.run("apply", "-f", "defaults/data.yaml")).code).toBe(0);
  renameSync(project.directory, join(project.root, "elsewhere"));
  mkdirSync(join(project.directory, "faults"), { recursive: true });
  expect(await project.show("-C", "../elsewhere", "apply", "-f", "defaults/data.yaml")).toMatchInlineSnapshot(`
    "$ asimov -C ../elsewhere apply -f defaults/data.yaml
    unchanged  configuration defaults/data.yaml#1  (defaults/data.yaml)
    exit code 0"
  `);
});
