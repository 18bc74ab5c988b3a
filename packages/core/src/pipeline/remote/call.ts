import { PluginHost, type Entry } from "../../plugins/index.ts";
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

/** The plugin hosts of one pass: one process for each plugin package, started on first use. */
export class PipelineHosts {
  readonly #hosts = new Map<string, PluginHost>();
  readonly #memory: number | undefined;

  /** `memory` is how many MiB each process may take. */
  constructor(memory?: number) {
    this.#memory = memory;
  }

  /** The pipeline behind an entry point. */
  pipeline(entry: Entry): RemotePipeline {
    const plugin = `${entry.package.name} ${entry.package.version}`;
    const { module } = entry;
    const call = async (operation: string, payload: object, doors: Partial<PipelineDoors>, timeout: number, at: string): Promise<never> => {
      try {
        return (await this.#host(entry).call({ operation, payload: { module, ...payload }, timeout, doors })) as never;
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
    for (const host of this.#hosts.values()) host.close();
    this.#hosts.clear();
  }

  #host(entry: Entry): PluginHost {
    const { directory, name, version } = entry.package;
    let host = this.#hosts.get(directory);
    if (!host) {
      const program = new URL(import.meta.url.endsWith(".ts") ? "./child.ts" : "./child.js", import.meta.url);
      host = new PluginHost(program, `${name} ${version}`, this.#memory);
      this.#hosts.set(directory, host);
    }
    return host;
  }
}
