import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { languageDocument } from "../../../src/workflow/read/index.ts";

test("docs/workflows.md is what the tables give; node scripts/workflows.ts writes it", () => {
  expect(readFileSync(new URL("../../../../../docs/workflows.md", import.meta.url), "utf8")).toBe(languageDocument());
});
