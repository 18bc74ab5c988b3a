import { schedulerBrand, schedulerVersion, type Scheduler, type SchedulerFactory } from "../../scheduler/index.ts";
import { AsimovError, isRecord } from "../../system/index.ts";
import { importPlugin } from "../serve.ts";
import type { SchedulerMake } from "./types.ts";

/**
 * Makes a scheduler with its options, in the process of its package. Throws `SCHEDULER_LOAD_FAILED`, `SCHEDULER_UNUSABLE`, `SCHEDULER_INCOMPLETE`, or
 * `SCHEDULER_OPTIONS` with what its factory threw, each with the package and its version.
 */
export async function makeScheduler(make: SchedulerMake): Promise<Scheduler> {
  const { name, plugin, options } = make;
  const factory = factoryOf(await imported(make), plugin);
  let made: unknown;
  try {
    made = await factory.create(options);
  } catch (cause) {
    throw new AsimovError("SCHEDULER_OPTIONS", {
      message: `${plugin}: scheduler "${name}" can't be used: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: `Mend its options: schedulers.${name} in the configuration (asimov config show).`,
      exitCode: 4,
      cause,
    });
  }
  const missing = methods.filter((method) => !isRecord(made) || typeof made[method] !== "function");
  if (missing.length > 0) throw incomplete(make, `lacks ${missing.join(", ")}`);
  const scheduler = made as Scheduler;
  if (!isGrace(scheduler.grace)) throw incomplete(make, `has a grace of ${String(scheduler.grace)}, which is no number of seconds`);
  return scheduler;
}

function incomplete({ name, plugin }: SchedulerMake, what: string): AsimovError {
  return new AsimovError("SCHEDULER_INCOMPLETE", {
    message: `${plugin}: scheduler "${name}" ${what}`,
    remedy: "Report it to the author of the package.",
    exitCode: 4,
  });
}

// Without end would be lost on the way, and the one of the configuration count, which is short.
function isGrace(grace: unknown): boolean {
  return grace === undefined || Number.isFinite(grace);
}

const methods = ["address", "submit", "query", "remove"] as const satisfies readonly (keyof Scheduler)[];

async function imported({ module, name, plugin }: SchedulerMake): Promise<unknown> {
  try {
    return (await importPlugin(module))["default"];
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    const { message, remedy, cause } = error;
    // Its module is no place that a user knows. A code of its own: on its way through the pipeline that submits it must not be taken for that one's.
    throw new AsimovError("SCHEDULER_LOAD_FAILED", {
      message: `${plugin}: scheduler "${name}" can't be loaded: ${message}`,
      remedy,
      exitCode: 4,
      cause,
    });
  }
}

function factoryOf(value: unknown, plugin: string): SchedulerFactory {
  const brand = isRecord(value) ? (value as Readonly<Record<symbol, unknown>>)[schedulerBrand] : undefined;
  if (brand === schedulerVersion) return value as SchedulerFactory;
  throw new AsimovError("SCHEDULER_UNUSABLE", {
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
