import { noAnswer, type Scheduler, type SchedulerOptions } from "../../scheduler/index.ts";
import { AsimovError, programModule } from "../../system/index.ts";
import { PluginHost } from "../host.ts";
import type { Entry } from "../manifest.ts";
import { HostPool } from "../pool.ts";
import type { SchedulerAnswer, SchedulerCall, SchedulerMake, SchedulerOperations } from "./types.ts";

/** How the processes of a scheduler are kept. */
export interface RemoteOptions {
  /** Seconds that a call may take before its process is killed. */
  readonly timeLimit: number;
  /** How many calls may be at work at the same time, each in a process of its own. */
  readonly parallel: number;
  /** MiB that each process may take. */
  readonly memory: number;
}

/** A scheduler in processes of its own, which are to be closed. */
export interface RemoteScheduler extends Scheduler {
  close(): void;
}

/**
 * The scheduler behind an entry point of group `schedulers`, made with its options in a process of its package: whatever ends or blocks that process
 * is an error of the call at work, and the next call starts it again. Errors that mean that it is out of reach (`SCHEDULER_*`) have exit code 4.
 * Throws what keeps it from being made.
 */
export async function remoteScheduler(
  entry: Entry,
  options: SchedulerOptions,
  { timeLimit, parallel, memory }: RemoteOptions,
): Promise<RemoteScheduler> {
  const { name, module } = entry;
  const plugin = `${entry.package.name} ${entry.package.version}`;
  const make: SchedulerMake = { module, name, plugin, options };
  const pool = new HostPool(() => new PluginHost(programModule("plugins/schedulers/host-main"), plugin, memory), parallel);
  const ask = async <O extends keyof SchedulerOperations>(operation: O, ...args: SchedulerOperations[O]): Promise<SchedulerAnswer> => {
    const payload: SchedulerCall = { ...make, args: given(args) };
    try {
      return (await pool.call({ operation, payload, timeout: timeLimit, doors: {} })) as SchedulerAnswer;
    } catch (error) {
      throw told(name, error);
    }
  };
  const close = (): void => pool.close();
  let { address, grace, has } = await ask("create").catch((error: unknown) => {
    close();
    throw error;
  });
  const answer = async <O extends keyof SchedulerOperations>(operation: O, ...args: SchedulerOperations[O]): Promise<never> => {
    const { value, address: now } = await ask(operation, ...args);
    address = now;
    return value as never;
  };
  return {
    address: () => address,
    grace,
    submit: (...args) => answer("submit", ...args),
    query: (tokens, jobIds = {}, how = {}) => answer("query", tokens, jobIds, how),
    remove: (...args) => answer("remove", ...args),
    ...(has.hold && { hold: (...args) => answer("hold", ...args) }),
    ...(has.release && { release: (...args) => answer("release", ...args) }),
    ...(has.jobs && { jobs: (...args) => answer("jobs", ...args) }),
    ...(has.recurring && {
      recurring: {
        start: (job) => answer("recurring.start", job),
        isStarted: (id) => answer("recurring.isStarted", id),
        stop: (id) => answer("recurring.stop", id),
      },
    }),
    ...(has.supervisor && { supervisor: { status: () => answer("supervisor.status"), stop: () => answer("supervisor.stop") } }),
    close,
  };
}

// JSON has no undefined: what is not given at the end is left out, so that defaults of the package count.
function given(args: readonly unknown[]): readonly unknown[] {
  return args.slice(0, args.findLastIndex((one) => one !== undefined) + 1);
}

const ends: ReadonlyMap<string, string> = new Map([
  ["PLUGIN_TIMEOUT", "SCHEDULER_TIMEOUT"],
  ["PLUGIN_CRASHED", "SCHEDULER_CRASHED"],
  ["PLUGIN_ERROR", "SCHEDULER_UNREACHABLE"],
  ["SYSTEM_REFUSED", "SCHEDULER_UNREACHABLE"],
]);

const patience = 'If it needs longer, raise "scheduler timeout" of section monitor in .asimov/config.yaml; else tell the plugin\'s author.';

// An error of its own stays what it is: it may refuse what is asked of it.
function told(name: string, error: unknown): unknown {
  if (!(error instanceof AsimovError)) return error;
  const { code, message, at, remedy } = error;
  const end = ends.get(code);
  if (end !== undefined) {
    const details = { message: `${noAnswer(name)}${message}`, remedy: code === "PLUGIN_TIMEOUT" ? patience : remedy };
    return new AsimovError(end, { ...details, exitCode: 4, cause: error });
  }
  return code.startsWith("SCHEDULER_") ? new AsimovError(code, { message, at, remedy, exitCode: 4, cause: error }) : error;
}
