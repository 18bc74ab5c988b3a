import { PluginHost, type Entry, type HostCall } from "../../plugins/index.ts";
import { programModule } from "../../system/index.ts";
import { located } from "../located.ts";
import type { ClassOperations, ContextData, Operation, OperationResult, PipelineDoors } from "./protocol.ts";

/** A pipeline in its plugin host, as core calls it. */
export interface RemotePipeline {
  readonly entry: Entry;
  /** Does one operation; errors are those of the plugin, located at the analysis. */
  call<O extends Operation>(operation: O, context: ContextData, doors: Partial<PipelineDoors>, timeout: number): Promise<OperationResult<O>>;
  /** Asks its class something that is about no analysis; errors are those of the plugin, located at `at`. */
  ask<O extends keyof ClassOperations>(
    operation: O,
    argument: Parameters<ClassOperations[O]>[0],
    timeout: number,
    at: string,
  ): Promise<ReturnType<ClassOperations[O]>>;
}

// What people know operations by that call several hooks, or one with another name.
const hooksOf: Readonly<Record<string, string>> = {
  build: "beforeConfig or its template",
  makeConfig: "its template",
  submit: "beforeSubmit or submitDag",
  buildAndSubmit: "beforeSubmit or buildDag",
  handleState: "the handler of its status",
  look: "checkProgress or whileRunning",
};

interface Place {
  readonly host: PluginHost;
  /** How many calls are at work in it or wait for it. */
  calls: number;
}

/**
 * The plugin hosts of one pass: for each plugin package a process, started on first use, and further ones up to a limit while calls are at work at
 * the same time: each process serves one call at a time, so that one that hangs holds none of the others up.
 */
export class PipelineHosts {
  readonly #pools = new Map<string, Place[]>();
  readonly #limit: number;
  readonly #memory: number | undefined;

  readonly #onlyWrites: string | undefined;

  /**
   * `limit` is the greatest number of processes for each package, `memory` how many MiB each may take; with `onlyWrites` they can write nothing outside
   * that directory, and start no program.
   */
  constructor(limit = 1, memory?: number, onlyWrites?: string) {
    this.#limit = Math.max(1, Math.floor(limit));
    this.#memory = memory;
    this.#onlyWrites = onlyWrites;
  }

  /** The pipeline behind an entry point. */
  pipeline(entry: Entry): RemotePipeline {
    const plugin = `${entry.package.name} ${entry.package.version}`;
    const { module } = entry;
    const call = async (operation: string, payload: object, doors: Partial<PipelineDoors>, timeout: number, at: string): Promise<never> => {
      try {
        return (await this.#call(entry, { operation, hooks: hooksOf[operation], payload: { module, ...payload }, timeout, doors })) as never;
      } catch (error) {
        throw located(error, operation, plugin, at);
      }
    };
    return {
      entry,
      call: (operation, context, doors, timeout) => call(operation, { context }, doors, timeout, context.analysis.address),
      ask: (operation, argument, timeout, at) => call(operation, { argument }, {}, timeout, at),
    };
  }

  close(): void {
    for (const { host } of [...this.#pools.values()].flat()) host.close();
    this.#pools.clear();
  }

  async #call(entry: Entry, call: HostCall): Promise<unknown> {
    const place = this.#place(entry);
    place.calls++;
    try {
      return await place.host.call(call);
    } finally {
      place.calls--;
    }
  }

  #place(entry: Entry): Place {
    const { directory, name, version } = entry.package;
    const pool = this.#pools.get(directory) ?? [];
    this.#pools.set(directory, pool);
    const idle = pool.find(({ calls }) => calls === 0);
    if (idle) return idle;
    if (pool.length >= this.#limit) return pool.toSorted((a, b) => a.calls - b.calls)[0]!;
    const place = {
      host: new PluginHost(programModule("pipeline/remote/host-main"), `${name} ${version}`, this.#memory, this.#onlyWrites),
      calls: 0,
    };
    pool.push(place);
    return place;
  }
}
