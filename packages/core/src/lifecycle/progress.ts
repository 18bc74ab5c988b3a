import type { Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { Progress } from "../pipeline/index.ts";
import { isMap, type Settings, type Value } from "../settings/index.ts";
import { AsimovError, timestamp } from "../system/index.ts";
import { callHook } from "./hooks.ts";
import { latestAttempt, recordedProgress } from "./record/index.ts";
import type { Session } from "./session.ts";

/** Seconds that `checkProgress` and `whileRunning` may take at most. */
const longestLook = 30;

/** Calls `checkProgress` and `whileRunning` of those analyses whose last look is older than `interval` seconds. Their errors are told, never more. */
export async function lookAtProgress(session: Session, analyses: readonly Analysis[], interval: number): Promise<void> {
  const { ledger, config } = session.project;
  const timeLimit = Math.min(longestLook, config.monitor.hookTimeout);
  for (const analysis of analyses) {
    const last = recordedProgress(ledger, analysis);
    if (last && ledger.clock.now() - Date.parse(last.time) < interval * 1000) continue;
    const attempt = latestAttempt(ledger, analysis);
    if (!attempt) continue;
    try {
      const progress = await callHook(session, analysis, attempt, "checkProgress", {}, timeLimit);
      await callHook(session, analysis, attempt, "whileRunning", {}, timeLimit);
      // It came as JSON.
      note(ledger, analysis, checked(progress as Value | undefined));
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      note(ledger, analysis, {});
      session.notify({ level: "warn", address: analysis.address, text: `no progress to show: ${error.message}` });
    }
  }
}

// What another package's code returned is looked at, not trusted: what does not fit is left out.
function checked(returned: Value | undefined): Progress {
  const { stage, done, total, measures, message }: Settings = isMap(returned) ? returned : {};
  const numbers = Object.entries(isMap(measures) ? measures : {}).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return {
    ...(typeof stage === "string" && { stage: oneLine(stage) }),
    ...(typeof done === "number" && { done }),
    ...(typeof total === "number" && { total }),
    ...(numbers.length > 0 && { measures: Object.fromEntries(numbers) }),
    ...(typeof message === "string" && { message: oneLine(message) }),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}

function note(ledger: Ledger, analysis: Analysis, progress: object): void {
  ledger.note("progress", "analysis_id", { analysis_id: analysis.id, content: JSON.stringify(progress), time: timestamp(ledger.clock) });
}
