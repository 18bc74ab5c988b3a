import { AsimovError } from "../system/index.ts";

/** A lease as far as its owner must know it. */
export interface HeldLease {
  readonly name: string;
  readonly epoch: number;
}

/** The leases under which a process writes; it may not any more once one of them is another's. */
export class HeldLeases {
  readonly #epochs = new Map<string, number>();

  add({ name, epoch }: HeldLease): void {
    this.#epochs.set(name, epoch);
  }

  remove({ name, epoch }: HeldLease): void {
    if (this.#epochs.get(name) === epoch) this.#epochs.delete(name);
  }

  /** Throws `LEASE_LOST` (exit code 5) unless the newest epoch of each lease, as `newest` gives it, is still ours. */
  refuseLost(newest: (name: string) => number | undefined): void {
    for (const [name, epoch] of this.#epochs) {
      if (newest(name) === epoch) continue;
      throw new AsimovError("LEASE_LOST", {
        message: `another process has taken over the work of this one (${name}), which seemed to be dead; nothing more was changed`,
        remedy: "Leave the work to the other process; asimov report status shows how far it is.",
        exitCode: 5,
      });
    }
  }
}
