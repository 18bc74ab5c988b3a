import { fileURLToPath } from "node:url";

import { ensurePython } from "../scripts/setup-python.mjs";

/** Installs the real programs that end-to-end tests run, and names the places to them. */
export async function setup(): Promise<void> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  process.env["ASIMOV_TEST_PYTHON"] = await ensurePython(root);
  process.env["ASIMOV_TEST_RIFT"] = await ensurePython(root, "rift");
}
