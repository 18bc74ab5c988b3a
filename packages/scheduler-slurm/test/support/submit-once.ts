import { dirname } from "node:path";

import slurm from "../../src/index.ts";

// A client that submits one workflow: submit-once.ts STATE TOKEN FILE.
const [state, token = "", file = ""] = process.argv.slice(2);
const scheduler = await slurm.create({ state, poll: 0.3, grace: 5, retry: 1 });
await scheduler.submit({ token, name: `test/${token}`, file, directory: dirname(file) });
