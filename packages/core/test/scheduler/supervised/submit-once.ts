import { dirname } from "node:path";

import { localScheduler } from "../../../src/scheduler/index.ts";

// A client that submits one workflow: TOKEN FILE.
const [token, file] = process.argv.slice(2) as [string, string];
const { jobId } = await localScheduler({ idleSeconds: 30 }).submit({ token, name: token, file, directory: dirname(file) });
process.stdout.write(jobId);
