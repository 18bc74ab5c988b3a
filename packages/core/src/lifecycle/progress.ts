import type { Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { Progress } from "../pipeline/index.ts";
import { isMap, type Settings, type Value } from "../settings/index.ts";
import { AsimovError, timestamp } from "../system/index.ts";
import { callHook } from "./hooks.ts";
import { latestAttempt } from "./record/index.ts";
import type { Session } from "./session.ts";

/** Seconds that `checkProgress` and `whileRunning` of one analysis may take at most. */
const longestLook = 30;

/** Seconds after which a pass begins no more looks: the next one goes on with those that were looked at longest ago. */
const longestLooks = 60;

// Their looks are written down together.
const together = 50;

/** Calls `checkProgress` and `whileRunning` of those analyses whose last look is older than `interval` seconds. Their errors are told, never more. */
export async function lookAtProgress(session: Session, analyses: readonly Analysis[], interval: number): Promise<void> {
  const { ledger } = session.project;
  const end = performance.now() + longestLooks * 1000;
  const due = dueOf(ledger, analyses, interval);
  for (let start = 0; start < due.length; start += together) {
    const looks: Look[] = [];
    for (const analysis of due.slice(start, start + together)) {
      if (performance.now() >= end) break;
      const progress = await look(session, analysis);
      if (progress) looks.push({ id: analysis.id, progress });
    }
    note(ledger, looks);
  }
}

interface Look {
  readonly id: number;
  readonly progress: Progress;
}

// The one that was looked at longest ago first, so that all have their turn where there is no time for all.
function dueOf(ledger: Ledger, analyses: readonly Analysis[], interval: number): readonly Analysis[] {
  const looks = ledger.lists("SELECT analysis_id, time FROM progress").map(([id, time]) => [Number(id), Date.parse(String(time))] as const);
  const last = new Map(looks);
  const now = ledger.clock.now();
  return analyses
    .map((analysis) => ({ analysis, time: last.get(analysis.id) ?? 0 }))
    .filter(({ time }) => now - time >= interval * 1000)
    .toSorted((a, b) => a.time - b.time)
    .map(({ analysis }) => analysis);
}

async function look(session: Session, analysis: Analysis): Promise<Progress | undefined> {
  const { ledger, config } = session.project;
  const attempt = latestAttempt(ledger, analysis);
  if (!attempt) return undefined;
  try {
    // It came as JSON.
    return checked((await callHook(session, analysis, attempt, "look", {}, Math.min(longestLook, config.monitor.hookTimeout))) as Value | undefined);
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    session.notify({ level: "warn", address: analysis.address, text: `no progress to show: ${error.message}` });
    return {};
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

function note(ledger: Ledger, looks: readonly Look[]): void {
  if (looks.length === 0) return;
  const time = timestamp(ledger.clock);
  ledger.exclusively(() => {
    for (const { id, progress } of looks) ledger.note("progress", "analysis_id", { analysis_id: id, content: JSON.stringify(progress), time });
  });
}
