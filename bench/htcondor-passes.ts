import { runPass, Session } from "@asimov-gw/core/lifecycle";
import { openProject } from "@asimov-gw/core/project";
import { userName } from "@asimov-gw/core/system";
import htcondor from "@asimov-gw/scheduler-htcondor";
import { HTCondorPool } from "@asimov-gw/testkit";
import { join } from "node:path";

/** What {@link htcondorFigures} tells. */
export interface HtcondorMeasures {
  /** Commands of HTCondor in one pass. */
  readonly calls: number;
  /** What the one command printed. */
  readonly megabytes: number;
  /** Heap that is in use after 15 passes, to that after 5. */
  readonly growth: number;
}

// Passes over the project argv[2], all of whose submissions run on a pool that prints what a real one does. Ends with an error when a pass asked
// anything but the queue, or saw anything but that all is running.
const [, , directory = ""] = process.argv;
const project = await openProject(directory, { command: "bench" });
const tokens = project.ledger.all("SELECT token FROM submissions").map((row) => String(row["token"]));
const pool = HTCondorPool.open(join(directory, "pool"), { schedds: ["bench"] });
await pool.populate(tokens, directory, userName());
// The ids under which they were submitted are known.
project.ledger.change((transaction) => {
  for (const [index, row] of project.ledger.all("SELECT id FROM submissions").entries())
    transaction.update("submissions", Number(row["id"]), { job_id: `${2 + 2 * index}.0` });
});
const scheduler = await htcondor.create({ bin: pool.bin, schedd: "bench" });
const heap: number[] = [];
for (let pass = 1; pass <= 15; pass++) {
  const session = new Session(project, { schedulers: { bench: scheduler } });
  const { exitCode } = await runPass(session, { chain: true, progressInterval: 86_400 });
  if (exitCode !== 0) throw new Error(`pass ${pass} ended with ${exitCode}`);
  globalThis.gc!();
  heap.push(process.memoryUsage().heapUsed);
}
const commands = await pool.commands();
if (commands.length !== 15 || commands.some((line) => !line.startsWith("condor_q "))) throw new Error(`15 passes asked:\n${commands.join("\n")}`);
const constraint = /-constraint (.*) -attributes (\S+)$/.exec(commands.at(-1)!)!;
const { stdout } = await pool.give("condor_q", [
  "-name",
  "bench",
  "-json",
  "-allusers",
  "-constraint",
  constraint[1]!,
  "-attributes",
  constraint[2]!,
]);
const running = project.ledger.get("SELECT count(*) AS n FROM observations WHERE json_extract(content, '$.state') = 'running'");
if (Number(running?.["n"]) !== tokens.length) throw new Error(`${String(running?.["n"])} of ${tokens.length} were seen to run`);
pool.close();
const measures: HtcondorMeasures = { calls: commands.length / 15, megabytes: stdout.length / 1e6, growth: heap[14]! / heap[4]! };
process.stdout.write(JSON.stringify(measures));
process.exit(0);
