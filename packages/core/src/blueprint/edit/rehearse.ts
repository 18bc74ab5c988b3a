import type { Ledger, Transaction } from "../../ledger/index.ts";

/** Does `work` as one transaction, or only to see what it gives: then everything is taken back. `command` as in {@link Ledger.change}. */
export function rehearse<T>(ledger: Ledger, dryRun: boolean, work: (transaction: Transaction) => T, command?: string): T {
  if (!dryRun) return ledger.change(work, command);
  const end = new Error("the rehearsal has ended");
  let outcome: { readonly result: T } | undefined;
  try {
    ledger.change((transaction) => {
      outcome = { result: work(transaction) };
      throw end;
    });
  } catch (error) {
    if (error !== end) throw error;
  }
  if (outcome) return outcome.result;
  throw end;
}
