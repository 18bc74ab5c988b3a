import { PluginHost, type Doors, type Entry } from "../../plugins/index.ts";
import { programModule } from "../../system/index.ts";
import { located } from "../located.ts";
import type { FunctionCall } from "./types.ts";

/** One call of the function behind an entry point. */
export interface FunctionRequest {
  /** What it is called for, in errors: `label`, `state review`. */
  readonly operation: string;
  readonly args: readonly unknown[];
  /** What it may ask for; each is called with the list of arguments. */
  readonly tools?: Doors | undefined;
  /** Seconds. */
  readonly timeout: number;
  /** Where its errors are, unless they say it themselves; its module when not given. */
  readonly at?: string | undefined;
}

/** The hosts of packages whose entry points are functions: one process for each package, started on first use. */
export class FunctionHosts {
  readonly #hosts = new Map<string, PluginHost>();
  readonly #memory: number | undefined;

  /** `memory` is how many MiB each process may take. */
  constructor(memory?: number) {
    this.#memory = memory;
  }

  /** Calls the function behind an entry point. Throws what it threw, located and with the name of its package. */
  async call(entry: Entry, { operation, args, tools = {}, timeout, at = entry.module }: FunctionRequest): Promise<unknown> {
    const payload: FunctionCall = { module: entry.module, args, tools: Object.keys(tools) };
    try {
      return await this.#host(entry).call({ operation, payload, timeout, doors: tools });
    } catch (error) {
      throw located(error, operation, `${entry.package.name} ${entry.package.version}`, at);
    }
  }

  close(): void {
    for (const host of this.#hosts.values()) host.close();
    this.#hosts.clear();
  }

  #host({ package: { directory, name, version } }: Entry): PluginHost {
    const host = this.#hosts.get(directory) ?? new PluginHost(programModule("pipeline/functions/host-main"), `${name} ${version}`, this.#memory);
    this.#hosts.set(directory, host);
    return host;
  }
}
