import { AsimovError } from "../system/index.ts";
import type { Scheduler } from "./types.ts";

/** The key under which a scheduler's factory carries the version of the contract it was written for. Shared by all copies of core. */
export const schedulerBrand: unique symbol = Symbol.for("asimov.scheduler") as typeof schedulerBrand;

/** Version of the contract with schedulers that this core speaks. */
export const schedulerVersion = 1;

/** Options of a scheduler, as the configuration has them under its name. */
export type SchedulerOptions = Readonly<Record<string, unknown>>;

/** What the module of a scheduler gives: how to make one. */
export interface SchedulerFactory {
  /**
   * Makes the scheduler with its options, once in each process that works for it. Throws what is wrong with them; asks the engine nothing yet.
   */
  create(options: SchedulerOptions): Scheduler | Promise<Scheduler>;
}

/** Marks a factory as that of a scheduler; the default export of a scheduler's module. Throws `SCHEDULER_INCOMPLETE`. */
export function defineScheduler<F extends SchedulerFactory>(factory: F): F {
  if (typeof factory.create !== "function") {
    throw new AsimovError("SCHEDULER_INCOMPLETE", {
      message: "the scheduler lacks create",
      remedy: "Its author writes: export default defineScheduler({ create(options) { return ...; } })",
    });
  }
  Object.defineProperty(factory, schedulerBrand, { value: schedulerVersion });
  return factory;
}
