import { join } from "node:path";

import { AsimovError, runCommand, type CommandResult } from "@asimov-gw/core/system";
import { isOutage, saidBy } from "./said.ts";
import type { SlurmSettings } from "./settings.ts";

// A row of the queue has some 200 characters, and a controller keeps some 10,000 jobs.
const mostPrinted = 64 * 1024 ** 2;

/** What the tools need of the settings. */
export type ToolSettings = Pick<SlurmSettings, "bin" | "conf" | "timeLimit" | "submitTimeLimit">;

/** Slurm's command-line tools, each call under its own time limit. */
export class Tools {
  readonly #settings: ToolSettings;
  readonly #env: NodeJS.ProcessEnv;

  /** `env` is the environment by which they find their cluster. */
  constructor(settings: ToolSettings, env: NodeJS.ProcessEnv = process.env) {
    this.#settings = settings;
    this.#env = ownEnvironment({ ...env, ...(settings.conf !== undefined && { SLURM_CONF: settings.conf }) });
  }

  /** Runs a tool; an exit code other than 0 is a result. Throws `SCHEDULER_UNREACHABLE` where the tool is not there, or the controller does not answer. */
  async run(tool: string, args: readonly string[]): Promise<CommandResult> {
    const { bin, timeLimit, submitTimeLimit } = this.#settings;
    const timeout = tool === "sbatch" ? submitTimeLimit : timeLimit;
    let result: CommandResult;
    try {
      // A submission that is under way when this process dies is looked for by the next: it is not cut off in the middle.
      const guard = tool !== "sbatch";
      result = await runCommand(bin === undefined ? tool : join(bin, tool), args, { cwd: "/", env: this.#env, timeout, keep: mostPrinted, guard });
    } catch (cause) {
      const remedy =
        "Install Slurm's client commands on this host, or say where they are: schedulers: {slurm: {bin: /PATH/TO/BIN}} in the configuration.";
      throw unreachable(tool, cause instanceof Error ? cause.message : String(cause), remedy, cause);
    }
    if (result.timedOut) throw unreachable(tool, [`no answer within ${timeout} s`, saidBy(result.stderr)].filter(Boolean).join(": "));
    if (result.exitCode !== 0 && isOutage(result.stderr)) throw unreachable(tool, saidBy(result.stderr));
    return result;
  }

  /** What a tool prints that must go well. Throws `SCHEDULER_UNREACHABLE` also where it fails: nothing may be concluded from that. */
  async ask(tool: string, args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(tool, args);
    // What was printed before a failure is not all.
    if (exitCode !== 0) throw unreachable(tool, saidBy(stderr) || `exit code ${exitCode}`);
    return stdout;
  }
}

/** The error of a tool that could not reach its controller. */
function unreachable(tool: string, what: string, remedy?: string, cause?: unknown): AsimovError {
  return new AsimovError("SCHEDULER_UNREACHABLE", {
    message: `${tool}: ${what}`,
    remedy: remedy ?? "Nothing was changed; it is tried again. scontrol ping shows whether the controller answers.",
    exitCode: 4,
    cause,
  });
}

/** Whether nothing may be concluded from `error`, since nobody has answered. */
export function isUnreachable(error: unknown): error is AsimovError {
  return error instanceof AsimovError && error.code === "SCHEDULER_UNREACHABLE";
}

// Variables of a job that this process may run in, and options of whoever has started it, are none of a submission. What is passed on reaches the script
// of a job: its own environment is another.
function ownEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH = "/usr/local/bin:/usr/bin:/bin", HOME, SLURM_CONF, SLURM_CONF_SERVER } = env;
  // Arrays are listed whole, however long their numbers are, and times in seconds.
  const where = { ...(SLURM_CONF !== undefined && { SLURM_CONF }), ...(SLURM_CONF_SERVER !== undefined && { SLURM_CONF_SERVER }) };
  return { PATH, HOME, ...where, LC_ALL: "C", SLURM_BITSTR_LEN: "0", SLURM_TIME_FORMAT: "%s" };
}
