import { entriesOf, loadScheduler, type Discovery, type Entry } from "../plugins/index.ts";
import type { Config } from "../project/index.ts";
import type { GuardedScheduler, Scheduler, SchedulerOptions } from "../scheduler/index.ts";
import { isMap, type Settings } from "../settings/index.ts";
import { AsimovError, endsWithin } from "../system/index.ts";

/** The scheduler of this name, guarded: the one given, the local one, or that of a plugin. Throws `SCHEDULER_NOT_INSTALLED`, or as `loadScheduler`. */
export async function openScheduler(name: string, config: Config, discovery: Discovery, given?: Scheduler): Promise<GuardedScheduler> {
  const { guardScheduler, localScheduler } = await import("../scheduler/index.ts");
  const options = config.schedulers[name] ?? {};
  const guard = (scheduler: Scheduler): GuardedScheduler => guardScheduler(scheduler, { name, timeLimit: config.monitor.schedulerTimeout });
  if (given) return guard(given);
  const entry = entriesOf(discovery, "schedulers").get(name);
  if (entry) return guard(await loadInTime(entry, options, config.monitor.schedulerTimeout));
  if (name === "local") return guard(localScheduler(options));
  const installed = ["local", ...entriesOf(discovery, "schedulers").keys()].join(", ");
  throw new AsimovError("SCHEDULER_NOT_INSTALLED", {
    message: `scheduler "${name}" is not installed`,
    remedy: `Installed: ${installed}. To add one: npm install @asimov-gw/scheduler-${name}`,
    exitCode: 4,
  });
}

async function loadInTime(entry: Entry, options: SchedulerOptions, seconds: number): Promise<Scheduler> {
  const loading = loadScheduler(entry, options);
  if (await endsWithin(loading, seconds)) return loading;
  const { name, version } = entry.package;
  throw new AsimovError("SCHEDULER_TIMEOUT", {
    message: `${name} ${version}: scheduler "${entry.name}" was not made within ${seconds} s`,
    exitCode: 4,
  });
}

/** Name of the scheduler that takes the submissions of an analysis: by its settings, else that of the configuration. */
export function schedulerName(settings: Settings, config: Config): string {
  const section = Object.hasOwn(settings, "scheduler") ? settings["scheduler"] : undefined;
  const type = isMap(section) && Object.hasOwn(section, "type") ? section["type"] : undefined;
  return typeof type === "string" && type.trim() !== "" ? type.trim() : config.scheduler;
}
