import type { Analysis } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { AsimovError } from "@asimov-gw/core/system";

import { asWarning, printWarnings } from "./warnings.ts";

/** Tells, on standard error, which pipelines of these analyses are not installed, where that makes what is said of their settings incomplete. */
export function warnOfMissingPipelines(ledger: Ledger, analyses: readonly Analysis[], at: string): void {
  const missing = [...new Set(analyses.map(({ pipeline }) => pipeline))].filter((pipeline) => !ledger.formerNames.isKnown(pipeline));
  const warnings = missing.map((pipeline) => {
    const message = `pipeline ${pipeline} is not installed: of what the ledger has now, its defaults, and settings written under names that only it knows, are not counted`;
    const remedy = "asimov plugins lists those that are installed; to add one: npm install @asimov-gw/pipeline-NAME";
    return asWarning(new AsimovError("PIPELINE_NOT_INSTALLED", { message, at, remedy }));
  });
  printWarnings(warnings);
}
