import fc from "fast-check";
import { expect, test } from "vitest";

import { parseBlueprint } from "../../src/blueprint/index.ts";
import { differences, toYaml, valueAt, type Settings } from "../../src/settings/index.ts";
import { someSettings } from "./trees.ts";

// As the ledger keeps them.
const kept = someSettings({ nulls: true }).map((settings) => JSON.parse(JSON.stringify(settings)) as Settings);

test("settings are the same when they are written as YAML and read as a blueprint", async () => {
  await fc.assert(
    fc.asyncProperty(kept, async (settings) => {
      const text = await toYaml(settings);
      expect(parseBlueprint(text, "/work/written.yaml").map(({ content }) => content)).toEqual([settings]);
    }),
  );
});

test("texts that YAML 1.1 would read as something else are quoted", async () => {
  const settings = { a: "1e9", b: "yes", c: "n", d: "12:30", e: "2026-03-01", f: "0x1f", g: "~", h: "", i: "<<", j: "=" };
  const text = await toYaml(settings);
  expect(parseBlueprint(text, "/work/written.yaml")[0]!.content).toEqual(settings);
  expect(text).toMatchInlineSnapshot(`
    "a: "1e9"
    b: "yes"
    c: "n"
    d: "12:30"
    e: "2026-03-01"
    f: "0x1f"
    g: "~"
    h: ""
    i: <<
    j: =
    "
  `);
});

test("numbers with an exponent keep the dot without which YAML 1.1 reads them as text", async () => {
  const settings = { a: 1e21, b: -1e-7, c: 1.5e-10, d: 5e-324, e: [1e300], f: 1.5, g: 3 };
  const text = await toYaml(settings);
  expect(parseBlueprint(text, "/work/written.yaml")[0]!.content).toEqual(settings);
  expect(text).toMatchInlineSnapshot(`
    "a: 1.0e+21
    b: -1.0e-7
    c: 1.5e-10
    d: 5.0e-324
    e:
      - 1.0e+300
    f: 1.5
    g: 3
    "
  `);
});

test("two settings differ exactly where what they say is not the same", () => {
  expect(differences({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { b: 2, c: [1, 2] }, e: { f: 1 } })).toEqual([
    { path: ["a", "b"], before: 1, after: 2 },
    { path: ["d"], before: 1, after: undefined },
    { path: ["e"], before: undefined, after: { f: 1 } },
  ]);
  fc.assert(
    fc.property(kept, kept, (before, after) => {
      expect(differences(before, before)).toEqual([]);
      for (const { path, before: old, after: now } of differences(before, after)) {
        expect([valueAt(before, path), valueAt(after, path)]).toEqual([old, now]);
        expect(old).not.toEqual(now);
      }
    }),
  );
});
