import { HostPool, PluginHost, type Entry } from "../../plugins/index.ts";
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

/** The plugin hosts of one pass: for each plugin package a pool of processes. */
export class PipelineHosts {
  readonly #pools = new Map<string, HostPool>();
  readonly #limit: number;
  readonly #memory: number | undefined;
  readonly #onlyWrites: string | undefined;

  /**
   * `limit` is the greatest number of processes for each package, `memory` how many MiB each may take; with `onlyWrites` they can write nothing outside
   * that directory, and start no program.
   */
  constructor(limit = 1, memory?: number, onlyWrites?: string) {
    this.#limit = limit;
    this.#memory = memory;
    this.#onlyWrites = onlyWrites;
  }

  /** The pipeline behind an entry point. */
  pipeline(entry: Entry): RemotePipeline {
    const plugin = `${entry.package.name} ${entry.package.version}`;
    const { module } = entry;
    const call = async (operation: string, payload: object, doors: Partial<PipelineDoors>, timeout: number, at: string): Promise<never> => {
      try {
        return (await this.#pool(entry).call({ operation, hooks: hooksOf[operation], payload: { module, ...payload }, timeout, doors })) as never;
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
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
  }

  #pool({ package: { directory, name, version } }: Entry): HostPool {
    const make = (): PluginHost => new PluginHost(programModule("pipeline/remote/host-main"), `${name} ${version}`, this.#memory, this.#onlyWrites);
    const pool = this.#pools.get(directory) ?? new HostPool(make, this.#limit);
    this.#pools.set(directory, pool);
    return pool;
  }
}
