import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { blueprint, installPlugin, test, toyPlugin, toySource } from "../support/index.ts";

test.concurrent("a plugin that is gone after apply is missed at build, others go on, and reinstalled the same command goes on", async ({
  expect,
  openProject,
}) => {
  const project = openProject({
    blueprint: blueprint({ one: "", two: "pipeline: other" }),
    plugins: { toy: toyPlugin(), other: toyPlugin("other") },
  });
  renameSync(join(project.plugins, "toy"), join(project.root, "toy"));
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/two  /project/checkouts/EV1/analyses/two.ini
    submitted  EV1/two  ID.2.1.workflow.1
    EV1/two: built
    EV1/two: submitted as ID.2.1.workflow.1
    error PIPELINE_NOT_INSTALLED  EV1/one
      pipeline "toy" is not installed
      Installed: other 1.2.3 (asimov plugins). To add one: npm install @asimov-gw/pipeline-toy
    exit code 3"
  `);
  expect(await project.show("monitor", "--chain", "--watch")).toMatchInlineSnapshot(`
    "$ asimov monitor --chain --watch
    error PIPELINE_NOT_INSTALLED  EV1/one
      pipeline "toy" is not installed
      Installed: other 1.2.3 (asimov plugins). To add one: npm install @asimov-gw/pipeline-toy
    EV1/one  toy    ready  0 s  PIPELINE_NOT_INSTALLED: pipeline "toy" is not installed
    EV1/two  other  uploaded  0 s  results are in /project/results/EV1/two
    nothing is left to do but what failed; the same command tries it again
    exit code 3"
  `);
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy    ready  0 s  PIPELINE_NOT_INSTALLED: pipeline "toy" is not installed
          Installed: other 1.2.3 (asimov plugins). To add one: npm install @asimov-gw/pipeline-toy
      two  other  uploaded  0 s  results are in /project/results/EV1/two
    exit code 0"
  `);
  renameSync(join(project.root, "toy"), join(project.plugins, "toy"));
  expect(await project.show("manage", "build", "submit")).toMatchInlineSnapshot(`
    "$ asimov manage build submit
    built  EV1/one  /project/checkouts/EV1/analyses/one.ini
    submitted  EV1/one  ID.1.1.workflow.1
    EV1/one: built
    EV1/one: submitted as ID.1.1.workflow.1
    exit code 0"
  `);
});

test.concurrent("a plugin that is gone while its job runs is missed, and reinstalled the analysis goes on", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }) });
  project.fault("one.A", "gate");
  await project.run("manage", "build", "submit");
  renameSync(join(project.plugins, "toy"), join(project.root, "toy"));
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  running  0 s  submitted as ID.1.1.workflow.1
    warning: EV1/one: no progress to show: pipeline "toy" is not installed
    exit code 0"
  `);
  project.mend("one.A");
  expect(await project.show("monitor", "--watch")).toMatchInlineSnapshot(`
    "$ asimov monitor --watch
    error PIPELINE_NOT_INSTALLED  EV1/one
      pipeline "toy" is not installed
      Installed: none (asimov plugins). To add one: npm install @asimov-gw/pipeline-toy
    EV1/one  toy  running  0 s  PIPELINE_NOT_INSTALLED: pipeline "toy" is not installed
    nothing is left to do but what failed; the same command tries it again
    exit code 3"
  `);
  renameSync(join(project.root, "toy"), join(project.plugins, "toy"));
  await project.run("monitor", "--watch");
  expect(project.statuses()).toEqual({ one: "uploaded" });
});

test.concurrent("a plugin that can't be loaded is named with the reason, and others go on", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: blueprint({
      throws: "pipeline: throws",
      syntax: "pipeline: syntax",
      class: "pipeline: class",
      missing: "pipeline: missing",
      exits: "pipeline: exits",
      good: "",
    }),
    plugins: {
      toy: toyPlugin(),
      throws: toyPlugin("throws", `throw new Error("numpy is too old");`),
      syntax: toyPlugin("syntax", "export default class {"),
      class: toyPlugin("class", "export default class Toy {}"),
      missing: toyPlugin("missing", `import "left-pad"; ${toySource}`),
      exits: toyPlugin("exits", "process.exit(0);"),
    },
  });
  expect(await project.show("manage", "build")).toMatchInlineSnapshot(`
    "$ asimov manage build
    built  EV1/good  /project/checkouts/EV1/analyses/good.ini
    EV1/good: built
    error PLUGIN_LOAD_FAILED  EV1/throws
      asimov-throws 1.2.3 can't be loaded: numpy is too old
      Reinstall the package, or report it to its author: asimov plugins shows where it comes from.
    error PLUGIN_LOAD_FAILED  EV1/syntax
      asimov-syntax 1.2.3 can't be loaded: Unexpected end of input
      Reinstall the package, or report it to its author: asimov plugins shows where it comes from.
    error PLUGIN_NOT_A_PIPELINE  EV1/class
      asimov-class 1.2.3: the module's default export is not a pipeline of this version of the contract
      Its author writes: export default definePipeline(CLASS)
    error PLUGIN_LOAD_FAILED  EV1/missing
      asimov-missing 1.2.3 can't be loaded: Cannot find package 'left-pad' imported from /plugins/missing/index.js
      Reinstall the package, or report it to its author: asimov plugins shows where it comes from.
    error PLUGIN_CRASHED  EV1/exits
      asimov-exits 1.2.3: its process ended with exit code 0 in describe
      Tell the plugin's author; asimov plugins shows where it comes from.
    exit code 3"
  `);
  expect(Object.values(project.statuses())).toEqual(["ready", "ready", "ready", "ready", "ready", "ready"]);
});

test.concurrent("a package that declares itself badly is a problem that is shown, not one that stops", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ good: "" }) });
  const manifest = (text: object): { readonly "package.json": string } => ({ "package.json": JSON.stringify(text) });
  installPlugin(
    project.plugins,
    "future",
    manifest({ name: "asimov-future", version: "9.0.0", exports: "./a.js", asimov: { apiVersion: 2, pipelines: { future: "." } } }),
  );
  installPlugin(
    project.plugins,
    "inner",
    manifest({ name: "asimov-inner", version: "1.0.0", exports: "./a.js", asimov: { apiVersion: 1, pipelines: { inner: "./inner" } } }),
  );
  installPlugin(project.plugins, "zoy", toyPlugin("toy"));
  installPlugin(project.plugins, "json", { "package.json": '{"asimov": ' });
  expect(await project.show("plugins")).toMatchInlineSnapshot(`
    "$ asimov plugins
    pipelines  toy  asimov-toy 1.2.3  /plugins/toy
    shadowed: pipelines toy of /plugins/zoy, by /plugins/toy
    error PLUGIN_API_VERSION  /plugins/future/package.json
      asimov-future 9.0.0 was written for version 2 of the contract, this core speaks 1
      Update the older of the two: npm install asimov-future@latest @asimov-gw/core@latest
    error PLUGIN_ENTRY  /plugins/inner/package.json
      entry point "inner" of group "pipelines" names "./inner", which is not among the package's exports
      Name a key of "exports", such as ".".
    error PLUGIN_MANIFEST  /plugins/json/package.json
      not readable as JSON: Unexpected end of JSON input
      Install the package again.
    exit code 0"
  `);
  project.write({ "new.yaml": "kind: analysis\nname: x\nevent: EV1\npipeline: future\n" });
  expect(await project.show("apply", "-f", "new.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f new.yaml
    error BLUEPRINT_UNKNOWN_PIPELINE  /project/new.yaml:4:11
      analysis "x": pipeline "future" is not installed.
      Installed: toy 1.2.3 (asimov plugins). To add one: npm install @asimov-gw/pipeline-NAME
    exit code 1"
  `);
  rmSync(project.plugins, { recursive: true });
  expect(await project.show("plugins")).toMatchInlineSnapshot(`
    "$ asimov plugins
    no plugins are installed; to add one: npm install @asimov-gw/pipeline-NAME
    exit code 0"
  `);
});
