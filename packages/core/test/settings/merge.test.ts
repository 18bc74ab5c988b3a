import { expect, test } from "vitest";

import { formatPath, pathKey, resolveLayers, valueAt, type Layer, type Settings } from "../../src/settings/index.ts";
import { refusal } from "../support/refusal.ts";
import { awkwardKeys } from "./trees.ts";

const layer = (name: string, settings: Settings): Layer => ({
  name,
  settings,
  place: (path) => ({ file: `/blueprints/${name}.yaml`, line: path.length, column: 1 }),
});
const settingsOf = (...layers: Settings[]): Settings => resolveLayers(layers.map((settings, index) => layer(`layer ${index}`, settings))).settings;

test("maps are merged deeply, lists and scalars as a whole", () => {
  const project = { data: { "segment length": 4, channels: { H1: "a", L1: "b" } }, interferometers: ["H1", "L1", "V1"], quality: 1 };
  const analysis = { data: { channels: { L1: "c" } }, interferometers: ["H1"], quality: 2 };
  expect(settingsOf(project, analysis)).toEqual({
    data: { "segment length": 4, channels: { H1: "a", L1: "c" } },
    interferometers: ["H1"],
    quality: 2,
  });
});

test("every leaf knows its layer and its line", () => {
  const { lineage } = resolveLayers([layer("project", { data: { a: 1, b: 2 } }), layer("analysis", { data: { b: 3 } })]);
  expect([...lineage]).toMatchInlineSnapshot(`
    [
      [
        "/data/a",
        {
          "at": {
            "column": 1,
            "file": "/blueprints/project.yaml",
            "line": 2,
          },
          "layer": "project",
        },
      ],
      [
        "/data/b",
        {
          "at": {
            "column": 1,
            "file": "/blueprints/analysis.yaml",
            "line": 2,
          },
          "layer": "analysis",
        },
      ],
    ]
  `);
});

test("null cuts away all that lies below, and a later layer may begin anew", () => {
  expect(settingsOf({ psds: { H1: "x", L1: "y" } }, { psds: null })).toEqual({});
  expect(settingsOf({ psds: { H1: "x", L1: "y" } }, { psds: { H1: null } })).toEqual({ psds: { L1: "y" } });
  expect(settingsOf({ psds: { H1: "x" } }, { psds: null }, { psds: { V1: "z" } })).toEqual({ psds: { V1: "z" } });
  expect(settingsOf({ psds: { H1: "x" } }, { psds: null }, { psds: "none" })).toEqual({ psds: "none" });
  expect(settingsOf({ never: null })).toEqual({});
});

test("what was cut away leaves no origin behind", () => {
  const cut = resolveLayers([layer("project", { psds: { H1: "x", L1: "y" } }), layer("analysis", { psds: null })]);
  expect([...cut.lineage]).toEqual([]);
  const emptied = resolveLayers([layer("project", { psds: { H1: "x" } }), layer("analysis", { psds: { H1: null } })]);
  expect(emptied.settings).toEqual({ psds: {} });
  expect([...emptied.lineage]).toEqual([["/psds", { layer: "project", at: { file: "/blueprints/project.yaml", line: 1, column: 1 } }]]);
});

test("null in a list is a value", () => {
  expect(settingsOf({ list: [1, null] })).toEqual({ list: [1, null] });
});

test("an empty map is a leaf until something is in it", () => {
  const origins = (...all: Settings[]): unknown =>
    [...resolveLayers(all.map((settings, index) => ({ name: String(index), settings }))).lineage].map(([key, { layer }]) => [key, layer]);
  expect(origins({ a: {} })).toEqual([["/a", "0"]]);
  expect(origins({ a: {} }, { a: {} })).toEqual([["/a", "0"]]);
  expect(origins({ a: {} }, { a: { b: 1 } })).toEqual([["/a/b", "1"]]);
  expect(origins({ a: { b: 1 } }, { a: {} })).toEqual([["/a/b", "0"]]);
  expect(origins({ a: { b: null } })).toEqual([["/a", "0"]]);
});

test("a map against a single value is refused in both directions, with both places", async () => {
  const map = layer("map", { data: { channels: { H1: "x" } } });
  const value = layer("value", { data: { channels: "all" } });
  expect(await refusal(() => resolveLayers([map, value]))).toMatchInlineSnapshot(`
    "SETTINGS_MAP_AGAINST_VALUE /blueprints/value.yaml:2:1
      "data.channels" is a single value in value, but not in map (/blueprints/map.yaml:2:1)
      Give it the same form in both, or cut the lower one away first with "channels: null"."
  `);
  expect(await refusal(() => resolveLayers([value, map]))).toMatchInlineSnapshot(`
    "SETTINGS_MAP_AGAINST_VALUE /blueprints/map.yaml:2:1
      "data.channels" is a map in map, but not in value (/blueprints/value.yaml:2:1)
      Give it the same form in both, or cut the lower one away first with "channels: null"."
  `);
  const list = layer("list", { data: { channels: ["x"] } });
  expect(await refusal(() => resolveLayers([list, map]))).toMatchInlineSnapshot(`
    "SETTINGS_MAP_AGAINST_VALUE /blueprints/map.yaml:2:1
      "data.channels" is a map in map, but not in list (/blueprints/list.yaml:2:1)
      Give it the same form in both, or cut the lower one away first with "channels: null"."
  `);
  expect(await refusal(() => resolveLayers([layer("empty map", { data: { channels: {} } }), value]))).toMatchInlineSnapshot(`
    "SETTINGS_MAP_AGAINST_VALUE /blueprints/value.yaml:2:1
      "data.channels" is a single value in value, but not in empty map (/blueprints/empty map.yaml:2:1)
      Give it the same form in both, or cut the lower one away first with "channels: null"."
  `);
});

test("a map against a value of which only the file, or nothing, is known", async () => {
  const above = { name: "above", settings: { data: { a: 1 } } };
  expect(await refusal(() => resolveLayers([{ name: "below", settings: { data: 1 }, place: () => ({ file: "/b.yaml" }) }, above])))
    .toMatchInlineSnapshot(`
    "SETTINGS_MAP_AGAINST_VALUE nowhere
      "data" is a map in above, but not in below (/b.yaml)
      Give it the same form in both, or cut the lower one away first with "data: null"."
  `);
  expect(await refusal(() => resolveLayers([{ name: "below", settings: { data: 1 } }, above]))).toMatchInlineSnapshot(`
    "SETTINGS_MAP_AGAINST_VALUE nowhere
      "data" is a map in above, but not in below
      Give it the same form in both, or cut the lower one away first with "data: null"."
  `);
});

test("all conflicts are told at once, and one that a higher layer cuts away does not matter", async () => {
  const one = layer("one", { a: 1, b: { c: 1 }, d: 1 });
  const other = layer("other", { a: { c: 1 }, b: 1, d: { c: 1 } });
  expect(await refusal(() => resolveLayers([one, other, layer("above", { d: null })]))).toMatchInlineSnapshot(`
    "SETTINGS_MAP_AGAINST_VALUE /blueprints/other.yaml:1:1
      "a" is a map in other, but not in one (/blueprints/one.yaml:1:1)
      Give it the same form in both, or cut the lower one away first with "a: null".
    SETTINGS_MAP_AGAINST_VALUE /blueprints/other.yaml:1:1
      "b" is a single value in other, but not in one (/blueprints/one.yaml:1:1)
      Give it the same form in both, or cut the lower one away first with "b: null"."
  `);
  expect(resolveLayers([one, other, layer("above", { a: null, b: null, d: null }), layer("last", { a: { e: 2 }, b: 2 })]).settings).toEqual({
    a: { e: 2 },
    b: 2,
  });
});

test("a list against a scalar is no conflict", () => {
  expect(settingsOf({ detectors: "H1" }, { detectors: ["H1", "L1"] })).toEqual({ detectors: ["H1", "L1"] });
});

test("keys of any kind are ordinary keys", () => {
  const nested = (value: number): Settings => Object.fromEntries(awkwardKeys.map((key) => [key, Object.fromEntries([["__proto__", value]])]));
  const { settings, lineage } = resolveLayers([layer("below", nested(1)), layer("above", nested(2))]);
  expect(Object.keys(settings).sort()).toEqual([...awkwardKeys].sort());
  for (const key of awkwardKeys) expect(valueAt(settings, [key, "__proto__"])).toBe(2);
  expect(lineage.size).toBe(awkwardKeys.length);
  expect(({} as Record<string, unknown>)["2"]).toBeUndefined();
  expect(valueAt({}, ["constructor"])).toBeUndefined();
  expect(valueAt({ a: "text" }, ["a", "length"])).toBeUndefined();
});

test("paths as keys and as text", () => {
  expect(pathKey([])).toBe("");
  expect(pathKey(["a/b", "~1", "c d"])).toBe("/a~1b/~01/c d");
  expect(pathKey(["a", "b"])).not.toBe(pathKey(["a/b"]));
  expect(formatPath(["data", "segment length"])).toBe("data.segment length");
});
