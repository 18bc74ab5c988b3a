import { noteError } from "./errors.ts";
import { withState } from "./state.ts";
import type { Printed } from "./printed.ts";
import { runTool } from "./tools.ts";

// One of HTCondor's commands: argv are the directory of the pool, the name of the tool, and its arguments.
const [, , directory = "", tool = "", ...args] = process.argv;
const user = process.env["ASIMOV_HTCONDOR_USER"] ?? "gw";
let printed: Printed;
try {
  printed = await withState(directory, (state) => runTool({ tool, args, cwd: process.cwd(), user }, state));
} catch (error) {
  // What nobody recorded is an error of the test, and must not pass for an answer, nor for an access point that gives none.
  noteError(directory, [tool, ...args], error);
  printed = { exitCode: 70, stdout: "", stderr: `${error instanceof Error ? error.message : String(error)}\n` };
}
process.stdout.write(printed.stdout);
process.stderr.write(printed.stderr);
process.exitCode = printed.exitCode;
