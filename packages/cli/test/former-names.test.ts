import { rmSync } from "node:fs";
import { join } from "node:path";

import { blueprint, describedToy, installPlugin, test, toySource, type TestProject, type Tree } from "./support/index.ts";

const amount = { type: "integer", meaning: "How much of it.", default: 3 };
const renamed = {
  ...describedToy({ "toy.amount": { ...amount, deprecated: ["amt"] } }, { toy: { amount: 3 } }),
  "templates/toy.ini.hbs": "amount = {{settings.toy.amount}}\n",
  "index.js": toySource.replace(
    "async buildDag() {",
    'async buildDag() { appendFileSync(join(this.analysis.projectDirectory, "seen"), String(this.analysis.settings.toy.amount));',
  ),
};

/** What is said of the amount, and the config file that it makes. */
async function amountOf(project: TestProject, address: string, key = "toy.amount"): Promise<readonly unknown[]> {
  return [await project.json("show", address, "--where", key), (await project.run("show", address, "--config", "--plain")).stdout];
}

const fiveOverThree = [
  [
    { path: ["toy", "amount"], layer: "analysis one", value: 5, at: { line: 10 }, writtenAs: "amt", wins: true },
    { path: ["toy", "amount"], layer: "defaults of pipeline toy", value: 3, wins: false },
  ],
  "amount = 5\n",
];

test.concurrent("a plugin's old name of a setting counts as its new one, and its lineage names both", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy: renamed }, blueprint: blueprint({ one: "amt: 5" }) });
  expect(await amountOf(project, "EV1/one")).toMatchObject(fiveOverThree);
  expect(await amountOf(project, "EV1/one", "amt")).toMatchObject(fiveOverThree);
  expect(await project.show("show", "EV1/one", "--where", "amt")).toContain("\n# amt is a former spelling or home of toy.amount\n");
  await project.run("manage", "build");
  expect(project.read("checkouts/EV1/analyses/one.ini")).toBe("amount = 5\n");
});

test.concurrent("conditions about a setting read what was written under its old name, and may use that", async ({ expect, openProject }) => {
  const project = openProject({
    plugins: { toy: renamed },
    blueprint: blueprint({ one: "amt: 5", two: "toy: {amount: 5}", three: "", last: 'needs: ["toy.amount: 5"]' }),
  });
  for (const key of ["amt", "toy.amount"])
    expect(await project.json("report", "status", "--where", `${key}: 5`), key).toMatchObject([{ name: "one" }, { name: "two" }]);
  expect(await project.show("why", "EV1/last")).toContain('waits for\n  "one", which is ready');
});

test.concurrent("in one document both names are an error, also when a command adds the other", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy: renamed }, blueprint: blueprint({ one: "amt: 5" }) });
  project.write({ "both.yaml": "kind: analysis\nname: two\nevent: EV1\npipeline: toy\namt: 5\ntoy: {amount: 4}\n" });
  expect(await project.show("apply", "-f", "both.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f both.yaml
    error SETTINGS_TWO_SPELLINGS  /project/both.yaml:5:6
      "amt" and "toy.amount" are the same setting, and analysis two has both (/project/both.yaml:5:6 and /project/both.yaml:6:15)
      Keep "toy.amount", and take "amt" away.
    exit code 1"
  `);
  expect(await project.show("analysis", "set", "EV1/one", "toy.amount=4")).toMatchInlineSnapshot(`
    "$ asimov analysis set EV1/one toy.amount=4
    error SETTINGS_TWO_SPELLINGS  /project/blueprint.yaml:10:6
      "amt" and "toy.amount" are the same setting, and analysis one has both (/project/blueprint.yaml:10:6 and asimov analysis set EV1/one toy.amount=4)
      Keep "toy.amount", and take "amt" away.
    exit code 1"
  `);
});

test.concurrent("what was applied and built before the name became an old one counts too", async ({ expect, openProject }) => {
  const earlier = {
    ...describedToy({ amt: amount }, { amt: 3 }),
    "templates/toy.ini.hbs": "amount = {{settings.amt}}\n",
  };
  const project = openProject({
    plugins: { toy: earlier },
    blueprint: blueprint({ one: "amt: 5\nstatus: wait", two: "amt: 6", last: 'needs: ["toy.amount: 5"]' }),
  });
  await project.run("manage", "build", "-e", "EV1");
  installPlugin(project.plugins, "toy", renamed);
  expect(await amountOf(project, "EV1/one")).toMatchObject(fiveOverThree);
  expect(await project.json("show", "EV1/two", "--where", "toy.amount", "--attempt", "1")).toMatchObject([{ value: 6, writtenAs: "amt" }]);
  await project.run("manage", "submit");
  expect(project.read("seen")).toBe("6");
  expect(await project.show("why", "EV1/last")).toContain('waits for\n  "one", which is held');
});

test.concurrent("an old name means nothing to other pipelines", async ({ expect, openProject }) => {
  const other: Tree = { ...describedToy({ amt: amount }), "templates/toy.ini.hbs": "amount = {{settings.amt}}\n" };
  const manifest = JSON.parse(String(other["package.json"])) as { name: string; asimov: object };
  manifest.name = "asimov-other";
  manifest.asimov = { apiVersion: 1, pipelines: { other: "." }, vocabulary: { other: "./vocabulary.json" } };
  const plugins = {
    toy: renamed,
    other: { ...other, "package.json": JSON.stringify(manifest), "index.js": String(other["index.js"]).replace('name = "toy"', 'name = "other"') },
  };
  const project = openProject({ plugins, blueprint: blueprint({ one: "pipeline: other\namt: 5", two: "amt: 6" }) });
  await project.run("manage", "build");
  expect([project.read("checkouts/EV1/analyses/one.ini"), project.read("checkouts/EV1/analyses/two.ini")]).toEqual(["amount = 5\n", "amount = 6\n"]);
  project.write({ "more.yaml": "kind: analysis\nname: three\nevent: EV1\npipeline: other\namt: 5\n" });
  expect(await project.show("apply", "-f", "more.yaml")).not.toContain("warning");
});

test.concurrent("without the plugin it is told that its names and defaults don't count", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy: renamed }, blueprint: blueprint({ one: "amt: 6" }) });
  rmSync(join(project.plugins, "toy"), { recursive: true });
  const told = [
    await project.show("show", "EV1/one", "--where", "toy.amount"),
    await project.show("show", "EV1/one"),
    await project.show("show", "EV1/one", "--config"),
    await project.show("report", "status", "--where", "toy.amount: 6"),
    await project.show("report", "status", "--where", "pipeline: toy"),
  ];
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "$ asimov show EV1/one --where toy.amount
    warning PIPELINE_NOT_INSTALLED  EV1/one
      pipeline toy is not installed: of what the ledger has now, its defaults, and settings written under names that only it knows, are not counted
      asimov plugins lists those that are installed; to add one: npm install @asimov-gw/pipeline-NAME
    error SETTING_UNKNOWN  EV1/one
      no layer sets "toy.amount".
      asimov show EV1/one prints all settings.
    exit code 1
    $ asimov show EV1/one
    # EV1/one (toy, ready): settings that a build now would take
    event time: 1126259462.4
    answer: 42
    amt: 6
    warning PIPELINE_NOT_INSTALLED  EV1/one
      pipeline toy is not installed: of what the ledger has now, its defaults, and settings written under names that only it knows, are not counted
      asimov plugins lists those that are installed; to add one: npm install @asimov-gw/pipeline-NAME
    exit code 0
    $ asimov show EV1/one --config
    error PIPELINE_NOT_INSTALLED  EV1/one
      pipeline "toy" is not installed
      Installed: none (asimov plugins). To add one: npm install @asimov-gw/pipeline-toy
    exit code 1
    $ asimov report status --where toy.amount: 6
    warning PIPELINE_NOT_INSTALLED  --where "toy.amount: 6"
      pipeline toy is not installed: of what the ledger has now, its defaults, and settings written under names that only it knows, are not counted
      asimov plugins lists those that are installed; to add one: npm install @asimov-gw/pipeline-NAME
    error SELECTION_EMPTY
      none of 1 analyses is meant by "toy.amount: 6". "toy.amount: 6" holds for none.
      asimov report status lists all.
    exit code 1
    $ asimov report status --where pipeline: toy
    EV1
      one  toy  ready  0 s  applied
    exit code 0"
  `);
  const { stdout, stderr } = await project.run("show", "EV1/one", "--json");
  expect([JSON.parse(stdout), stderr]).toMatchObject([{ address: "EV1/one" }, expect.stringContaining("warning PIPELINE_NOT_INSTALLED  EV1/one\n")]);
  expect((await project.run("show", "EV1", "--json")).stderr).toBe("");
});
