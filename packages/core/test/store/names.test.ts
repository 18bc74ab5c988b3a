import { basename, extname } from "node:path";

import fc from "fast-check";
import { expect, test } from "vitest";

import { storeNames } from "../../src/store/index.ts";

test("base names, numbered where two are equal", () => {
  const paths = [
    "/run/result.json",
    "/run/H1/psd.dat",
    "/run/L1/psd.dat",
    "/run/V1/psd.dat",
    "/run/psd-2.dat",
    "/run/plain",
    "/other/plain",
    "/run/.rc",
    "/x/.rc",
  ];
  expect(storeNames(paths)).toMatchInlineSnapshot(`
    [
      "result.json",
      "psd.dat",
      "psd-2.dat",
      "psd-3.dat",
      "psd-2-2.dat",
      "plain",
      "plain-2",
      ".rc",
      ".rc-2",
    ]
  `);
});

const someName = fc.constantFrom("a", "a.dat", "a-2.dat", "a-2-2.dat", "b.tar.gz", ".a", "..b", "a.", "-2");
const somePaths = fc.array(
  fc.tuple(fc.constantFrom("/x", "/y", "/x/z"), someName).map((parts) => parts.join("/")),
  { maxLength: 15 },
);

test("names are unique, one for each path, keep the extension, and are harmless components", () => {
  fc.assert(
    fc.property(somePaths, (paths) => {
      const names = storeNames(paths);
      expect(new Set(names).size).toBe(paths.length);
      for (const [index, path] of paths.entries()) {
        expect(extname(names[index]!)).toBe(extname(path));
        expect(names[index]).not.toMatch(/\/|^\.{0,2}$/);
        expect(names[index]!.startsWith(basename(path, extname(path)))).toBe(true);
      }
    }),
  );
});

test("the first of each name keeps it", () => {
  fc.assert(
    fc.property(somePaths, (paths) => {
      const first = paths[0];
      if (first !== undefined) expect(storeNames(paths)[0]).toBe(basename(first));
    }),
  );
});
