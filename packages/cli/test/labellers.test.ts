import { test, blueprint, toyPlugin, type Tree } from "./support/index.ts";

/** A package with labellers by name, each the text of a function. */
function labellers(byName: Readonly<Record<string, string>>): Tree {
  const names = Object.keys(byName);
  return {
    "package.json": JSON.stringify({
      name: "asimov-labels",
      version: "0.1.0",
      type: "module",
      exports: Object.fromEntries(names.map((name) => [`./${name}`, `./${name}.js`])),
      asimov: { apiVersion: 1, labellers: Object.fromEntries(names.map((name) => [name, `./${name}`])) },
    }),
    ...Object.fromEntries(names.map((name) => [`${name}.js`, `export default ${byName[name]};\n`])),
  };
}

test.concurrent("labellers are asked when an analysis is finished, and others may need what they say", async ({ expect, openProject }) => {
  const plugins = {
    toy: toyPlugin(),
    labels: labellers({
      quality: `async (analysis) => ({ good: analysis.name === "one", answer: analysis.settings.answer, "by hand": "plugin", products: Object.keys(analysis.assets).join() })`,
    }),
  };
  const project = openProject({
    blueprint: blueprint({ one: "", two: "needs: ['label.good: true']", three: "needs: ['label.good: false']" }),
    plugins,
  });
  await project.run("label", "one", "by hand=person");
  await project.run("monitor", "--chain", "--watch");
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded", three: "uploaded" });
  expect(await project.show("label", "--where", "pipeline: toy")).toMatchInlineSnapshot(`
    "$ asimov label --where pipeline: toy
    EV1/one    answer=42  by hand=person  good=true  products=out
    EV1/two    answer=42  by hand=plugin  good=false  products=out
    EV1/three  answer=42  by hand=plugin  good=false  products=out
    exit code 0"
  `);
  const log = (await project.run("log", "EV1/two")).stdout.split("\n").filter((line) => line.includes("label"));
  expect(log.map((line) => line.replace(/^.*--watch {2}/, "")).join("\n")).toMatchInlineSnapshot(`
    "analysis EV1/two: label good = false by labeller quality
    analysis EV1/two: label answer = 42 by labeller quality
    analysis EV1/two: label by hand = "plugin" by labeller quality
    analysis EV1/two: label products = "out" by labeller quality"
  `);
});

test.concurrent("a labeller that fails, in whatever way, is told of and harms nothing", async ({ expect, openProject }) => {
  const broken = labellers({
    throws: `() => { throw new Error("no luck today") }`,
    exits: `() => process.exit(7)`,
    list: `() => [1]`,
    name: `() => ({ "a:b": 1 })`,
    object: `{}`,
    fine: `() => ({ fine: true })`,
  });
  const project = openProject({ blueprint: blueprint({ one: "" }), plugins: { toy: toyPlugin(), labels: broken } });
  const { code, stdout } = await project.run("monitor", "--chain", "--watch");
  expect([code, project.statuses()]).toEqual([0, { one: "uploaded" }]);
  expect(
    stdout
      .split("\n")
      .filter((line) => line.includes("labeller"))
      .join("\n"),
  ).toMatchInlineSnapshot(`
    "warning: EV1/one: asimov-labels 0.1.0: labeller "throws" failed: no luck today
    warning: EV1/one: asimov-labels 0.1.0: its process ended with exit code 7 in labeller "exits"
    warning: EV1/one: asimov-labels 0.1.0: labeller "list" failed: it gave [1], not a map of names to text, numbers, true or false
    warning: EV1/one: asimov-labels 0.1.0: labeller "name" failed: "a:b" is not a label
    warning: EV1/one: asimov-labels 0.1.0: labeller "object" failed: the module's default export is no function"
  `);
  expect(await project.show("label", "one")).toMatchInlineSnapshot(`
    "$ asimov label one
    EV1/one  fine=true
    exit code 0"
  `);
});
