import { writeFileSync } from "node:fs";

import { machineDocument } from "../packages/core/src/lifecycle/machine/index.ts";

// Writes docs/lifecycle.md from the table of the lifecycle; a test fails when it is not what the table gives.
writeFileSync(new URL("../docs/lifecycle.md", import.meta.url), machineDocument());
