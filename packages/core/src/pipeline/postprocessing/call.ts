import { PluginHost, type Entry } from "../../plugins/index.ts";
import { programModule } from "../../system/index.ts";
import { located } from "../located.ts";
import type { ContextData, PipelineCall } from "../remote/protocol.ts";
import type { PostprocessorDoors, PostprocessorOperation } from "./types.ts";

/**
 * The hosts of post-processors: one process for each plugin package, started on first use. They are not those of pipelines: a pipeline waits in its
 * host while a post-processor of the same package may work.
 */
export class PostprocessorHosts {
  readonly #hosts = new Map<string, PluginHost>();

  /** Calls one member of the post-processor behind an entry point; errors are those of the plugin, located at the analysis. */
  async call(
    entry: Entry,
    operation: PostprocessorOperation,
    context: ContextData,
    doors: Partial<PostprocessorDoors>,
    timeout: number,
  ): Promise<unknown> {
    const payload: PipelineCall = { module: entry.module, context };
    try {
      return await this.#host(entry).call({ operation, payload, timeout, doors });
    } catch (error) {
      throw located(error, operation, `${entry.package.name} ${entry.package.version}`, context.analysis.address);
    }
  }

  close(): void {
    for (const host of this.#hosts.values()) host.close();
    this.#hosts.clear();
  }

  #host({ package: { directory, name, version } }: Entry): PluginHost {
    const host = this.#hosts.get(directory) ?? new PluginHost(programModule("pipeline/postprocessing/host-main"), `${name} ${version}`);
    this.#hosts.set(directory, host);
    return host;
  }
}
