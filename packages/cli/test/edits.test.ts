import { existsSync } from "node:fs";
import { join } from "node:path";
import { blueprint, test, until } from "./support/index.ts";

test.concurrent("an analysis is copied with another value, changed, and both are taken back", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "answer: 1" }) });
  expect(await project.show("copy", "EV1/one", "two", "--set", "answer=2")).toMatchInlineSnapshot(`
    "$ asimov copy EV1/one two --set answer=2
    added  analysis EV1/two  (blueprint.yaml)
    exit code 0"
  `);
  expect(await project.show("analysis", "set", "two", "answer=3", "nested.key=[a, 1]", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov analysis set two answer=3 nested.key=[a, 1] --dry-run
    would be updated  analysis EV1/two  (blueprint.yaml)
      answer: 2 -> 3
      nested: (none) -> {"key":["a",1]}
    exit code 0"
  `);
  expect((await project.run("analysis", "set", "two", "answer=3")).code).toBe(0);
  expect(await project.show("show", "EV1/two", "--where", "answer")).toMatchInlineSnapshot(`
    "$ asimov show EV1/two --where answer
    answer  analysis two  3   asimov analysis set two answer=3  wins
    answer  subject EV1   42  blueprint.yaml:4:9                loses to analysis two
    exit code 0"
  `);
  expect(await project.show("undo", "--list")).toMatchInlineSnapshot(`
    "$ asimov undo --list
    3  TIME  root  asimov analysis set two answer=3        changed analysis EV1/two
    2  TIME  root  asimov copy EV1/one two --set answer=2  added analysis EV1/two
    1  TIME  root  asimov apply -f blueprint.yaml          added event EV1 and 1 more
    exit code 0"
  `);
  expect(await project.show("undo")).toMatchInlineSnapshot(`
    "$ asimov undo
    undone  3: asimov analysis set two answer=3  (root, TIME)
      changed back analysis EV1/two
    to take this back: asimov undo 4
    exit code 0"
  `);
  expect(await project.show("undo", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov undo --dry-run
    would undo  2: asimov copy EV1/one two --set answer=2  (root, TIME)
      removed analysis EV1/two
    exit code 0"
  `);
  expect(await project.json("undo")).toMatchObject({ undone: { transaction: 2 }, by: 5, lines: ["removed analysis EV1/two"] });
  expect(await project.show("undo", "5")).toMatchInlineSnapshot(`
    "$ asimov undo 5
    undone  5: asimov undo 2  (root, TIME)
      restored analysis EV1/two
    to take this back: asimov undo 6
    exit code 0"
  `);
});

test.concurrent("a conflict of a blueprint with what was set is shown, and --take decides", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "answer: 1" }) });
  await project.run("analysis", "set", "one", "answer=2");
  project.write({ "blueprint.yaml": blueprint({ one: "answer: 3" }) });
  expect(await project.show("apply", "-f", "blueprint.yaml", "-U")).toMatchInlineSnapshot(`
    "$ asimov apply -f blueprint.yaml -U
    error BLUEPRINT_CONFLICT  /project/blueprint.yaml:10:9
      analysis EV1/one was changed in the ledger since it was applied, and differently in the blueprint:
        answer: was 1, is 2 in the ledger and 3 in the blueprint
      Apply with --update --take blueprint for the blueprint's values there, or --update --take ledger to keep those of the ledger.
    exit code 1"
  `);
  expect(await project.show("apply", "-f", "blueprint.yaml", "-U", "--take", "blueprint")).toMatchInlineSnapshot(`
    "$ asimov apply -f blueprint.yaml -U --take blueprint
    unchanged  event EV1  (blueprint.yaml)
    updated  analysis EV1/one  (blueprint.yaml)
      answer: 2 -> 3
    exit code 0"
  `);
});

test.concurrent("what ran is deleted with its run directory, its results stay, and all of it comes back", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]\nstatus: wait" }) });
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  const before = project.query("SELECT * FROM attempts ORDER BY id");
  const runDirectory = join(project.directory, "working/EV1/one");
  const stored = join(project.directory, "results/EV1/one");
  expect([existsSync(runDirectory), existsSync(stored)]).toEqual([true, true]);
  expect(await project.show("delete", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov delete EV1/one
    error DELETE_REFUSED  EV1/two
      it needs what would go
      Delete it too: --with-dependents
    exit code 1"
  `);
  expect(await project.show("delete", "EV1", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov delete EV1 --dry-run
    would delete  EV1  (analyses: 2)
      EV1/one
      EV1/two
    exit code 0"
  `);
  expect(await project.show("delete", "EV1", "--yes")).toMatchInlineSnapshot(`
    "$ asimov delete EV1 --yes
    deleted  EV1  (analyses: 2)
      EV1/one
      EV1/two
      moved to /project/.asimov/trash/EV1-one-1-deleted-1
    asimov trash lists what was deleted, and brings it back; results in the store and config files in git stay
    exit code 0"
  `);
  expect([existsSync(runDirectory), existsSync(stored)]).toEqual([false, true]);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    no analyses yet; asimov apply -f BLUEPRINT.yaml adds some
    exit code 0"
  `);
  // How many transactions the passes took is a matter of time.
  const trash = (await project.show("trash")).replace(/@\d+/, "@NUMBER");
  expect(trash.replaceAll(/\d+ B/g, "SIZE").replace(/ \d+ s$/m, " AGE")).toMatchInlineSnapshot(`
    "$ asimov trash
    EV1@NUMBER  event EV1, analyses: 2  TIME  root  asimov delete EV1 --yes
    run directories (SIZE):
      EV1-one-1-deleted-1  EV1/one, attempt 1  SIZE  AGE
    exit code 0"
  `);
  expect(await project.show("trash", "restore", "EV1")).toMatchInlineSnapshot(`
    "$ asimov trash restore EV1
    restored  event EV1  (analyses: 2)
      moved to /project/working/EV1/one
    exit code 0"
  `);
  expect([existsSync(runDirectory), existsSync(stored)]).toEqual([true, true]);
  expect(project.query("SELECT * FROM attempts ORDER BY id")).toEqual(before);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "wait" });
  // Undoing the restoring is the deletion again, with its files.
  expect((await project.run("undo")).code).toBe(0);
  expect([existsSync(runDirectory), project.statuses()]).toEqual([false, {}]);
});

test.concurrent("what runs is not deleted", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit");
  await until(() => project.ran().includes("one.A"));
  expect(await project.show("delete", "EV1", "--yes")).toMatchInlineSnapshot(`
    "$ asimov delete EV1 --yes
    error DELETE_REFUSED  EV1/one
      it is running
      asimov analysis stop EV1/one
    exit code 1"
  `);
});

test.concurrent("an export is imported into an empty project, and exported from there it is the same", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: `kind: configuration\nname: defaults\nanswer: 41\n---\n${blueprint({ one: "status: wait", two: "needs: [one]" })}`,
  });
  expect(await project.show("export", "-o", "all.yaml")).toMatchInlineSnapshot(`
    "$ asimov export -o all.yaml
    wrote /project/all.yaml
    exit code 0"
  `);
  expect(await project.show("import", "all.yaml")).toMatchInlineSnapshot(`
    "$ asimov import all.yaml
    error IMPORT_NOT_EMPTY
      the project has blueprints already
      Import into a new project: asimov init NAME in another directory; or take out the first document and apply the file.
    exit code 1"
  `);
  const other = openProject();
  await other.run("init", "copy");
  other.write({ "all.yaml": project.read("all.yaml") });
  expect(await other.show("import", "all.yaml")).toMatchInlineSnapshot(`
    "$ asimov import all.yaml
    added  configuration defaults  (all.yaml)
    added  event EV1  (all.yaml)
    added  analysis EV1/one  (all.yaml)
    added  analysis EV1/two  (all.yaml)
    exit code 0"
  `);
  expect((await other.run("export")).stdout).toBe(project.read("all.yaml"));
  expect(await other.show("delete", "configuration", "default")).toMatchInlineSnapshot(`
    "$ asimov delete configuration default
    error CONFIGURATION_UNKNOWN
      there is no configuration "default". Did you mean "defaults"?
      Configurations: defaults.
    exit code 1"
  `);
  expect(await other.json("delete", "configuration", "defaults")).toEqual({
    dryRun: false,
    deleted: "configuration defaults",
    analyses: [],
    notes: ["changes what is not built yet: EV1/one, EV1/two"],
    moved: [],
  });
  expect(await other.show("trash", "restore", "defaults", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov trash restore defaults --dry-run
    would restore  configuration defaults  (analyses: 0)
    exit code 0"
  `);
});

test.concurrent("analyses that had one name, one after the other, count their attempts on, and their results stand beside each other", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  const numbers = (): readonly unknown[] => project.query("SELECT number FROM attempts ORDER BY number").map(({ number }) => number);
  const finish = async (): Promise<void> => {
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
    expect(project.statuses()).toEqual({ one: "uploaded" });
  };
  const replace = async (deleted: string, lines: string): Promise<void> => {
    expect((await project.run("delete", deleted, "--yes")).code).toBe(0);
    project.write({ "again.yaml": blueprint({ one: lines }) });
    expect((await project.run("apply", "-f", "again.yaml")).code).toBe(0);
    await finish();
  };
  await finish();
  await replace("EV1/one", "answer: 43\nnodes: [A, B]");
  expect(numbers()).toEqual([2]);
  // The first one comes back, and knows of the second.
  const { deleted } = (await project.json("trash")) as { readonly deleted: readonly [{ readonly transaction: number }] };
  const [{ transaction }] = deleted;
  expect((await project.run("delete", "EV1/one", "--yes")).code).toBe(0);
  expect((await project.run("trash", "restore", `EV1/one@${transaction}`)).code).toBe(0);
  expect((await project.run("analysis", "restart", "--yes", "one")).code).toBe(0);
  await finish();
  expect(numbers()).toEqual([1, 3]);
  await replace("EV1", "nodes: [B]");
  expect(numbers()).toEqual([4]);
  const results = ["1", "2", "3", "4"].map((number) => project.read(`results/EV1/one/${number}/out.txt`));
  expect(results).toEqual(["A of one\n", "A of one\nB of one\n", "A of one\n", "B of one\n"]);
});

test.concurrent("the trash is listed with names as they are typed", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: "kind: configuration\nname: my defaults\nanswer: 1\n" });
  await project.run("delete", "configuration", "my defaults", "--yes");
  expect((await project.run("trash")).stdout.split(/ {2,}/)[0]).toBe("'my defaults@2'");
  expect((await project.run("trash", "restore", "my defaults@2")).stdout).toMatchInlineSnapshot(`
    "restored  configuration my defaults  (analyses: 0)
    "
  `);
});
