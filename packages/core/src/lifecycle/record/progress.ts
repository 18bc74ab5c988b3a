import type { Analysis } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { Progress } from "../../pipeline/index.ts";

/** A look at the progress of an analysis, and when it was taken. */
export interface RecordedProgress extends Progress {
  readonly time: string;
}

/** The last look at the progress of an analysis, if there was one. */
export function recordedProgress(ledger: Ledger, analysis: Analysis): RecordedProgress | undefined {
  const row = ledger.get("SELECT content, time FROM progress WHERE analysis_id = ?", analysis.id);
  return row && { ...(JSON.parse(String(row["content"])) as Progress), time: String(row["time"]) };
}
