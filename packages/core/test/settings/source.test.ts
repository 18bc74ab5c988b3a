import { expect, test } from "vitest";

import { placeIn, type Source } from "../../src/settings/index.ts";

const source: Source = {
  file: "/b.yaml",
  sha256: "",
  document: 0,
  places: { "": [1, 1], "/data": [2, 1], "/data/a~1b": [3, 8], "/list/0": [5, 3] },
};

test("a value is placed where it was written", () => {
  expect(placeIn(source, ["data", "a/b"])).toEqual({ file: "/b.yaml", line: 3, column: 8 });
  expect(placeIn(source, ["list", "0"])).toEqual({ file: "/b.yaml", line: 5, column: 3 });
});

test("what has no place of its own is placed at the nearest thing around it", () => {
  expect(placeIn(source, ["data", "c", "d"])).toEqual({ file: "/b.yaml", line: 2, column: 1 });
  expect(placeIn(source, ["toString"])).toEqual({ file: "/b.yaml", line: 1, column: 1 });
  expect(placeIn({ ...source, places: {} }, ["data"])).toEqual({ file: "/b.yaml" });
});
