import { describe, expect, test } from "vitest";

import { placeIn } from "../../../src/settings/index.ts";
import { contents, expandText } from "./support.ts";

describe("combinations", () => {
  test("are the product of the lists, the first one varying slowest", () => {
    expect(contents("{a.x: [1, 2], b: [yes, text]}", "name: pe-{a.x}-{b}\na: {y: 0}\n")).toEqual([
      { kind: "analysis", name: "pe-1-true", a: { y: 0, x: 1 }, b: true },
      { kind: "analysis", name: "pe-1-text", a: { y: 0, x: 1 }, b: "text" },
      { kind: "analysis", name: "pe-2-true", a: { y: 0, x: 2 }, b: true },
      { kind: "analysis", name: "pe-2-text", a: { y: 0, x: 2 }, b: "text" },
    ]);
  });

  test("of paths that vary together count as one, in its place of the order", () => {
    const names = contents("{a: [1, 2], zip: {b: [3, 4], c.d: [5, 6]}, e: [7, 8]}", "name: '{a}{b}{c.d}{e}'\n").map(nameOf);
    expect(names).toEqual(["1357", "1358", "1467", "1468", "2357", "2358", "2467", "2468"]);
    expect(contents("{zip: [{a: [1, 2], b: [3, 4]}, {c: [5, 6], d: [7, 8]}]}", "name: '{a}{b}{c}{d}'\n").map(nameOf)).toEqual([
      "1357",
      "1368",
      "2457",
      "2468",
    ]);
  });

  test("are left out, and added at the end as they are", () => {
    const strategy = "{a: [1, 2, 3], b: [x, y], exclude: [{a: 2}, {b: y, a: 3}], include: [{b: y, a: 9}, {a: 2, b: z}]}";
    expect(contents(strategy, "name: '{a}{b}'\n").map(nameOf)).toEqual(["1x", "1y", "3x", "9y", "2z"]);
  });

  test("may all be written out", () => {
    expect(contents("{include: [{a: 1}, {a: 5}]}", "name: 'pe{a}'\n").map(nameOf)).toEqual(["pe1", "pe5"]);
  });

  test("may set whole maps and lists, null, the name and the event", () => {
    expect(contents("{zip: {data: [{a: [1]}, null], name: [one, two]}, event: [GW1, GW2]}", "data: {b: 2}\n")).toEqual([
      { kind: "analysis", name: "one", event: "GW1", data: { a: [1] } },
      { kind: "analysis", name: "one", event: "GW2", data: { a: [1] } },
      { kind: "analysis", name: "two", event: "GW1", data: null },
      { kind: "analysis", name: "two", event: "GW2", data: null },
    ]);
  });

  test("may be more than a thousand when the strategy says so", () => {
    const list = JSON.stringify([...Array(40).keys()]);
    expect(contents(`{a: ${list}, b: ${list}, limit: 1600}`, "name: '{a}-{b}'\n").length).toBe(1600);
  });

  test("keep keys that mean something to JavaScript as ordinary keys", () => {
    const [content] = contents("{__proto__.polluted: [1], constructor.name: [2]}");
    expect(JSON.stringify(content)).toBe('{"kind":"analysis","name":"pe","__proto__":{"polluted":1},"constructor":{"name":2}}');
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("placeholders", () => {
  test("are replaced in every text, in the shortest form of the value", () => {
    const more = [
      "name: 'pe-{a.b}'",
      "comment: '{a.b} and {a.b}, {flag}, {nothing}'",
      "needs: ['psd-{a.b}', {name: 'x{flag}', optional: true}]",
      "scheduler: {'{a.b}': 1, tag: 'on {flag}'}",
    ].join("\n");
    expect(contents("{a.b: [1.0, 1.50, 1.e-7, XPHM], flag: [No], nothing: [null]}", `${more}\n`)).toMatchObject([
      {
        name: "pe-1",
        comment: "1 and 1, false, null",
        needs: ["psd-1", { name: "xfalse", optional: true }],
        scheduler: { "{a.b}": 1, tag: "on false" },
      },
      { name: "pe-1.5" },
      { name: "pe-1e-7" },
      { name: "pe-XPHM" },
    ]);
  });

  test("that are doubled are braces, and braces that hold nothing stay", () => {
    const [content] = contents("{a: [1]}", "name: pe\ncomment: '{{a}} {a} } {'\njson: '{\"x\": {{\"y\": {a}}}}'\n".replace('{{"y": {a}}}', "{{y}}"));
    expect(content).toMatchObject({ comment: "{a} 1 } {", json: '{"x": {y}}' });
  });

  test("may stand in values of the strategy, which fill others as they are", () => {
    expect(contents("{a: [1, 2], web: ['/x/{a}'], b: ['{{c}}']}", "name: 'pe-{a}-{b}'\n")).toMatchObject([
      { name: "pe-1-{c}", web: "/x/1", b: "{c}" },
      { name: "pe-2-{c}", web: "/x/2", b: "{c}" },
    ]);
  });

  test("mean nothing without a strategy", () => {
    expect(expandText("kind: analysis\nname: 'pe-{a}'\n")[0]?.content).toEqual({ kind: "analysis", name: "pe-{a}" });
  });
});

test("values of the strategy have the places of their elements, all others keep theirs", () => {
  const [, second] = expandText(
    "kind: analysis\nname: 'pe-{a.x}'\na:\n  x: {old: 1}\n  y: 2\nstrategy:\n  a.x:\n  - 1\n  - 2\n  zip:\n    c.d: [{e: [3]}]\n",
  );
  expect(second?.content).toEqual({ kind: "analysis", name: "pe-2", a: { x: 2, y: 2 }, c: { d: { e: [3] } } });
  expect(second?.source.places).toMatchInlineSnapshot(`
    {
      "": [
        1,
        1,
      ],
      "/a": [
        3,
        1,
      ],
      "/a/x": [
        9,
        5,
      ],
      "/a/y": [
        5,
        6,
        3,
      ],
      "/c/d": [
        11,
        11,
      ],
      "/c/d/e": [
        11,
        12,
      ],
      "/c/d/e/0": [
        11,
        16,
      ],
      "/kind": [
        1,
        7,
        1,
      ],
      "/name": [
        2,
        7,
        1,
      ],
    }
  `);
  const [merged] = expandText("kind: analysis\nname: pe\nbase: &s\n  a: [1]\nstrategy: *s\n");
  expect(placeIn(merged!.source, ["a"])).toEqual({ file: "/work/blueprint.yaml", line: 5, column: 11 });
});

function nameOf(content: unknown): unknown {
  return (content as { name: unknown }).name;
}
