import { dirname } from "node:path";

import { readWorkflow } from "@asimov-gw/core/workflow";

// Reads the workflow file argv[2] and prints the milliseconds of CPU that it took; ends with an error unless it has argv[3] nodes.
const [, , file = "", expected = ""] = process.argv;
const before = process.cpuUsage();
const { nodes } = await readWorkflow(file, { directory: dirname(file), environment: {} });
const { user, system } = process.cpuUsage(before);
if (nodes.length !== Number(expected)) throw new Error(`${file} has ${nodes.length} nodes`);
process.stdout.write(`${(user + system) / 1000}\n`);
