import fc from "fast-check";
import { expect, test } from "vitest";

import { readProvided } from "../../../src/pipeline/remote/index.ts";
import { refusal } from "../../support/refusal.ts";

const frames = { data: { "data files": { H1: "/frames/H1.gwf" }, channels: { H1: "H1:STRAIN" } } };

test("what is provided is one item or several, for those that need it when nothing is said, and nothing where there are no settings", () => {
  expect(readProvided(undefined, "GW1/frames")).toEqual([]);
  expect(readProvided([], "GW1/frames")).toEqual([]);
  expect(readProvided({ settings: {} }, "GW1/frames")).toEqual([]);
  expect(readProvided({ settings: frames }, "GW1/frames")).toEqual([{ settings: frames, scope: "needs" }]);
  expect(readProvided([{ settings: frames }, { settings: { a: null }, scope: "subject" }], "GW1/frames")).toEqual([
    { settings: frames, scope: "needs" },
    { settings: { a: null }, scope: "subject" },
  ]);
});

test("what is no such item is refused, all of it at once", async () => {
  const wrong = [7, null, [], { settings: 7 }, { data: frames }, { settings: {}, scope: "project" }, new Map([["settings", {}]])];
  expect(await refusal(() => readProvided(wrong, "GW 1/frames"))).toMatchInlineSnapshot(`
    "PROVIDED_SETTINGS_INVALID GW 1/frames
      what collectSettings returned can't be provided: an item is 7, not a map; an item is null, not a map; an item is [], not a map; "settings" is 7, not a map; "data" stands beside "settings" and "scope", and is neither; "settings" is undefined, not a map; "scope" is 'project', not "needs" or "subject"; an item is Map(1) { 'settings' => {} }, not a map
      Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect 'GW 1/frames'"
  `);
});

test("what JSON would change on its way is refused", async () => {
  const loop: { inner?: object } = {};
  loop.inner = loop;
  const settings = {
    a: Number.NaN,
    b: { c: undefined },
    d: [1, () => 1],
    e: new Date(0),
    f: 1n,
    g: new Map([["H1", 1]]),
    h: [1, undefined],
    loop,
  };
  expect(await refusal(() => readProvided({ settings }, "GW1/frames"))).toMatchInlineSnapshot(`
    "PROVIDED_SETTINGS_INVALID GW1/frames
      what collectSettings returned can't be provided: "a" is NaN, which JSON can't say; "b.c" is undefined, which JSON can't say; "d.1" is [Function (anonymous)], which JSON can't say; "e" is 1970-01-01T00:00:00.000Z, which JSON can't say; "f" is 1n, which JSON can't say; "g" is Map(1) { 'H1' => 1 }, which JSON can't say; "h.1" is undefined, which JSON can't say; "loop" is nested deeper than 100 levels
      Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect GW1/frames"
  `);
});

test("only so many settings can be provided, and only so many problems are told", async () => {
  const text = "x".repeat(1000);
  const settings = Object.fromEntries(Array.from({ length: 1100 }, (_, index) => [String(index), text]));
  expect(await refusal(() => readProvided({ settings }, "GW1/frames"))).toMatchInlineSnapshot(`
    "PROVIDED_SETTINGS_INVALID GW1/frames
      what collectSettings returned can't be provided: there are more than 1048576 characters of settings
      Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect GW1/frames"
  `);
  expect(readProvided({ settings: { text: text.repeat(1000) } }, "GW1/frames")).toHaveLength(1);
  expect(
    await refusal(() =>
      readProvided(
        Array.from({ length: 12 }, () => 7),
        "GW1/frames",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "PROVIDED_SETTINGS_INVALID GW1/frames
      what collectSettings returned can't be provided: an item is 7, not a map; an item is 7, not a map; an item is 7, not a map; an item is 7, not a map; an item is 7, not a map; an item is 7, not a map; an item is 7, not a map; an item is 7, not a map; an item is 7, not a map; an item is 7, not a map; and 2 more
      Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect GW1/frames"
  `);
});

test("settings that contradict themselves are refused where they are made", async () => {
  const twice = { quality: { "minimum frequency": { H1: 20 } }, likelihood: { "minimum frequency": { H1: 30 } } };
  expect(await refusal(() => readProvided({ settings: twice }, "GW1/frames"))).toMatchInlineSnapshot(`
    "PROVIDED_SETTINGS_INVALID GW1/frames
      what collectSettings returned can't be provided: "likelihood.minimum frequency" and "quality.minimum frequency" are the same setting, and scope "needs" has both
      Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect GW1/frames"
  `);
  const both = [{ settings: { a: 1 } }, { settings: { a: 2 }, scope: "subject" }];
  expect(await refusal(() => readProvided(both, "GW1/frames"))).toMatchInlineSnapshot(`
    "PROVIDED_SETTINGS_INVALID GW1/frames
      what collectSettings returned can't be provided: "a" is 1 (scope "needs") and 2 (scope "subject"), and none of the two is above the other
      Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect GW1/frames"
  `);
  expect(await refusal(() => readProvided([{ settings: { a: 1 } }, { settings: { b: 1 } }], "GW1/frames"))).toMatchInlineSnapshot(`
    "PROVIDED_SETTINGS_INVALID GW1/frames
      what collectSettings returned can't be provided: scope "needs" is there more than once
      Its author returns { settings: { data: { channels: { H1: "H1:STRAIN" } } } }. Then: asimov analysis resurrect GW1/frames"
  `);
});

test("whatever JSON can say is provided as it is", () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value, { minKeys: 1 }), (extra) => {
      const settings = JSON.parse(JSON.stringify({ extra })) as object;
      expect(readProvided({ settings }, "GW1/frames")).toEqual([{ settings, scope: "needs" }]);
    }),
  );
});
