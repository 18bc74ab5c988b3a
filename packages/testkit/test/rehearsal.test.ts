import { join } from "node:path";
import { expect, test } from "vitest";

import { rehearse } from "../src/index.ts";
import { directoryWith } from "./support/tree.ts";

test("a small catalogue ends as its seed says, without any person", async () => {
  const { faults, analyses, unsure, submissions } = await rehearse({ directory: join(directoryWith(), "project"), seed: 7, events: 4, analyses: 7 });
  expect(faults).toEqual([]);
  expect(analyses).toBe(29);
  // Otherwise nothing was rehearsed.
  expect(unsure).toBeGreaterThan(20);
  expect(submissions).toBeGreaterThan(analyses + 4 * 5);
});
