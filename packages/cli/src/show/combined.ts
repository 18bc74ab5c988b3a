import { candidatesFor, combinedAnalyses, type Analysis } from "@asimov-gw/core/analysis";
import type { Attempt } from "@asimov-gw/core/lifecycle/record";
import type { Ledger } from "@asimov-gw/core/ledger";
import { AsimovError } from "@asimov-gw/core/system";

/** What a subject or project analysis combines, as lines; none for any other: what an attempt was built with, or what a build now would take. */
export function combinedLines(ledger: Ledger, analysis: Analysis, attempt: Attempt | undefined): readonly string[] {
  if (analysis.kind === "event") return [];
  const used = attempt?.snapshot.analyses?.map(({ address, attempt: number }) => `${address} (attempt ${number})`);
  const all = used ?? addressesNow(ledger, analysis);
  const shown = all.slice(0, most).join(", ");
  return [`combines ${all.length > most ? `${shown} and ${all.length - most} more` : shown || "nothing that is there"}`];
}

const most = 20;

// Conditions about settings can't be judged where those contradict each other, which is told where they are shown.
function addressesNow(ledger: Ledger, analysis: Analysis): readonly string[] {
  try {
    return combinedAnalyses(analysis, candidatesFor(ledger, analysis)).map(({ address }) => address);
  } catch (error) {
    if (error instanceof AsimovError) return [`what can't be told: ${error.code}: ${error.message}`];
    throw error;
  }
}
