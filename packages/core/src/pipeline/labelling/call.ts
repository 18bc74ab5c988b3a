import { PluginHost, type Entry } from "../../plugins/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { FinishedAnalysis, LabelCall, LabelValues } from "./types.ts";

/** The hosts of labellers: one process for each plugin package, started on first use. */
export class LabellerHosts {
  readonly #hosts = new Map<string, PluginHost>();

  /** The labels that a labeller gives an analysis. Throws what it threw, or `PLUGIN_LABELS`. */
  async label(entry: Entry, analysis: FinishedAnalysis, timeout: number): Promise<LabelValues> {
    const payload: LabelCall = { module: entry.module, analysis };
    return checked(await this.#host(entry).call({ operation: "label", payload, timeout, doors: {} }), entry);
  }

  close(): void {
    for (const host of this.#hosts.values()) host.close();
    this.#hosts.clear();
  }

  #host({ package: { directory, name, version } }: Entry): PluginHost {
    const program = new URL(import.meta.url.endsWith(".ts") ? "./child.ts" : "./child.js", import.meta.url);
    const host = this.#hosts.get(directory) ?? new PluginHost(program, `${name} ${version}`);
    this.#hosts.set(directory, host);
    return host;
  }
}

// Another package's code gave it.
function checked(value: unknown, entry: Entry): LabelValues {
  if (value === undefined || value === null) return {};
  if (isLabels(value)) return value;
  throw new AsimovError("PLUGIN_LABELS", {
    message: `it gave ${JSON.stringify(value)}, not a map of names to text, numbers, true or false`,
    at: entry.module,
  });
}

function isLabels(value: unknown): value is LabelValues {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every((one) => isScalar(one));
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
