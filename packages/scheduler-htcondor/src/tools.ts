import { AsimovError, runCommand, type CommandResult } from "@asimov-gw/core/system";
import { join } from "node:path";

import { parseAds, type Ad } from "./ads.ts";
import type { Options } from "./options.ts";

/** How one of HTCondor's commands is run. */
export interface ToolOptions {
  readonly cwd?: string | undefined;
  readonly timeLimit?: number | undefined;
  /** Variables besides those of this process. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

// A list of 10,000 jobs with the attributes that are asked for has some 5 MB.
const mostPrinted = 64 * 1024 ** 2;

// So many records of the history stay below that.
const mostRecords = 100_000;

/** HTCondor's command-line tools, each call under its own time limit. */
export class Tools {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Runs a tool at the access point; an exit code other than 0 is a result. Throws `SCHEDULER_UNREACHABLE` where it is not there or takes too long. */
  async run(
    tool: string,
    args: readonly string[],
    { cwd, timeLimit = this.#options.timeLimit, variables }: ToolOptions = {},
  ): Promise<CommandResult> {
    const { bin } = this.#options;
    const program = bin === undefined ? tool : join(bin, tool);
    const env = variables && { ...process.env, ...variables };
    let result: CommandResult;
    try {
      result = await runCommand(program, args, { cwd, env, timeout: timeLimit, keep: mostPrinted, guard: true });
    } catch (cause) {
      const remedy = "Install HTCondor on this host, or say where it is: schedulers: {htcondor: {bin: /PATH/TO/BIN}} in the configuration.";
      throw unreachable(tool, cause instanceof Error ? cause.message : String(cause), remedy, cause);
    }
    if (result.timedOut) throw unreachable(tool, `no answer within ${timeLimit} s`, tool === "condor_submit" ? doubtful : undefined);
    return result;
  }

  /** The arguments that name the access point for a tool. */
  get where(): readonly string[] {
    const { schedd, pool } = this.#options;
    return [...(schedd === undefined ? [] : ["-name", schedd]), ...(pool === undefined ? [] : ["-pool", pool])];
  }

  /** The jobs in the queue, of all users, that fulfil `constraint`. Throws `SCHEDULER_UNREACHABLE`, `SCHEDULER_NONSENSE`. */
  async queue(constraint: string, attributes: readonly string[]): Promise<readonly Ad[]> {
    return this.#ads("condor_q", [...this.where, "-json", "-allusers", "-constraint", constraint, "-attributes", attributes.join(",")]);
  }

  /** The jobs that have left the queue and fulfil `constraint`, newest first. Throws as {@link queue}. */
  async history(constraint: string, attributes: readonly string[]): Promise<readonly Ad[]> {
    const args = ["-json", "-limit", String(mostRecords), "-constraint", constraint, "-attributes", attributes.join(",")];
    return this.#ads("condor_history", [...this.where, ...args]);
  }

  /** The last `limit` jobs that have left the queue, newest first. Throws as {@link queue}. */
  async newest(limit: number, attributes: readonly string[]): Promise<readonly Ad[]> {
    return this.#ads("condor_history", [...this.where, "-json", "-limit", String(limit), "-attributes", attributes.join(",")]);
  }

  async #ads(tool: string, args: readonly string[]): Promise<readonly Ad[]> {
    const { exitCode, stdout, stderr } = await this.run(tool, args);
    // What was printed before a failure is not all: several schedds may be asked, and a connection may break.
    if (exitCode !== 0) throw unreachable(tool, saidBy(stderr) ?? `exit code ${exitCode}`);
    return parseAds(stdout, tool);
  }
}

const doubtful = "It may have been taken all the same: it is looked for at the next pass, before anything is submitted again.";

/** What a tool says is wrong, in one line, without the explanations that follow. */
export function saidBy(stderr: string): string | undefined {
  const [said] = stderr.split(/\n\s*\n\s*Extra Info/);
  const lines = (said ?? "").split("\n").map((line) => line.trim());
  const told = lines.filter((line) => line !== "" && !/^(?:WARNING|Renaming|To monitor)/i.test(line));
  return told.length === 0 ? undefined : told.slice(0, 3).join(" ");
}

/** What a tool said, behind its name once: some say that themselves. */
export function inNameOf(tool: string, said: string): string {
  return said.startsWith(`${tool}: `) ? said : `${tool}: ${said}`;
}

/** The error of a tool that could not reach its access point. */
export function unreachable(tool: string, what: string, remedy?: string, cause?: unknown): AsimovError {
  return new AsimovError("SCHEDULER_UNREACHABLE", {
    message: inNameOf(tool, what),
    remedy: remedy ?? "Nothing was changed; it is tried again at the next pass. condor_status -schedd shows the access points that answer.",
    exitCode: 4,
    cause,
  });
}
