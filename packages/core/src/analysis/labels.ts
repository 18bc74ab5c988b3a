import type { Ledger } from "../ledger/index.ts";
import type { Value } from "../settings/index.ts";

/** The labels of all analyses that have any, by id and name. */
export function allLabels(ledger: Ledger): ReadonlyMap<number, ReadonlyMap<string, Value>> {
  const byAnalysis = new Map<number, Map<string, Value>>();
  for (const row of ledger.all("SELECT analysis_id, name, value FROM labels ORDER BY name")) {
    const id = Number(row["analysis_id"]);
    const mine = byAnalysis.get(id) ?? new Map<string, Value>();
    byAnalysis.set(id, mine.set(String(row["name"]), JSON.parse(String(row["value"])) as Value));
  }
  return byAnalysis;
}
