import { expect, test } from "vitest";

import { parseNeeds, type Need } from "../../src/analysis/index.ts";
import type { Value } from "../../src/settings/index.ts";
import { refusal } from "../support/refusal.ts";

const read = (value: Value | undefined): readonly Need[] =>
  parseNeeds(value, (index) => ({ file: "/work/b.yaml", line: 5, column: index === undefined ? 1 : index + 2 }));
const refused = (value: Value): Promise<string> => refusal(() => read(value));

test("nothing needed", () => {
  expect([read(undefined), read(null), read([])]).toEqual([[], [], []]);
});

test("names, and maps with a name", () => {
  const plain = { optional: false, until: "products" };
  expect(read(["psd", "name: psd 2", { name: "psd-3" }])).toEqual([
    { name: "psd", ...plain },
    { name: "psd 2", ...plain },
    { name: "psd-3", ...plain },
  ]);
});

test("optional needs, and needs that wait for the store", () => {
  expect(
    read([
      { name: "a", optional: true },
      { name: "b", until: "uploaded" },
      { name: "c", until: "finished", optional: false },
    ]),
  ).toEqual([
    { name: "a", optional: true, until: "products" },
    { name: "b", optional: false, until: "uploaded" },
    { name: "c", optional: false, until: "products" },
  ]);
});

test("needs that are not a list", async () => {
  expect(await refused("psd")).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/b.yaml:5:1
      "needs" is "psd", not a list
      Write a list of names of analyses of the same event: "needs: [psd]", or maps: "needs: [{name: psd, optional: true}]"."
  `);
  expect(await refused({ name: "psd" })).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/b.yaml:5:1
      "needs" is {"name":"psd"}, not a list
      Write a list of names of analyses of the same event: "needs: [psd]", or maps: "needs: [{name: psd, optional: true}]"."
  `);
});

test("items of other forms, each at its own place", async () => {
  const items: readonly Value[] = [1, null, true, [], ["a", "b"], {}, { name: 1 }, { name: "a", optional: "yes" }, { name: "a", until: "tomorrow" }];
  const told = await Promise.all(items.map((item, index) => refused([...Array.from({ length: index }, () => "psd"), item])));
  expect(told.map((text) => text.split("\n").slice(0, 2).join("\n")).join("\n")).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/b.yaml:5:2
      1 is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:3
      null is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:4
      true is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:5
      [] is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:6
      ["a","b"] is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:7
      {} is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:8
      {"name":1} is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:9
      {"name":"a","optional":"yes"} is not an item of "needs"
    NEEDS_INVALID /work/b.yaml:5:10
      {"name":"a","until":"tomorrow"} is not an item of "needs""
  `);
});

test("conditions that are not built yet are refused rather than taken for a name", async () => {
  const items: readonly Value[] = [
    "pipeline: bilby",
    "status: finished",
    "name: !psd",
    "!psd",
    { pipeline: "bilby" },
    { name: "a", pipeline: "bilby" },
    "",
  ];
  const told = await Promise.all(items.map((item) => refused([item])));
  expect(told.map((text) => text.split("\n")[1] ?? text).join("\n")).toMatchInlineSnapshot(`
    "  "pipeline: bilby" is not an item of "needs"
      "status: finished" is not an item of "needs"
      "name: !psd" is not an item of "needs"
      "!psd" is not an item of "needs"
      {"pipeline":"bilby"} is not an item of "needs"
      {"name":"a","pipeline":"bilby"} is not an item of "needs"
      "" is not an item of "needs""
  `);
});
