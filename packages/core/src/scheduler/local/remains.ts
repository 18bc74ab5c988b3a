import { signalProcess } from "../../system/index.ts";
import { clear, withdraw } from "../../wrapper/index.ts";
import { Strays } from "./strays.ts";

/** What {@link Remains} needs. */
export interface RemainsOptions {
  /** Between the request to end and the end by force. */
  readonly graceSeconds: number;
  /** Called when there is something to look at again soon, with {@link Remains.sweep}. */
  readonly lookAgain: () => void;
  readonly onProblem: (error: unknown) => void;
}

/** Ends what jobs leave behind: processes that were asked to end, those in other sessions, and records. */
export class Remains {
  readonly #options: RemainsOptions;
  /** When (of `performance.now`) what is named here was asked to end. */
  readonly #asked = new Map<string, number>();
  /** Tries whose records are withdrawn, but of which processes may be left in other sessions. */
  readonly #leaving = new Set<string>();
  readonly #strays = new Strays();

  constructor(options: RemainsOptions) {
    this.#options = options;
  }

  /** Asks processes to end, and after the grace ends them by force. `what` names them. */
  end(what: string, send: (signal: NodeJS.Signals) => void): void {
    const asked = this.#asked.get(what);
    if (asked === undefined) {
      this.#asked.set(what, performance.now());
      send("SIGTERM");
      // A stopped process gets the other signal only when it goes on.
      send("SIGCONT");
    } else if (performance.now() - asked >= this.#options.graceSeconds * 1000) send("SIGKILL");
  }

  /** Forgets that `what` was asked to end. */
  forget(what: string): void {
    this.#asked.delete(what);
  }

  /** Whether nothing is left of the ended job with this directory, also not in other sessions; asks what is left to end. */
  areGone(directory: string): boolean {
    this.#strays.look();
    return this.#areGone(directory);
  }

  /** The processes of the jobs with these directories in whatever sessions, by the directory. */
  processesOf(directories: readonly string[]): ReadonlyMap<string, readonly number[]> {
    this.#strays.look();
    return new Map(directories.map((directory) => [directory, this.#strays.of(directory)]));
  }

  /** Withdraws the records of an ended job, and sees to what may be left of it with the next {@link sweep}. */
  leave(directory: string): void {
    withdraw(directory);
    this.#leaving.add(directory);
    this.#options.lookAgain();
  }

  /** Removes the records of those of which nothing is left, and asks what is left of others to end. */
  sweep(): void {
    if (this.#leaving.size === 0) return;
    try {
      this.#strays.look();
      for (const directory of this.#leaving) {
        if (!this.#areGone(directory)) continue;
        clear(directory);
        this.#leaving.delete(directory);
      }
    } catch (error) {
      // Such as too many open files: tried again with the next one that leaves, and at the latest when the workflow ends.
      this.#options.onProblem(error);
    }
  }

  #areGone(directory: string): boolean {
    const strays = this.#strays.of(directory);
    const what = `${directory} strays`;
    if (strays.length === 0) {
      this.#asked.delete(what);
      return true;
    }
    this.end(what, (signal) => strays.forEach((pid) => signalProcess(pid, signal)));
    this.#options.lookAgain();
    return false;
  }
}
