import { schedulerBrand, schedulerVersion, type Scheduler, type SchedulerFactory, type SchedulerOptions } from "../scheduler/index.ts";
import { AsimovError, isRecord } from "../system/index.ts";
import type { Entry } from "./manifest.ts";
import { importPlugin } from "./serve.ts";

/**
 * The scheduler behind an entry point of group `schedulers`, made with its options. It runs in our process: it must answer at once, as often as asked.
 * Throws `PLUGIN_LOAD_FAILED`, `PLUGIN_NOT_A_SCHEDULER`, `SCHEDULER_INCOMPLETE`, or `SCHEDULER_OPTIONS` with what its factory threw, each with the
 * package and its version.
 */
export async function loadScheduler(entry: Entry, options: SchedulerOptions): Promise<Scheduler> {
  const plugin = `${entry.package.name} ${entry.package.version}`;
  const factory = factoryOf(await imported(entry, plugin), plugin);
  let made: unknown;
  try {
    made = await factory.create(options);
  } catch (cause) {
    throw new AsimovError("SCHEDULER_OPTIONS", {
      message: `${plugin}: scheduler "${entry.name}" can't be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: `Mend its options: schedulers.${entry.name} in the configuration (asimov config show).`,
      exitCode: 4,
      cause,
    });
  }
  const missing = methods.filter((method) => !isRecord(made) || typeof made[method] !== "function");
  if (missing.length === 0) return made as Scheduler;
  throw new AsimovError("SCHEDULER_INCOMPLETE", {
    message: `${plugin}: scheduler "${entry.name}" lacks ${missing.join(", ")}`,
    remedy: "Report it to the author of the package.",
    exitCode: 4,
  });
}

const methods = ["address", "submit", "query", "remove"] as const satisfies readonly (keyof Scheduler)[];

async function imported(entry: Entry, plugin: string): Promise<unknown> {
  try {
    return (await importPlugin(entry.module))["default"];
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    const { code, message, remedy, cause } = error;
    // Its module is no place that a user knows.
    throw new AsimovError(code, { message: `${plugin} can't be loaded: ${message}`, remedy, exitCode: 4, cause });
  }
}

function factoryOf(value: unknown, plugin: string): SchedulerFactory {
  const brand = isRecord(value) ? (value as Readonly<Record<symbol, unknown>>)[schedulerBrand] : undefined;
  if (brand === schedulerVersion) return value as SchedulerFactory;
  throw new AsimovError("PLUGIN_NOT_A_SCHEDULER", {
    message:
      brand === undefined
        ? `${plugin}: its module has no scheduler as its default export`
        : `${plugin}: its scheduler was written for version ${JSON.stringify(brand)} of the contract, this core speaks ${schedulerVersion}`,
    remedy:
      brand === undefined
        ? "Its author writes: export default defineScheduler({ create(options) { return ...; } })"
        : `npm install ${plugin.split(" ")[0]}@latest`,
    exitCode: 4,
  });
}
