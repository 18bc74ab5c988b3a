import type { Recurring, Scheduler, SchedulerAddress, SchedulerOptions, Supervisor } from "../../scheduler/index.ts";

/** What is asked of a scheduler in its process, by the names of its methods, with their arguments. */
export interface SchedulerOperations {
  /** It is made, which the first call does at any rate. */
  readonly create: readonly [];
  readonly submit: Parameters<Scheduler["submit"]>;
  readonly query: Parameters<Scheduler["query"]>;
  readonly remove: Parameters<Scheduler["remove"]>;
  readonly hold: Parameters<NonNullable<Scheduler["hold"]>>;
  readonly release: Parameters<NonNullable<Scheduler["release"]>>;
  readonly jobs: Parameters<NonNullable<Scheduler["jobs"]>>;
  readonly "recurring.start": Parameters<Recurring["start"]>;
  readonly "recurring.isStarted": Parameters<Recurring["isStarted"]>;
  readonly "recurring.stop": Parameters<Recurring["stop"]>;
  readonly "supervisor.status": Parameters<Supervisor["status"]>;
  readonly "supervisor.stop": Parameters<Supervisor["stop"]>;
}

/** Which scheduler of a package is meant, and how it is made. */
export interface SchedulerMake {
  /** URL of its module. */
  readonly module: string;
  /** The name under which it is configured. */
  readonly name: string;
  /** Its package and the version of that, for people. */
  readonly plugin: string;
  readonly options: SchedulerOptions;
}

/** The payload of a call into the process of a scheduler. Each says how it is made: a process may be a new one. */
export interface SchedulerCall extends SchedulerMake {
  readonly args: readonly unknown[];
}

/** What comes back: what a method returned, and what the scheduler says of itself at that time. */
export interface SchedulerAnswer {
  readonly value?: unknown;
  readonly address: SchedulerAddress;
  readonly grace?: number | undefined;
  /** Which optional members it has. */
  readonly has: {
    readonly hold?: boolean;
    readonly release: boolean;
    readonly jobs?: boolean;
    readonly recurring: boolean;
    readonly supervisor?: boolean;
  };
}
