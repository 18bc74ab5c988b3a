import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { readConfig } from "../../src/pipeline/read-config.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "read-config-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

function read(text: string, extension: string): Promise<Readonly<Record<string, string>>> {
  const file = join(directory, "config");
  writeFileSync(file, text);
  return readConfig(file, extension);
}

const told = (text: string, extension: string): Promise<string> =>
  read(text, extension).then(
    (options) => JSON.stringify(options),
    (error: unknown) => String(error),
  );

test("JSON and YAML: each value that is no map, by the path to it", async () => {
  const expected = { "a.b": "1", "a.c": '["x",2]', d: "text", e: "None", f: "{}", g: "true" };
  expect(await read('{"a": {"b": 1, "c": ["x", 2]}, "d": "text", "e": null, "f": {}, "g": true}', ".json")).toEqual(expected);
  expect(await read("a:\n  b: 1\n  c: [x, 2]\nd: text\ne: ~\nf: {}\ng: true\n", ".yaml")).toEqual(expected);
  expect(await read("", ".yml")).toEqual({});
});

test("everything else: lines, with sections and values over several of them", async () => {
  const text = "# c\nx = 1\n[s]\ny: {a: 1,\nb: 2}\nflag\nz =\n  1\n  2\n; c\n";
  const expected = { x: "1", "s.y": "{a: 1,\nb: 2}", "s.flag": "", "s.z": "\n1\n2" };
  for (const extension of [".ini", ".cfg"]) expect(await read(text, extension)).toEqual(expected);
  expect(await read("# only a comment\n", ".ini")).toEqual({});
});

test("what is of another format is refused", async () => {
  expect(await told("x = 1", ".json")).toMatchInlineSnapshot(`"AsimovError: it is no JSON: Unexpected token 'x', "x = 1" is not valid JSON"`);
  expect(await told("[1]", ".json")).toMatchInlineSnapshot(`"AsimovError: it is no map of JSON, but a list"`);
  expect(await told("7", ".yaml")).toMatchInlineSnapshot(`"AsimovError: it is no map of YAML, but a single value"`);
  expect(await told("a: [", ".yaml")).toMatchInlineSnapshot(
    `"AsimovError: it is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5:"`,
  );
  expect(await told('{\n"a": 1\n}', ".ini")).toMatchInlineSnapshot(`"AsimovError: no line of it is an option, such as "name = value""`);
});
