import { fileURLToPath } from "node:url";

import { ensurePython } from "../scripts/setup-python.mjs";

// Where the real programs are that end-to-end tests run; waits for who installs them, and installs what is missing.
const root = fileURLToPath(new URL("..", import.meta.url));
process.env["ASIMOV_TEST_PYTHON"] = await ensurePython(root);
process.env["ASIMOV_TEST_RIFT"] = await ensurePython(root, "rift");
