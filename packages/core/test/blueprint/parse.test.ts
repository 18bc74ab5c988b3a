import { expect, test } from "vitest";

import { parseBlueprint, type BlueprintDocument } from "../../src/blueprint/index.ts";
import { placeIn } from "../../src/settings/index.ts";
import { sha256 } from "../../src/system/index.ts";

function only(text: string): BlueprintDocument {
  const documents = parseBlueprint(text, "/work/b.yaml");
  expect(documents).toHaveLength(1);
  return documents[0]!;
}

const content = (text: string): unknown => only(text).content;

test("YAML 1.1 booleans are booleans; single letters stay text, as the reference's reader has them", () => {
  expect(content("a: yes\nb: No\nc: on\nd: OFF\ne: true\nf: y\ng: n\nh: 'yes'\ni: yEs\n")).toEqual({
    a: true,
    b: false,
    c: true,
    d: false,
    e: true,
    f: "y",
    g: "n",
    h: "yes",
    i: "yEs",
  });
  expect(content("x: 1\ny: 2\nn: 3\n")).toEqual({ x: 1, y: 2, n: 3 });
});

test("numbers, also as YAML 1.1 writes them", () => {
  expect(content("a: 1126259462.4\nb: 1_000\nc: 010\nd: 0x1F\ne: 1.5e+9\nf: -3\ng: '5'\n")).toEqual({
    a: 1126259462.4,
    b: 1000,
    c: 8,
    d: 31,
    e: 1.5e9,
    f: -3,
    g: "5",
  });
});

test("what the reference's reader takes for text, although it looks like a number", () => {
  const text = "a: 1e9\nb: 1.5e9\nc: 1e+9\nd: 08\ne: 09:50:45\nf: .\ng: 1:99\nh: -1e-3\n";
  expect(content(text)).toEqual({ a: "1e9", b: "1.5e9", c: "1e+9", d: "08", e: "09:50:45", f: ".", g: "1:99", h: "-1e-3" });
  expect(content("a: .5\nb: 5.\nc: 0\nd: -0.5\ne: 12:30:45\nf: 1:30.5\ng: 1.e-3\nh: .5E+1\n")).toEqual({
    a: 0.5,
    b: 5,
    c: 0,
    d: -0.5,
    e: 45045,
    f: 90.5,
    g: 0.001,
    h: 5,
  });
});

test("dates stay text", () => {
  expect(content("a: 2015-09-14\nb: 2015-09-14T09:50:45Z\nc: 2015-09-14 09:50:45\n")).toEqual({
    a: "2015-09-14",
    b: "2015-09-14T09:50:45Z",
    c: "2015-09-14 09:50:45",
  });
});

test("merge keys and aliases", () => {
  const text = "base: &base {x: 1, z: 2}\none:\n  <<: *base\n  z: 3\nmany:\n  <<: [*base, {w: 4}]\nsame: *base\n";
  expect(content(text)).toEqual({ base: { x: 1, z: 2 }, one: { x: 1, z: 3 }, many: { x: 1, z: 2, w: 4 }, same: { x: 1, z: 2 } });
  const { source } = only(text);
  expect(placeIn(source, ["one", "z"])).toEqual({ file: "/work/b.yaml", line: 4, column: 6 });
  // What was merged has no place of its own.
  expect(placeIn(source, ["one", "x"])).toEqual({ file: "/work/b.yaml", line: 2, column: 1 });
  expect(placeIn(source, ["same", "x"])).toEqual({ file: "/work/b.yaml", line: 7, column: 7 });
});

test("keys that mean something to JavaScript are ordinary keys", () => {
  const { content, source } = only("__proto__: {polluted: 1}\nconstructor: 2\ntoString: 3\n");
  expect(Object.keys(content)).toEqual(["__proto__", "constructor", "toString"]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect(placeIn(source, ["__proto__", "polluted"])).toEqual({ file: "/work/b.yaml", line: 1, column: 23 });
});

test("several documents, each with its place in the file", () => {
  const text = "# defaults\nkind: configuration\n---\n\nkind: event\nname: GW1\n...\n---\nkind: event\n";
  const documents = parseBlueprint(text, "/work/b.yaml");
  expect(documents.map(({ source }) => [source.document, source.file, source.sha256 === sha256(text), source.places[""]])).toEqual([
    [0, "/work/b.yaml", true, [2, 1]],
    [1, "/work/b.yaml", true, [5, 1]],
    [2, "/work/b.yaml", true, [9, 1]],
  ]);
});

test("a byte order mark and line ends of another system change neither content nor places", () => {
  const plain = only("kind: event\nname: GW1\ndata:\n  a: [1, 2]\ntext: |\n  one\n  two\n");
  for (const text of ["\ufeff", ""].map((mark) => `${mark}kind: event\r\nname: GW1\r\ndata:\r\n  a: [1, 2]\r\ntext: |\r\n  one\r\n  two\r\n`)) {
    const other = only(text);
    expect(other.content).toEqual(plain.content);
    expect(other.source.places).toEqual(plain.source.places);
  }
});

test("scalars are placed where they stand, maps and lists at their key, items where they begin", () => {
  const text = "kind: event\ndata:\n    a/b:   'x'\n    list:\n    - 1\n    - {c: 2}\nempty:\nflow: {d: [3, 4]}\n";
  expect(only(text).source.places).toMatchInlineSnapshot(`
    {
      "": [
        1,
        1,
      ],
      "/data": [
        2,
        1,
      ],
      "/data/a~1b": [
        3,
        12,
        5,
      ],
      "/data/list": [
        4,
        5,
      ],
      "/data/list/0": [
        5,
        7,
      ],
      "/data/list/1": [
        6,
        7,
      ],
      "/data/list/1/c": [
        6,
        11,
        8,
      ],
      "/empty": [
        7,
        7,
        1,
      ],
      "/flow": [
        8,
        1,
      ],
      "/flow/d": [
        8,
        8,
      ],
      "/flow/d/0": [
        8,
        12,
      ],
      "/flow/d/1": [
        8,
        15,
      ],
      "/kind": [
        1,
        7,
        1,
      ],
    }
  `);
});

test("another version 1.x in a directive changes nothing, as in the reference's reader", () => {
  const text = "%YAML 1.2\n---\nx: yes\noctal: 010\nbase: &b {a: 1}\nmerged: {<<: *b}\n";
  expect(parseBlueprint(text, "/work/b.yaml")[0]?.content).toEqual({ x: true, octal: 8, base: { a: 1 }, merged: { a: 1 } });
});
