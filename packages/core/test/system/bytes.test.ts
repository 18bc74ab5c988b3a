import fc from "fast-check";
import { expect, test } from "vitest";

import { formatBytes, parseBytes } from "../../src/system/index.ts";

test("bytes are written with the unit that fits", () => {
  expect([0, 999, 1000, 12_345, 999_950, 1e9, 1.5e15, 1e19].map(formatBytes)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "12.3 kB",
    "1.0 MB",
    "1.0 GB",
    "1.5 PB",
    "10000.0 PB",
  ]);
});

test("sizes are read in units of a thousand and of 1024, and nothing else is", () => {
  expect([5, "5", "10 GB", "1.5GiB", "2 kb", " 7 B "].map(parseBytes)).toEqual([5, 5, 10e9, 1.5 * 2 ** 30, 2000, 7]);
  expect(["", "GB", "-1 GB", "1 XB", "1e3", -1, Number.NaN, null, [], "1 constructor"].map(parseBytes)).toEqual(Array.from({ length: 10 }));
});

test("what is written is read as the same size, as far as it is written", () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (bytes) => {
      const read = parseBytes(formatBytes(bytes))!;
      expect(Math.abs(read - bytes)).toBeLessThanOrEqual(0.051 * Math.max(1000, bytes));
    }),
  );
});
