import { blueprint, test, toyPlugin, toySource, type TestProject, type Tree } from "./support/index.ts";

// A toy whose analyses go on to the status "review" when they are complete, which its class handles: what the file `verdict` says.
const reviewing = toySource.replace("static name", 'static stateHandlers = { Review: "review" };\n  static name').replace(
  "async afterCompletion() {",
  `async review() {
    await this.at("review");
    const file = join(this.analysis.projectDirectory, "verdict");
    if (!existsSync(file)) return undefined;
    const verdict = JSON.parse(readFileSync(file, "utf8"));
    if (verdict.status === "uploaded") await this.storeResults();
    return verdict;
  }
  async afterCompletion() {
    if (this.analysis.settings.reviewed) return { status: "review", reason: "waits for the verdict" };`,
);

/** A package that adds the status "embargo", handled by this text of a function. */
function embargo(handler: string): Tree {
  return {
    "package.json": JSON.stringify({
      name: "asimov-embargo",
      version: "2.0.0",
      type: "module",
      exports: { ".": "./index.js" },
      asimov: { apiVersion: 1, states: { embargo: "." } },
    }),
    "index.js": `export default ${handler};\n`,
  };
}

const handler = `async (analysis, { log, storeResults }) => {
  if (!analysis.labels.released) return { reason: "not released", remedy: "asimov label " + analysis.address + " released" };
  await log("stores " + Object.keys(analysis.assets));
  await storeResults();
  return { status: "uploaded", reason: "released by the site" };
}`;

function openReviewed(openProject: (options: object) => TestProject, more: object = {}): TestProject {
  return openProject({
    blueprint: blueprint({ one: "reviewed: true" }),
    plugins: { toy: toyPlugin("toy", reviewing), embargo: embargo(handler) },
    ...more,
  });
}

test.concurrent("a status that a pipeline adds is visited at each pass, and left for what its handler returns", async ({ expect, openProject }) => {
  const project = openReviewed(openProject);
  await project.run("manage", "build", "submit");
  while (project.statuses()["one"] !== "review") await project.run("monitor");
  const entered = project.read("calls").split("one.review").length;
  await project.run("monitor");
  expect(project.read("calls").split("one.review").length).toBe(entered + 1);
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  review  0 s  waits for the verdict
    exit code 0"
  `);
  project.write({ verdict: '{"status": "embargo", "reason": "reviewed; not public yet"}' });
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  embargo  0 s  reviewed; not public yet
    exit code 0"
  `);
  // From here on it is in the hands of a function that serves all pipelines.
  expect(await project.show("monitor", "--watch")).toMatchInlineSnapshot(`
    "$ asimov monitor --watch
    EV1/one  toy  embargo  0 s  not released
    nothing is left to do
    exit code 0"
  `);
  await project.run("label", "one", "released");
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  uploaded  0 s  released by the site
    EV1/one: stores out
    exit code 0"
  `);
  expect(project.read("results/EV1/one/1/out.txt")).toBe("A of one\n");
}, 180_000);

test.concurrent("what a handler returns is looked at, and its errors are told; the status stands until it is mended", async ({
  expect,
  openProject,
}) => {
  const project = openReviewed(openProject);
  await project.run("manage", "build", "submit");
  while (project.statuses()["one"] !== "review") await project.run("monitor");
  const told: string[] = [];
  for (const verdict of ['{"status": "ready", "reason": "again"}', '{"status": "nowhere", "reason": "x"}', '{"status": "embargo"}', "7"]) {
    project.write({ verdict });
    const { code, stdout, stderr } = await project.run("monitor");
    told.push(`${verdict} ${code}\n${(stdout + stderr).split("\n").slice(1).join("\n")}`);
  }
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "{"status": "ready", "reason": "again"} 3
    error PLUGIN_STATE  EV1/one
      asimov-toy 1.2.3: the handler of "review" returned the status "ready", which no plugin gives
      Its author returns uploaded, stuck, or a status that a plugin adds.

    {"status": "nowhere", "reason": "x"} 3
    error PLUGIN_STATE  EV1/one
      nobody handles status "nowhere", to which it was to go on
      Its author names a method for it in "static stateHandlers", or an entry point of group "states".

    {"status": "embargo"} 3
    error PLUGIN_STATE  EV1/one
      asimov-toy 1.2.3: the handler of "review" returned {"status":"embargo"}, which is no status with its reason
      Its author returns { status: "review", reason: "waits for the review team" }, or nothing.

    7 3
    error PLUGIN_STATE  EV1/one
      asimov-toy 1.2.3: the handler of "review" returned 7, which is no status with its reason
      Its author returns { status: "review", reason: "waits for the review team" }, or nothing.
    "
  `);
  project.fault("one.review", "exit");
  expect((await project.run("monitor")).stderr).toMatchInlineSnapshot(`
    "error PLUGIN_CRASHED  EV1/one
      asimov-toy 1.2.3: its process ended with exit code 7 in the handler of its status
      Tell the plugin's author; asimov plugins shows where it comes from.
    "
  `);
  project.mend("one.review");
  expect(project.statuses()).toEqual({ one: "review" });
  project.write({ verdict: '{"reason": "half of it is read"}' });
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  review  0 s  half of it is read
    exit code 0"
  `);
}, 180_000);

test.concurrent("a person's decisions count in such a status", async ({ expect, openProject }) => {
  const project = openReviewed(openProject);
  await project.run("manage", "build", "submit");
  while (project.statuses()["one"] !== "review") await project.run("monitor");
  expect(await project.show("analysis", "hold", "one")).toMatchInlineSnapshot(`
    "$ asimov analysis hold one
    EV1/one  wait  held by a person
    exit code 0"
  `);
  await project.run("monitor", "--chain");
  expect(await project.show("analysis", "release", "one")).toMatchInlineSnapshot(`
    "$ asimov analysis release one
    EV1/one  review  released by a person
    exit code 0"
  `);
  await project.run("analysis", "stop", "one");
  await project.run("monitor");
  expect(project.statuses()).toEqual({ one: "stopped" });
  await project.run("analysis", "resurrect", "one");
  await project.run("monitor");
  expect(project.statuses()).toEqual({ one: "review" });
  await project.run("analysis", "restart", "one", "--yes");
  await project.run("monitor");
  expect(project.statuses()).toEqual({ one: "ready" });
}, 180_000);

test.concurrent("what a status says of itself stays until its handler says something else", async ({ expect, openProject }) => {
  const source = reviewing.replace('reason: "waits for the verdict"', '$&, remedy: "Write the verdict."');
  const project = openProject({ blueprint: blueprint({ one: "reviewed: true" }), plugins: { toy: toyPlugin("toy", source) } });
  await project.run("manage", "build", "submit");
  while (project.statuses()["one"] !== "review") await project.run("monitor");
  const said = { reason: "waits for the verdict", remedy: "Write the verdict." };
  await project.run("monitor");
  expect(project.query("SELECT reason, remedy FROM analyses")).toEqual([said]);
  project.fault("one.review", "throw");
  expect((await project.run("monitor")).code).toBe(3);
  project.mend("one.review");
  await project.run("monitor");
  expect(project.query("SELECT reason, remedy FROM analyses")).toEqual([{ reason: "asimov-toy 1.2.3 looks after it", remedy: null }]);
}, 180_000);

test.concurrent("a status that nobody handles any more is told of at each pass, and is nobody else's trouble", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: blueprint({ one: "reviewed: true", two: "" }),
    plugins: { toy: toyPlugin("toy", reviewing) },
  });
  await project.run("manage", "build", "submit");
  while (project.statuses()["one"] !== "review") await project.run("monitor");
  project.write({ "../plugins/toy/index.js": toySource });
  expect(await project.show("monitor", "--watch")).toMatchInlineSnapshot(`
    "$ asimov monitor --watch
    warning: EV1/one: nobody handles status "review": what is installed adds no such status (asimov plugins)
    EV1/one  toy  review  0 s  waits for the verdict
    EV1/two  toy  uploaded  0 s  results are in /project/results/EV1/two
    nothing is left to do
    exit code 0"
  `);
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  review  0 s  waits for the verdict
    EV1/two  toy  uploaded  0 s  results are in /project/results/EV1/two
    warning: EV1/one: nobody handles status "review": what is installed adds no such status (asimov plugins)
    exit code 0"
  `);
}, 180_000);
