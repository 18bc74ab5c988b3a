import { linkSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

import { walkFiles } from "../../src/system/index.ts";
import { directoryWith } from "../support/tree.ts";

function found(directory: string, enters?: (path: string) => boolean): readonly string[] {
  const files = [...walkFiles(directory, () => undefined, enters)];
  return files.map(({ path, size }) => `${relative(directory, path)} ${size}`).toSorted();
}

test("every file is found once, with its size; links are found and not followed", () => {
  const directory = directoryWith({ "a/b/one": "12345", "a/two": "1", "other/big": "123456789" });
  symlinkSync("../other", join(directory, "a/link"));
  symlinkSync("..", join(directory, "a/b/loop"));
  expect(found(join(directory, "a"))).toEqual(["b/loop 2", "b/one 5", "link 8", "two 1"]);
  expect(found(join(directory, "a"), (path) => !path.endsWith("/b"))).toEqual(["link 8", "two 1"]);
});

test("a file with several names counts once", () => {
  const directory = directoryWith({ one: "12345" });
  linkSync(join(directory, "one"), join(directory, "two"));
  const sizes = found(directory).map((line) => Number(line.split(" ")[1]));
  expect(sizes.reduce((sum, size) => sum + size)).toBe(5);
});

test("where there is nothing, nothing is found", () => {
  expect(found("/no/such/directory")).toEqual([]);
});
