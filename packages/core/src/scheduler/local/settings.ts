import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";

import { slug, thisHost } from "../../system/index.ts";

/** How clients and the supervisor talk through files; a client with a higher number takes over from an older supervisor. */
export const localProtocol = 2;

/** What a caller may set; everything has a default. */
export interface LocalOptions {
  /** Where the records are; `$ASIMOV_LOCAL_STATE`, or a directory of this host under `$XDG_STATE_HOME`. */
  readonly directory?: string | undefined;
  /** How many cores the jobs may take together; `$ASIMOV_LOCAL_SLOTS`, or all of the machine. */
  readonly slots?: number | undefined;
  /** Seconds between two looks of the supervisor when nothing wakes it. */
  readonly pollSeconds?: number | undefined;
  /** After so many seconds without an unfinished workflow the supervisor exits. */
  readonly idleSeconds?: number | undefined;
  /** Seconds between the request to a job to end (SIGTERM) and its end by force (SIGKILL). */
  readonly graceSeconds?: number | undefined;
  /** Seconds that a client waits for a supervisor to start. */
  readonly startSeconds?: number | undefined;
  readonly protocol?: number | undefined;
}

/** {@link LocalOptions} with all defaults, as clients pass it to the supervisor that they start. */
export type LocalSettings = { readonly [Name in keyof LocalOptions]-?: NonNullable<LocalOptions[Name]> };

/** `options` completed from the environment. */
export function localSettings(options: LocalOptions = {}, env: NodeJS.ProcessEnv = process.env): LocalSettings {
  return {
    directory: options.directory ?? env.ASIMOV_LOCAL_STATE ?? join(stateHome(env), "asimov", "local", slug(thisHost())),
    slots: options.slots ?? positive(env.ASIMOV_LOCAL_SLOTS) ?? availableParallelism(),
    pollSeconds: options.pollSeconds ?? 5,
    idleSeconds: options.idleSeconds ?? 60,
    graceSeconds: options.graceSeconds ?? 10,
    startSeconds: options.startSeconds ?? 20,
    protocol: options.protocol ?? localProtocol,
  };
}

/** The files of a state directory. */
export interface StatePaths {
  readonly directory: string;
  /** Names the host that the directory belongs to. */
  readonly host: string;
  /** The database whose lock is held by the supervisor for as long as it lives. */
  readonly lock: string;
  /** Tells who the supervisor is. It is evidence, the lock decides. */
  readonly supervisor: string;
  readonly log: string;
  /** Written by clients so that the supervisor looks at once. */
  readonly wake: string;
  /** Asks the supervisor to leave without touching the jobs. */
  readonly handover: string;
  readonly workflows: string;
}

/** The files of the state directory `directory`. */
export function statePaths(directory: string): StatePaths {
  const file = (name: string): string => join(directory, name);
  return {
    directory,
    host: file("host.json"),
    lock: file("lock.db"),
    supervisor: file("supervisor.json"),
    log: file("supervisor.log"),
    wake: file("wake"),
    handover: file("handover"),
    workflows: file("workflows"),
  };
}

function stateHome(env: NodeJS.ProcessEnv): string {
  return env.XDG_STATE_HOME || join(env.HOME || homedir(), ".local", "state");
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
