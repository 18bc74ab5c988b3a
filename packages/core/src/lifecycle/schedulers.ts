import { entriesOf, remoteScheduler, type Discovery } from "../plugins/index.ts";
import type { Config } from "../project/index.ts";
import type { GuardedScheduler, Scheduler } from "../scheduler/index.ts";
import { isMap, type Settings } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";

/**
 * The scheduler of this name, guarded, which is to be closed: the one given, that of a plugin, in a process of its own, or the local one. Its option
 * `engine` names the plugin's entry point where its name does not: several schedulers may be of one engine. Throws `SCHEDULER_NOT_INSTALLED`, or as
 * `remoteScheduler`.
 */
export async function openScheduler(name: string, config: Config, discovery: Discovery, given?: Scheduler): Promise<GuardedScheduler> {
  const { configuredOptions, guardScheduler, localScheduler } = await import("../scheduler/index.ts");
  const { engine, options } = configuredScheduler(name, config);
  const { schedulerTimeout: timeLimit, parallel, hookMemory: memory } = config.monitor;
  if (given) return guardScheduler(given, { name, timeLimit });
  const entry = entriesOf(discovery, "schedulers").get(engine);
  if (entry) {
    const remote = await remoteScheduler(entry, options, { timeLimit, parallel, memory });
    // Its process is ended with the call, which the guard could only give up.
    return guardScheduler(remote, { name, timeLimit: Infinity, close: () => remote.close() });
  }
  if (name === "local") return guardScheduler(localScheduler(configuredOptions(options, config.sources)), { name, timeLimit });
  const installed = ["local", ...entriesOf(discovery, "schedulers").keys()].join(", ");
  throw new AsimovError("SCHEDULER_NOT_INSTALLED", {
    message: `scheduler "${engine}" is not installed${engine === name ? "" : `: the engine of "${name}"`}`,
    remedy: `Installed: ${installed}. To add one: npm install @asimov-gw/scheduler-${engine}`,
    exitCode: 4,
  });
}

/** What the configuration says of a scheduler. */
export interface ConfiguredScheduler {
  /** Name of the entry point, or `local`. */
  readonly engine: string;
  /** The site whose profile counts for what is submitted there. */
  readonly site: string | undefined;
  /** What the engine itself is told. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the configuration says of the scheduler of this name. */
export function configuredScheduler(name: string, config: Pick<Config, "schedulers">): ConfiguredScheduler {
  const { engine, site, ...options } = config.schedulers[name] ?? {};
  return { engine: wordIn(engine) ?? name, site: wordIn(site), options };
}

function wordIn(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** Name of the scheduler that takes the submissions of an analysis: by its settings, else that of the configuration. */
export function schedulerName(settings: Settings, config: Config): string {
  const section = Object.hasOwn(settings, "scheduler") ? settings["scheduler"] : undefined;
  const type = isMap(section) && Object.hasOwn(section, "type") ? section["type"] : undefined;
  return typeof type === "string" && type.trim() !== "" ? type.trim() : config.scheduler;
}
