import { PluginHost, type Entry } from "../../plugins/index.ts";
import { AsimovError, AsimovErrors, type ErrorDetails } from "../../system/index.ts";
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
      host = new PluginHost(new URL(import.meta.url.endsWith(".ts") ? "./host-main.ts" : "./host-main.js", import.meta.url), `${name} ${version}`);
      this.#hosts.set(directory, host);
    }
    return host;
  }
}

/** An error of the plugin `plugin` in one operation, located at `address` where it does not say better. */
export function located(error: unknown, operation: string, plugin: string, address: string): unknown {
  if (!(error instanceof AsimovError) || error instanceof AsimovErrors) return error;
  const { code, message, at = address, remedy, exitCode } = error;
  const said: Readonly<Record<string, Pick<ErrorDetails, "message" | "at">>> = {
    PLUGIN_ERROR: { message: `${plugin}: ${/^\w+ failed: /.test(message) ? "" : `${operation} failed: `}${message}`, at },
    // Its module is no place that a user knows.
    PLUGIN_LOAD_FAILED: { message: `${plugin} can't be loaded: ${message}`, at: address },
    PLUGIN_NOT_A_PIPELINE: { message: `${plugin}: ${message}`, at: address },
  };
  // What the plugin says about places is better than what we know; an unexpected error needs the plugin's name.
  const result = new AsimovError(code, { ...(Object.hasOwn(said, code) ? said[code]! : { message, at }), remedy, exitCode, cause: error });
  if (error.stack !== undefined) result.stack = error.stack;
  return result;
}
