import { fileURLToPath } from "node:url";

import { ensurePython } from "../scripts/setup-python.mjs";

/** Installs the real programs that end-to-end tests run, and names the place to them. */
export async function setup(): Promise<void> {
  process.env["ASIMOV_TEST_PYTHON"] = await ensurePython(fileURLToPath(new URL("..", import.meta.url)));
}
