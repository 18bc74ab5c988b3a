import { fileURLToPath } from "node:url";

import { ensurePython } from "../scripts/setup-python.mjs";

/** Begins to install the real programs that end-to-end tests run; it goes on while the other tests run. */
export function setup(): void {
  void install();
}

async function install(): Promise<void> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  try {
    await ensurePython(root);
    await ensurePython(root, "rift");
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n  Each end-to-end test that needs it tries again.\n`);
  }
}
