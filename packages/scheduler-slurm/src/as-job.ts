import type { SupervisorPlace } from "@asimov-gw/core/supervised";
import { AsimovError, nodeCommand, sha256 } from "@asimov-gw/core/system";

import type { EngineSettings } from "./options.ts";
import { livingJobs, ownJobOptions, runScript } from "./own-job.ts";
import type { QueueRow } from "./queue.ts";
import { waitOf } from "./reasons.ts";
import { saidBy } from "./said.ts";
import { Tools } from "./tools.ts";

/** A look at the queue serves so many seconds: clients look for a supervisor in short turns. */
const fresh = 1;

/** Supervisors that are jobs of the cluster: `singleton` lets only one of a name run at a time, and one that dies with its node begins again. */
export function asJob(settings: EngineSettings, program: () => URL): SupervisorPlace {
  const tools = new Tools(settings);
  const name = `asimov-supervisor-${sha256(settings.directory).slice(0, 12)}`;
  let last: { readonly at: number; readonly rows: Promise<readonly QueueRow[]> } | undefined;
  const look = (): Promise<readonly QueueRow[]> => {
    if (!last || performance.now() - last.at > fresh * 1000) last = { at: performance.now(), rows: livingJobs(tools, settings, name) };
    return last.rows;
  };
  return {
    moves: true,
    job: () => process.env["SLURM_JOB_ID"],
    lives: async ({ job }) => job !== undefined && (await look()).some(({ id, state }) => id === job && state !== "PENDING"),
    start: async () => {
      const [known] = await look();
      const id = known?.id ?? (await submit());
      const own = async (): Promise<QueueRow | undefined> => (await look()).find((row) => row.id === id);
      return {
        hasLeft: async () => (await own()) === undefined,
        waits: async () => {
          const row = await own();
          return row?.state === "PENDING" ? `its supervisor, job ${id}, waits in the queue for ${waitOf(row.reason) ?? "its turn"}` : undefined;
        },
      };
    },
  };

  async function submit(): Promise<string> {
    const options = [...ownJobOptions(settings, name, settings.directory, "supervisor.log"), "--dependency=singleton"];
    const result = await tools.run("sbatch", [...options, runScript, ...nodeCommand(program(), [JSON.stringify(settings)])]);
    const [, id] = /^(\d+)(?:;.*)?$/m.exec(result.stdout) ?? [];
    if (result.exitCode === 0 && id !== undefined) {
      last = undefined;
      return id;
    }
    throw new AsimovError("SCHEDULER_UNREACHABLE", {
      message: `the supervisor could not be submitted as a job: ${saidBy(result.stderr) || `exit code ${result.exitCode}`}`,
      remedy:
        "Mend schedulers.slurm in the configuration (partition, account, runner partition, runner time), or let it run where asimov is called: runner: here.",
      exitCode: 4,
    });
  }
}
