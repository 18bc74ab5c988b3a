import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

import { advance } from "./dagman.ts";
import { numberOf, ownAd, templates } from "./ads.ts";
import { notedErrors } from "./errors.ts";
import { place } from "./queue.ts";
import { withState, writeState, type Health, type PoolState, type ToolFault } from "./state.ts";
import type { Printed } from "./printed.ts";
import { runTool, toolNames } from "./tools.ts";

/** How a {@link HTCondorPool} is set up. */
export interface HTCondorPoolOptions {
  /** The names of the access points, that of this host first. */
  readonly schedds?: readonly string[];
  /** Nothing has ever run there: no history tells how far back it knows. Else somebody's job has ended a day ago at each access point. */
  readonly isNew?: boolean;
  /** Flags of Node with which the commands are run. */
  readonly nodeFlags?: readonly string[];
}

/**
 * A pool that stands in for HTCondor's: commands that print what real ones printed, over a state in a directory. Time goes on only by
 * {@link advance}; the commands of nodes are really run.
 */
export class HTCondorPool {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes a pool in `directory`, which is to be empty, with its commands in `bin`. */
  static open(
    directory: string,
    { schedds = ["ap.pool.test"], isNew = false, nodeFlags = process.execArgv }: HTCondorPoolOptions = {},
  ): HTCondorPool {
    const pool = new HTCondorPool(directory);
    mkdirSync(pool.bin, { recursive: true });
    const main = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "tool-main.ts" : "tool-main.js", import.meta.url));
    const words = [process.execPath, ...nodeFlags, main, directory].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    for (const name of toolNames) writeFileSync(join(pool.bin, name), `#!/bin/sh\nexec ${words.join(" ")} ${name} "$@"\n`, { mode: 0o755 });
    const health = Object.fromEntries(schedds.map((name) => [name, "up" as const]));
    const now = Math.floor(Date.now() / 1000);
    const past = { owner: "somebody", now: now - 86_400, directory: "/home/somebody", cluster: 1 };
    const history = isNew ? [] : schedds.map((schedd) => ({ schedd, ad: ownAd(templates.jobEnded(), { ...past, schedd }) }));
    writeState(directory, { now, nextCluster: isNew ? 1 : 2, schedds: health, queue: [], history, ...nothing() });
    return pool;
  }

  /** The directory of HTCondor's commands, for `PATH` or the option `bin`. */
  get bin(): string {
    return join(this.#directory, "bin");
  }

  /** Lets `minutes` pass: in each, every DAGMan and every job goes one step further. */
  async advance(minutes = 1): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) await this.change(advance);
  }

  /** Lets time pass until nothing is in the queue that is not held, at most `minutes`. */
  async run(minutes = 100): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      const left = await this.change(({ queue }) => queue.some(({ ad }) => ad["JobStatus"] !== "5" && ad["DAGManJobId"] === undefined));
      if (!left) return;
      await this.advance();
    }
  }

  /** Makes an access point answer no more, or again. */
  async setHealth(health: Health, schedd?: string): Promise<void> {
    await this.change(({ schedds }) => {
      schedds[schedd ?? Object.keys(schedds)[0]!] = health;
    });
  }

  /**
   * The next job of a node is held instead of run, with the recorded reason that has this code. Of codes that were never recorded (34 and 26: memory,
   * 46 and 47: time, 4: credentials) the manual tells: these need a reason.
   */
  async hold(node: string, code: number, reason?: string): Promise<void> {
    await this.change(({ holds }) => void holds.push({ node, code, reason }));
  }

  /** The next call of a tool goes wrong in this way. */
  async fail(tool: (typeof toolNames)[number], fault: ToolFault): Promise<void> {
    await this.change(({ faults }) => void faults.push({ tool, fault }));
  }

  /** Gives a command as `user`, such as an administrator (`root`), who may act on the jobs of others; returns what it printed. */
  async give(
    tool: (typeof toolNames)[number],
    args: readonly string[],
    { user = "gw", cwd = "/" }: { readonly user?: string; readonly cwd?: string } = {},
  ): Promise<Printed> {
    return this.change((state) => runTool({ tool, args, cwd, user }, state));
  }

  /** Puts workflows of one job into the queue that run, one for each token, as if they had been submitted long ago; their files are not there. */
  async populate(tokens: readonly string[], directory: string, owner: string): Promise<void> {
    await this.change((state) => {
      const [schedd] = Object.keys(state.schedds) as [string];
      for (const token of tokens) {
        const cluster = state.nextCluster;
        state.nextCluster += 2;
        const shared = { JobBatchName: `asimov:${token}`, JobBatchId: `${cluster}.0` };
        const counts = { DAG_NodesTotal: 2, DAG_NodesDone: 1, DAG_JobsRunning: 1 };
        const more = { AsimovToken: token, UserLog: `${directory}/${token}.dag.dagman.log`, ...shared, ...counts };
        place(state, schedd, templates.dagRunning(), { cluster, owner, directory, file: `${token}.dag`, more });
        const node = { DAGManJobId: cluster, DAGNodeName: "sampling", ...shared };
        place(state, schedd, templates.nodeRunning(), { cluster: cluster + 1, owner, directory, more: node });
      }
    });
  }

  /** The commands that were given so far, each as one line. */
  async commands(): Promise<readonly string[]> {
    return this.change(({ commands }) => [...commands]);
  }

  /** The clusters in the queue. */
  async clusters(): Promise<readonly number[]> {
    return this.change(({ queue }) => queue.map(({ ad }) => numberOf(ad, "ClusterId")!));
  }

  /** Throws where a command met an error of the stand-in itself, such as something that was not recorded: to who gave it, it looks like an outage. */
  close(): void {
    const errors = notedErrors(this.#directory);
    if (errors.length > 0) throw new Error(`the stand-in for HTCondor's commands has failed itself:\n${errors.join("\n")}`);
  }

  /** Reads or changes all that the pool knows. */
  async change<T>(work: (state: PoolState) => T | Promise<T>): Promise<T> {
    return withState(this.#directory, work);
  }
}

function nothing(): Pick<PoolState, "dags" | "holds" | "singles" | "faults" | "commands"> {
  return { dags: [], holds: [], singles: {}, faults: [], commands: [] };
}
