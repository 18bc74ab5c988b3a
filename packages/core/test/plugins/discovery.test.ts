import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { defaultsOf, discoverPlugins, entriesOf, groups, importPlugin, type Discovery, type DiscoveryOptions } from "../../src/plugins/index.ts";
import { describeError, refusal } from "../support/refusal.ts";
import { directoryWith, type Tree } from "../support/tree.ts";

/** The `package.json` of a plugin that offers the pipelines named. */
function plugin(name: string, pipelines: readonly string[], more: object = {}): object {
  const entries = Object.fromEntries(pipelines.map((pipeline) => [pipeline, "."]));
  return { name, version: "1.0.0", exports: { ".": "./index.js" }, asimov: { apiVersion: 1, pipelines: entries }, ...more };
}

/** What is found from `project` in a directory with `tree`, with the directory written as `/work`, and nothing of this repository's own. */
function discover(tree: Tree, options: (directory: string) => Partial<DiscoveryOptions> = () => ({}), prepare?: (directory: string) => void): string {
  const directory = directoryWith({ "project/.asimov/config.yaml": "", ...tree });
  prepare?.(directory);
  const found = discoverPlugins({ projectDirectory: join(directory, "project"), env: {}, ...options(directory) });
  return describeDiscovery(found, directory);
}

function describeDiscovery({ entries, shadowed, problems, packages }: Discovery, directory: string): string {
  const inside = (path: string): boolean => path.startsWith(directory);
  return [
    ...packages.filter(({ foundAt }) => inside(foundAt)).map(({ name, version, foundAt }) => `package ${name} ${version} at ${foundAt}`),
    ...entries
      .filter((entry) => inside(entry.package.foundAt))
      .map((entry) => `entry ${entry.group} ${entry.name} of ${entry.package.name}: ${entry.module}`),
    ...shadowed
      .filter(({ entry }) => inside(entry.package.foundAt))
      .map(({ entry, by }) => `shadowed ${entry.group} ${entry.name} of ${entry.package.name} by ${by.package.name}`),
    ...problems.map(describeError),
  ]
    .join("\n")
    .replaceAll(directory, "/work");
}

describe("where plugins are found", () => {
  test("in the project's node_modules and those above it, with and without a scope", () => {
    const tree = {
      "project/node_modules/near/package.json": plugin("near", ["one"]),
      "node_modules/@scope/far/package.json": plugin("@scope/far", ["two"]),
      "node_modules/other/package.json": { name: "other", keywords: ["asimov"] },
      "node_modules/.hidden/package.json": plugin("hidden", ["three"]),
      "node_modules/file": "not a folder",
      "node_modules/@scope/README": "not a folder",
    };
    expect(discover(tree)).toMatchInlineSnapshot(`
      "package near 1.0.0 at /work/project/node_modules/near
      package @scope/far 1.0.0 at /work/node_modules/@scope/far
      entry pipelines one of near: file:///work/project/node_modules/near/index.js
      entry pipelines two of @scope/far: file:///work/node_modules/@scope/far/index.js"
    `);
  });

  test("in ASIMOV_PLUGIN_PATH first, a package or a folder of packages", () => {
    const tree = {
      "own/package.json": plugin("own", ["one"]),
      "many/a/package.json": plugin("a", ["two"]),
      "many/@scope/b/package.json": plugin("@scope/b", ["three"]),
      "project/node_modules/near/package.json": plugin("near", ["one", "four"]),
    };
    const env = (directory: string): object => ({ env: { ASIMOV_PLUGIN_PATH: `${directory}/own::${directory}/many:${directory}/nothing` } });
    expect(discover(tree, env)).toMatchInlineSnapshot(`
      "package own 1.0.0 at /work/own
      package @scope/b 1.0.0 at /work/many/@scope/b
      package a 1.0.0 at /work/many/a
      package near 1.0.0 at /work/project/node_modules/near
      entry pipelines one of own: file:///work/own/index.js
      entry pipelines three of @scope/b: file:///work/many/@scope/b/index.js
      entry pipelines two of a: file:///work/many/a/index.js
      entry pipelines four of near: file:///work/project/node_modules/near/index.js
      shadowed pipelines one of near by own"
    `);
  });

  test("beside the launcher as it was called, and in NODE_PATH last", () => {
    const tree = {
      "global/lib/node_modules/tool/package.json": plugin("tool", ["one"]),
      "global/lib/node_modules/cli/bin.js": "",
      "extra/plug/package.json": plugin("plug", ["one", "two"]),
    };
    const options = (directory: string): Partial<DiscoveryOptions> => ({
      launcher: join(directory, "global/lib/node_modules/cli/bin.js"),
      env: { NODE_PATH: `${directory}/extra` },
    });
    expect(discover(tree, options)).toMatchInlineSnapshot(`
      "package tool 1.0.0 at /work/global/lib/node_modules/tool
      package plug 1.0.0 at /work/extra/plug
      entry pipelines one of tool: file:///work/global/lib/node_modules/tool/index.js
      entry pipelines two of plug: file:///work/extra/plug/index.js
      shadowed pipelines one of plug by tool"
    `);
  });

  test("in a node_modules that happens to be a package itself", () => {
    const tree = { "node_modules/package.json": { name: "x" }, "node_modules/near/package.json": plugin("near", ["one"]) };
    expect(discover(tree)).toContain("entry pipelines one of near");
  });
});

test("the nearest owner of a name counts, in any case of letters, and the others are told", () => {
  const tree = {
    "project/node_modules/near/package.json": plugin("near", ["Bilby"]),
    "node_modules/far/package.json": plugin("far", ["bilby", "rift"]),
  };
  expect(discover(tree)).toMatchInlineSnapshot(`
    "package near 1.0.0 at /work/project/node_modules/near
    package far 1.0.0 at /work/node_modules/far
    entry pipelines bilby of near: file:///work/project/node_modules/near/index.js
    entry pipelines rift of far: file:///work/node_modules/far/index.js
    shadowed pipelines bilby of far by near"
  `);
});

test("the same name in another group is another thing", () => {
  const asimov = { apiVersion: 1, pipelines: { x: "." }, schedulers: { x: "." } };
  expect(discover({ "node_modules/a/package.json": plugin("a", [], { asimov }) })).toMatchInlineSnapshot(`
    "package a 1.0.0 at /work/node_modules/a
    entry pipelines x of a: file:///work/node_modules/a/index.js
    entry schedulers x of a: file:///work/node_modules/a/index.js"
  `);
});

describe("symbolic links", () => {
  const link = (from: string, to: string) => (directory: string) => {
    mkdirSync(dirname(join(directory, to)), { recursive: true });
    symlinkSync(join(directory, from), join(directory, to));
  };

  test("a package that is linked from two places is one", () => {
    const tree = { "store/near/package.json": plugin("near", ["one"]) };
    const prepare = (directory: string): void => {
      link("store/near", "project/node_modules/near")(directory);
      link("store/near", "node_modules/@scope/near")(directory);
    };
    expect(discover(tree, undefined, prepare)).toMatchInlineSnapshot(`
      "package near 1.0.0 at /work/project/node_modules/near
      entry pipelines one of near: file:///work/store/near/index.js"
    `);
  });

  test("a link to what was removed, and a link to itself, are no packages", () => {
    const tree = { "node_modules/near/package.json": plugin("near", ["one"]) };
    const prepare = (directory: string): void => {
      link("nowhere", "node_modules/gone")(directory);
      link("nowhere", "node_modules/@scope/gone")(directory);
      link("node_modules/itself", "node_modules/itself")(directory);
      link("nowhere", "project/node_modules")(directory);
    };
    expect(discover(tree, undefined, prepare)).toBe(
      "package near 1.0.0 at /work/node_modules/near\nentry pipelines one of near: file:///work/node_modules/near/index.js",
    );
  });
});

describe("packages that can't be used hurt nobody else", () => {
  test("a package.json that can't be read", () => {
    const tree = {
      "node_modules/broken/package.json": '{ "asimov": { "apiVersion": 1, ',
      "node_modules/near/package.json": plugin("near", ["one"]),
      "node_modules/strange/package.json/file": "",
    };
    const told = discover(tree);
    expect(told.replace(/JSON at position.*/, "JSON ...")).toMatchInlineSnapshot(`
      "package near 1.0.0 at /work/node_modules/near
      entry pipelines one of near: file:///work/node_modules/near/index.js
      PLUGIN_MANIFEST /work/node_modules/broken/package.json
        not readable as JSON: Expected double-quoted property name in JSON ...
        Install the package again.
      PLUGIN_MANIFEST /work/node_modules/strange/package.json
        not readable: EISDIR: illegal operation on a directory, read
        Install the package again."
    `);
  });

  test("another version of the contract, or none", () => {
    const tree = {
      "node_modules/newer/package.json": plugin("newer", [], { asimov: { apiVersion: 2, pipelines: { one: "." } } }),
      "node_modules/none/package.json": plugin("none", [], { asimov: { pipelines: { two: "." } } }),
    };
    expect(discover(tree)).toMatchInlineSnapshot(`
      "package newer 1.0.0 at /work/node_modules/newer
      package none 1.0.0 at /work/node_modules/none
      PLUGIN_API_VERSION /work/node_modules/newer/package.json
        newer 1.0.0 was written for version 2 of the contract, this core speaks 1
        Update the older of the two: npm install newer@latest @asimov-gw/core@latest
      PLUGIN_API_VERSION /work/node_modules/none/package.json
        none 1.0.0 was written for version undefined of the contract, this core speaks 1
        Update the older of the two: npm install none@latest @asimov-gw/core@latest"
    `);
  });

  test("entries that are not among the exports, or lead out of the package", () => {
    const asimov = {
      apiVersion: 1,
      pipelines: { hidden: "./src/secret.js", missing: "./nope", wrong: 5, path: "../other/index.js", out: "./out", deep: "./deep", good: "." },
    };
    const exports = { ".": { types: "./index.d.ts", default: "./index.js" }, "./out": "../../evil.js", "./deep": "./node_modules/x/index.js" };
    expect(discover({ "node_modules/a/package.json": plugin("a", [], { asimov, exports }) })).toMatchInlineSnapshot(`
      "package a 1.0.0 at /work/node_modules/a
      entry pipelines good of a: file:///work/node_modules/a/index.js
      PLUGIN_ENTRY /work/node_modules/a/package.json
        entry point "hidden" of group "pipelines" names "./src/secret.js", which is not among the package's exports
        Name a key of "exports", such as ".".
      PLUGIN_ENTRY /work/node_modules/a/package.json
        entry point "missing" of group "pipelines" names "./nope", which is not among the package's exports
        Name a key of "exports", such as ".".
      PLUGIN_ENTRY /work/node_modules/a/package.json
        entry point "wrong" of group "pipelines" names 5, which is not among the package's exports
        Name a key of "exports", such as ".".
      PLUGIN_ENTRY /work/node_modules/a/package.json
        entry point "path" of group "pipelines" names "../other/index.js", which is not among the package's exports
        Name a key of "exports", such as ".".
      PLUGIN_ENTRY /work/node_modules/a/package.json
        entry point "out" of group "pipelines" names "./out", which is not among the package's exports
        Name a key of "exports", such as ".".
      PLUGIN_ENTRY /work/node_modules/a/package.json
        entry point "deep" of group "pipelines" names "./deep", which is not among the package's exports
        Name a key of "exports", such as "."."
    `);
  });

  test("a package without exports", () => {
    expect(discover({ "node_modules/a/package.json": plugin("a", ["one"], { exports: undefined, main: "index.js" }) })).toMatchInlineSnapshot(`
      "package a 1.0.0 at /work/node_modules/a
      PLUGIN_ENTRY /work/node_modules/a/package.json
        entry point "one" of group "pipelines" names ".", which is not among the package's exports
        Name a key of "exports", such as "."."
    `);
  });

  test("manifests of other forms", () => {
    const tree = {
      "node_modules/a/package.json": { name: "a", asimov: "yes" },
      "node_modules/b/package.json": { name: "b", asimov: [1] },
      "node_modules/c/package.json": plugin("c", [], { asimov: { apiVersion: 1, pipelines: ["."], schedulers: null } }),
      "node_modules/d/package.json": plugin("", ["one"], { name: undefined, version: 5 }),
      "node_modules/e/package.json": '["asimov"]',
    };
    expect(discover(tree)).toMatchInlineSnapshot(`
      "package c 1.0.0 at /work/node_modules/c
      package (no name) 0.0.0 at /work/node_modules/d
      entry pipelines one of (no name): file:///work/node_modules/d/index.js"
    `);
  });
});

test("hooks are written as a map in a map, or with the dot", () => {
  const asimov = (hooks: object): object => ({ apiVersion: 1, ...hooks });
  const tree = {
    "node_modules/a/package.json": plugin("a", [], { asimov: asimov({ hooks: { postmonitor: { one: "." }, applicator: { two: "." } } }) }),
    "node_modules/b/package.json": plugin("b", [], { asimov: asimov({ "hooks.postmonitor": { three: "." } }) }),
  };
  expect(discover(tree)).toMatchInlineSnapshot(`
    "package a 1.0.0 at /work/node_modules/a
    package b 1.0.0 at /work/node_modules/b
    entry hooks.postmonitor one of a: file:///work/node_modules/a/index.js
    entry hooks.applicator two of a: file:///work/node_modules/a/index.js
    entry hooks.postmonitor three of b: file:///work/node_modules/b/index.js"
  `);
});

test("defaults of a package's own pipelines are read as data, and wrong ones told", () => {
  const asimov = (defaults: unknown): object => ({ asimov: { apiVersion: 1, pipelines: { One: ".", two: "." }, defaults } });
  const tree = {
    "project/node_modules/good/package.json": plugin("good", [], asimov({ one: { likelihood: { "sample rate": 2048 } } })),
    "project/node_modules/later/package.json": plugin("later", [], asimov({ one: { a: 1 }, two: 3, three: {} })),
    "project/node_modules/list/package.json": plugin("list", [], asimov(["one"])),
  };
  const directory = directoryWith({ "project/.asimov/config.yaml": "", ...tree });
  const discovery = discoverPlugins({ projectDirectory: join(directory, "project"), env: {} });
  const file = join(directory, "project/node_modules/good/package.json");
  expect(defaultsOf(discovery, "one")).toEqual({ settings: { likelihood: { "sample rate": 2048 } }, file });
  expect([defaultsOf(discovery, "two"), defaultsOf(discovery, "none")]).toEqual([undefined, undefined]);
  expect(discover(tree)).toMatchInlineSnapshot(`
    "package good 1.0.0 at /work/project/node_modules/good
    package later 1.0.0 at /work/project/node_modules/later
    package list 1.0.0 at /work/project/node_modules/list
    entry pipelines one of good: file:///work/project/node_modules/good/index.js
    entry pipelines two of good: file:///work/project/node_modules/good/index.js
    shadowed pipelines one of later by good
    shadowed pipelines two of later by good
    shadowed pipelines one of list by good
    shadowed pipelines two of list by good
    PLUGIN_DEFAULTS /work/project/node_modules/later/package.json
      its defaults of pipeline "two" are 3, not a map
      Its author writes settings by pipeline: "defaults": {"NAME": {"likelihood": {"sample rate": 2048}}}.
    PLUGIN_DEFAULTS /work/project/node_modules/later/package.json
      it has defaults of pipeline "three", which is not one of its own
      Its author writes settings by pipeline: "defaults": {"NAME": {"likelihood": {"sample rate": 2048}}}.
    PLUGIN_DEFAULTS /work/project/node_modules/list/package.json
      "defaults" is ["one"], not a map
      Its author writes settings by pipeline: "defaults": {"NAME": {"likelihood": {"sample rate": 2048}}}."
  `);
});

test("every group is known, and given by name", () => {
  const asimov = { apiVersion: 1, ...Object.fromEntries(groups.map((group) => [group, { one: "." }])) };
  const directory = directoryWith({ "node_modules/a/package.json": plugin("a", [], { asimov }) });
  const found = discoverPlugins({ projectDirectory: directory, env: {} });
  for (const group of groups) expect(entriesOf(found, group).get("one")).toMatchObject({ group, package: { name: "a" } });
  expect(entriesOf(found, "pipelines").get("constructor")).toBeUndefined();
});

test("nothing of a plugin is run to find it; importing it runs it", async () => {
  const code = 'import { writeFileSync } from "node:fs"; writeFileSync(new URL("ran", import.meta.url), ""); export default { five: 5 };';
  const directory = directoryWith({ "node_modules/a/package.json": plugin("a", ["one"], { type: "module" }), "node_modules/a/index.js": code });
  const entry = entriesOf(discoverPlugins({ projectDirectory: directory, env: {} }), "pipelines").get("one")!;
  expect(existsSync(join(directory, "node_modules/a/ran"))).toBe(false);
  expect(await importPlugin(entry.module)).toMatchObject({ default: { five: 5 } });
  expect(existsSync(join(directory, "node_modules/a/ran"))).toBe(true);
});

test("a module that can't be loaded", async () => {
  const directory = directoryWith({ "broken.mjs": 'throw new Error("no licence");' });
  expect(await refusal(() => importPlugin(`file://${directory}/broken.mjs`), directory)).toMatchInlineSnapshot(`
    "PLUGIN_LOAD_FAILED file:///work/broken.mjs
      no licence
      Reinstall the package, or report it to its author: asimov plugins shows where it comes from."
  `);
  expect(await refusal(() => importPlugin(`file://${directory}/nothing.mjs`), directory)).toContain(
    "PLUGIN_LOAD_FAILED /work/nothing.mjs".replace("/work", "file:///work"),
  );
});
