import type { Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { Progress } from "../pipeline/index.ts";
import { AsimovError, timestamp } from "../system/index.ts";
import { latestAttempt } from "./attempts.ts";
import { callHook } from "./hooks.ts";
import type { Session } from "./session.ts";

/** Seconds that `checkProgress` and `whileRunning` may take. */
const timeLimit = 30;

/** A look at the progress of an analysis, and when it was taken. */
export interface RecordedProgress extends Progress {
  readonly time: string;
}

/** Calls `checkProgress` and `whileRunning` of those analyses whose last look is older than `interval` seconds. Their errors are told, never more. */
export async function lookAtProgress(session: Session, analyses: readonly Analysis[], interval: number): Promise<void> {
  const { ledger } = session.project;
  for (const analysis of analyses) {
    const last = recordedProgress(ledger, analysis);
    if (last && ledger.clock.now() - Date.parse(last.time) < interval * 1000) continue;
    const attempt = latestAttempt(ledger, analysis);
    if (!attempt) continue;
    try {
      const progress = await callHook(session, analysis, attempt, "checkProgress", {}, timeLimit);
      await callHook(session, analysis, attempt, "whileRunning", {}, timeLimit);
      note(ledger, analysis, progress ?? {});
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      note(ledger, analysis, {});
      session.notify({ level: "warn", address: analysis.address, text: `no progress to show: ${error.message}` });
    }
  }
}

/** The last look at the progress of an analysis, if there was one. */
export function recordedProgress(ledger: Ledger, analysis: Analysis): RecordedProgress | undefined {
  const row = ledger.get("SELECT content, time FROM progress WHERE analysis_id = ?", analysis.id);
  return row && { ...(JSON.parse(String(row["content"])) as Progress), time: String(row["time"]) };
}

function note(ledger: Ledger, analysis: Analysis, progress: object): void {
  ledger.note("progress", "analysis_id", { analysis_id: analysis.id, content: JSON.stringify(progress), time: timestamp(ledger.clock) });
}
