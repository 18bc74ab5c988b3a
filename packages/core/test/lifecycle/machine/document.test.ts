import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { machineDocument } from "../../../src/lifecycle/machine/index.ts";

test("docs/lifecycle.md is what the table gives; node scripts/lifecycle.ts writes it", () => {
  expect(readFileSync(new URL("../../../../../docs/lifecycle.md", import.meta.url), "utf8")).toBe(machineDocument());
});
