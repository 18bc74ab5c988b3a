import { blueprint, test, toyPlugin, type Tree } from "./support/index.ts";

/** A package with hooks of one moment by name, each the text of a function. */
function hooks(moment: "postmonitor" | "applicator", byName: Readonly<Record<string, string>>): Tree {
  const names = Object.keys(byName);
  return {
    "package.json": JSON.stringify({
      name: "asimov-site",
      version: "0.3.0",
      type: "module",
      exports: Object.fromEntries(names.map((name) => [`./${name}`, `./${name}.js`])),
      asimov: { apiVersion: 1, hooks: { [moment]: Object.fromEntries(names.map((name) => [name, `./${name}`])) } },
    }),
    ...Object.fromEntries(names.map((name) => [`${name}.js`, `export default ${byName[name]};\n`])),
  };
}

function configured(moment: string, hooksSettings: string): string {
  return `kind: configuration\nname: site\nhooks:\n  ${moment}: ${hooksSettings}\n---\n`;
}

const library = `async (project, { settings, assets, label, apply, log }) => {
  const done = project.analyses.filter(({ status }) => status === "uploaded");
  await log(project.name + " " + project.events.map(({ name }) => name) + " " + project.settings["library location"]);
  for (const { address, labels } of done) {
    const products = Object.keys(await assets(address));
    await label(address, { catalogued: true, answer: (await settings(address)).answer, products: products.join() });
  }
  const steps = await apply([{ kind: "analysis", event: "EV1", name: "extra", pipeline: "toy", status: "wait" }]);
  await log(steps.map(({ action, what }) => action + " " + what).join());
}`;

test.concurrent("hooks that the project names are called after each pass, with a view of it and a narrow way to write", async ({
  expect,
  openProject,
}) => {
  const project = openProject({
    blueprint: configured("postmonitor", "{library: {library location: /lib}}") + blueprint({ one: "" }),
    plugins: { toy: toyPlugin(), site: hooks("postmonitor", { library, unnamed: `() => { throw new Error("nobody named it") }` }) },
  });
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one    toy  uploaded  0 s  results are in /project/results/EV1/one
    EV1/extra  toy  wait  0 s  held by its blueprint
    hook library: test EV1 /lib
    hook library: unchanged analysis EV1/extra
    exit code 0"
  `);
  expect(await project.show("label", "one")).toMatchInlineSnapshot(`
    "$ asimov label one
    EV1/one  answer=42  catalogued=true  products=out
    exit code 0"
  `);
  const log = (await project.run("log", "EV1/one")).stdout.split("\n").filter((line) => line.includes("catalogued"));
  expect(log.map((line) => line.replace(/^.*--watch {2}/, "")).join("\n")).toMatchInlineSnapshot(
    `"analysis EV1/one: label catalogued = true by hook library"`,
  );
}, 180_000);

test.concurrent("a hook of a site that fails, in whatever way, is a warning with its name, and changes neither exit code nor others", async ({
  expect,
  openProject,
}) => {
  const broken = {
    throws: `() => { throw new Error("no luck today") }`,
    exits: `() => process.exit(7)`,
    spins: `() => { for (;;); }`,
    applies: `(project, { apply }) => apply("kind: nonsense")`,
    changes: `(project, { apply }) => apply([{ kind: "event", name: "EV1", answer: 43 }])`,
    nothing: `(project, { apply }) => apply(7)`,
    labels: `(project, { label }) => label("EV1/one", [1])`,
    stranger: `(project, { label }) => label("EV9/one", {})`,
    object: `{}`,
    fine: `(project, { label }) => label("EV1/one", { fine: true })`,
  };
  const project = openProject({
    blueprint: configured("postmonitor", `[${Object.keys(broken).join(", ")}, absent]`) + blueprint({ one: "" }),
    plugins: { toy: toyPlugin(), site: hooks("postmonitor", broken) },
    config: "  hook timeout: 8",
  });
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  ready  0 s  applied
    warning: hook throws: asimov-site 0.3.0: postmonitor "throws" failed: no luck today
    warning: hook exits: asimov-site 0.3.0: its process ended with exit code 7 in postmonitor "exits"
    warning: hook spins: asimov-site 0.3.0: postmonitor "spins" took longer than 8 s and was ended
    warning: hook applies: asimov-site 0.3.0: "nonsense" is not a kind of blueprint.
    warning: hook changes: asimov-site 0.3.0: event EV1 is in the ledger already, with other content: event time: 1126259462.4 -> (none); answer: 42 -> 43
    warning: hook nothing: asimov-site 0.3.0: it gave 7, which is no blueprint
    warning: hook labels: asimov-site 0.3.0: it gave [1], not a map of names to text, numbers, true or false
    warning: hook stranger: asimov-site 0.3.0: there is no analysis "EV9/one". Did you mean "EV1/one"?
    warning: hook object: asimov-site 0.3.0: postmonitor "object" failed: the module's default export is no function
    warning: hook absent: the project's configuration names it under hooks.postmonitor, but it is not installed (asimov plugins)
    exit code 0"
  `);
  // While passes follow each other, the same warning is told once.
  const { stdout } = await project.start(["monitor", "--chain", "--watch"]).result;
  expect(stdout.match(/throws/g)).toHaveLength(2);
  expect(await project.show("label", "one")).toMatchInlineSnapshot(`
    "$ asimov label one
    EV1/one  fine=true
    exit code 0"
  `);
  expect(project.query("SELECT name, revision FROM subjects")).toEqual([{ name: "EV1", revision: 1 }]);
}, 180_000);

const catalogue = `async ({ event, args }, project) => args.flatMap((name) => [
  { kind: "event", name: event ?? name, "event time": 1126259462.4, source: project.settings.url },
  { kind: "analysis", name: "first", event: event ?? name, pipeline: "toy" },
])`;

test.concurrent("an applicator makes blueprints from its source, which are applied like any others", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: configured("applicator", "{catalogue: {url: https://example.org}}") + blueprint({}),
    plugins: {
      toy: toyPlugin(),
      site: hooks("applicator", {
        catalogue,
        text: `({ args }) => "kind: event\\nname: " + args[0] + "\\nevent time: soon\\n"`,
        throws: `() => { throw new Error("the catalogue does not answer") }`,
        number: `() => 7`,
      }),
    },
  });
  expect(await project.show("apply", "--plugin", "catalogue", "S1", "S2", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov apply --plugin catalogue S1 S2 --dry-run
    would be added  event S1  (applicator catalogue)
    would be added  analysis S1/first  (applicator catalogue)
    would be added  event S2  (applicator catalogue)
    would be added  analysis S2/first  (applicator catalogue)
    exit code 0"
  `);
  expect((await project.run("apply", "-p", "Catalogue", "S1")).code).toBe(0);
  expect(await project.show("apply", "-p", "catalogue", "-e", "S1", "x")).toMatchInlineSnapshot(`
    "$ asimov apply -p catalogue -e S1 x
    unchanged  event S1  (applicator catalogue)
    unchanged  analysis S1/first  (applicator catalogue)
    exit code 0"
  `);
  expect(project.query("SELECT json_extract(content, '$.source') AS source FROM subject_revisions ORDER BY id")).toEqual([
    { source: null },
    { source: "https://example.org" },
  ]);
  const told: string[] = [];
  for (const args of [["-p", "text", "S3"], ["-p", "throws"], ["-p", "number"], ["-p", "catalog"], ["S1"], []])
    told.push(await project.show("apply", ...args));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "$ asimov apply -p text S3
    error BLUEPRINT_WRONG_TYPE  applicator text:3:13
      "event time" is "soon", expected a number of at least 0, in GPS s
      Write for example "event time: 1126259462.4". asimov vocabulary show 'event time' tells more.
    exit code 1
    $ asimov apply -p throws
    error PLUGIN_ERROR  applicator throws
      asimov-site 0.3.0: applicator throws failed: the catalogue does not answer
    exit code 1
    $ asimov apply -p number
    error PLUGIN_BLUEPRINT  applicator number
      it gave 7, which is no blueprint
      Its author returns YAML text, or documents: [{ kind: "event", name: "GW150914" }].
    exit code 1
    $ asimov apply -p catalog
    error APPLICATOR_UNKNOWN
      no applicator "catalog" is installed. Did you mean "catalogue"?
      Installed: catalogue, text, throws, number (asimov plugins, group hooks.applicator).
    exit code 1
    $ asimov apply S1
    error USAGE
      what is to be applied? -f FILE or --plugin NAME is missing
      Examples: asimov apply -f GW150914.yaml; asimov apply --plugin NAME ARGUMENT
    exit code 2
    $ asimov apply
    error USAGE
      what is to be applied? -f FILE or --plugin NAME is missing
      Examples: asimov apply -f GW150914.yaml; asimov apply --plugin NAME ARGUMENT
    exit code 2"
  `);
}, 180_000);
