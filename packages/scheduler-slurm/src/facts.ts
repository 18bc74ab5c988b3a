import type { Tools } from "./tools.ts";

/** How a cluster is configured, as far as it matters here. */
export interface ClusterFacts {
  /** Tasks that an array may have; 1 where there are no arrays. */
  readonly mostTasks: number;
  /** Whether `sacct` can answer. */
  readonly hasAccounting: boolean;
}

/** Asks the controller how its cluster is configured. Throws `SCHEDULER_UNREACHABLE`. */
export async function askFacts(tools: Tools): Promise<ClusterFacts> {
  const printed = await tools.ask("scontrol", ["show", "config"]);
  const value = (name: string): string => new RegExp(`^${name}\\s*= (.*)$`, "m").exec(printed)?.[1]?.trim() ?? "";
  // The numbers of tasks are below it, and begin at 0.
  const mostTasks = Math.max(1, Number(value("MaxArraySize")) || 1);
  return { mostTasks, hasAccounting: value("AccountingStorageType").endsWith("/slurmdbd") };
}
