import type { Ledger, Transaction } from "../../ledger/index.ts";

/** Does `work` as one transaction, or only to see what it gives: then everything is taken back. `command` as in {@link Ledger.change}. */
export function rehearse<T>(ledger: Ledger, dryRun: boolean, work: (transaction: Transaction) => T, command?: string): T {
  if (!dryRun) return ledger.change(work, command);
  const rehearsal = new Rehearsal<T>();
  try {
    ledger.change((transaction) => {
      rehearsal.outcome = { result: work(transaction) };
      throw rehearsal;
    });
  } catch (error) {
    if (error === rehearsal && rehearsal.outcome) return rehearsal.outcome.result;
    throw error;
  }
  throw rehearsal;
}

class Rehearsal<T> extends Error {
  outcome: { readonly result: T } | undefined;
}
