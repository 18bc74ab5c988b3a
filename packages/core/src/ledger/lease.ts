import { identify, liveness, thisHost, timestamp, type ProcessIdentity } from "../system/index.ts";
import type { Ledger } from "./ledger.ts";

/** Who holds a lease, since when. `epoch` grows with every holder: a write made under an older one is refused. */
export interface Lease {
  readonly name: string;
  readonly epoch: number;
  readonly holder: ProcessIdentity;
  readonly acquired: string;
}

/** The outcome of {@link acquireLease}: ours, or whose it is. */
export type LeaseOutcome = { readonly acquired: true; readonly lease: Lease } | { readonly acquired: false; readonly heldBy: Lease };

/** Takes the lease `name`, unless a process that is not provably dead holds it. Until it is given back, `ledger` writes nothing without it. */
export function acquireLease(ledger: Ledger, name: string): LeaseOutcome {
  const outcome = ledger.exclusively<LeaseOutcome>(() => {
    const current = readLease(ledger, name);
    if (current?.holder && !isFree(current.holder)) return { acquired: false, heldBy: current as Lease };
    const holder = identify();
    if (!holder) throw new Error(`process ${process.pid} of ${thisHost()} does not see itself in /proc`);
    const lease: Lease = { name, epoch: (current?.epoch ?? 0) + 1, holder, acquired: timestamp(ledger.clock) };
    ledger.note("leases", "name", { name, epoch: lease.epoch, holder: JSON.stringify(holder), acquired: lease.acquired });
    return { acquired: true, lease };
  });
  if (outcome.acquired) ledger.held.add(outcome.lease);
  return outcome;
}

/** Gives a lease back; nothing happens when somebody else has it by now. */
export function releaseLease(ledger: Ledger, lease: Lease): void {
  ledger.held.remove(lease);
  ledger.exclusively(() => {
    if (holdsLease(ledger, lease)) ledger.note("leases", "name", { name: lease.name, epoch: lease.epoch, holder: null, acquired: null });
  });
}

/** Whether `lease` is still the newest of its name, and was not given back. */
export function holdsLease(ledger: Ledger, lease: Lease): boolean {
  const current = readLease(ledger, lease.name);
  return current?.holder !== undefined && current.epoch === lease.epoch;
}

interface StoredLease {
  readonly name: string;
  readonly epoch: number;
  readonly holder: ProcessIdentity | undefined;
  readonly acquired: string;
}

function readLease(ledger: Ledger, name: string): StoredLease | undefined {
  const row = ledger.get("SELECT epoch, holder, acquired FROM leases WHERE name = ?", name);
  if (!row) return undefined;
  const holder = row["holder"] === null ? undefined : (JSON.parse(String(row["holder"])) as ProcessIdentity);
  return { name, epoch: Number(row["epoch"]), holder, acquired: String(row["acquired"]) };
}

// Our own earlier lease is free too: this process can't be in two passes at once.
function isFree(holder: ProcessIdentity): boolean {
  return liveness(holder) === "dead" || (holder.pid === process.pid && holder.host === thisHost());
}
