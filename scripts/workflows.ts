import { writeFileSync } from "node:fs";

import { languageDocument } from "../packages/core/src/workflow/read/index.ts";

// Writes docs/workflows.md from the tables of the reader; a test fails when it is not what they give.
writeFileSync(new URL("../docs/workflows.md", import.meta.url), languageDocument());
