import type { Ledger } from "../ledger/index.ts";
import type { Target } from "./target.ts";

/** The priority that was given to a subject or an analysis itself, if one was. */
export function ownPriority(ledger: Ledger, target: Target): number | undefined {
  const [table, id] = rowOf(target);
  const value = ledger.get(`SELECT priority FROM ${table} WHERE id = ?`, id)?.["priority"];
  return typeof value === "number" ? value : undefined;
}

/** Gives subjects and analyses a priority, or takes theirs away: an analysis without one has that of its subject, a subject without one 0. */
export function setPriority(ledger: Ledger, targets: readonly Target[], priority: number | undefined): void {
  ledger.change((transaction) => {
    for (const target of targets) transaction.update(...rowOf(target), { priority: priority ?? null });
  });
}

function rowOf({ subject, analysis }: Target): readonly ["subjects" | "analyses", number] {
  return analysis ? ["analyses", analysis.id] : ["subjects", subject.id];
}
