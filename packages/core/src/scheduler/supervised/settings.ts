import { homedir } from "node:os";
import { join } from "node:path";

/** How clients and supervisors talk through files; a client with a higher number takes over from an older supervisor. */
export const supervisorProtocol = 2;

/** What clients and the supervisor of an engine agree on; clients pass it, with what the engine itself adds, as JSON to the supervisor that they start. */
export interface SupervisedSettings {
  /** Absolute path of the state directory, where all records are. */
  readonly directory: string;
  /** The host or the cluster that the state directory belongs to: others refuse to use it. */
  readonly home: string;
  /** Seconds between two looks of the supervisor when nothing wakes it. */
  readonly pollSeconds: number;
  /** After so many seconds without an unfinished workflow the supervisor exits. */
  readonly idleSeconds: number;
  /** Seconds that a client waits for a supervisor to start. */
  readonly startSeconds: number;
  readonly protocol: number;
}

/** The files of a state directory. */
export interface StatePaths {
  readonly directory: string;
  /** Names the host, or the cluster, that the directory belongs to. */
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

/** Where the state directory of an engine is when nobody says otherwise: `which` tells those of several hosts on a shared file system apart. */
export function usualDirectory(engine: string, which: string, env: NodeJS.ProcessEnv): string {
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), ".local", "state"), "asimov", engine, which);
}
