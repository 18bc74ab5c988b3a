import type { Analysis } from "../analysis/index.ts";
import { AsimovError, isRecord } from "../system/index.ts";
import { callHook } from "./hooks.ts";
import { latestAttempt } from "./record/index.ts";
import type { Session } from "./session.ts";

/** Absolute paths of the files with posterior samples of the newest attempt, as the pipeline names them. Throws what the hook throws, or `HOOK_RESULT`. */
export async function samplesOf(session: Session, analysis: Analysis): Promise<readonly string[]> {
  const returned = await ask(session, analysis, "samples");
  if (Array.isArray(returned) && returned.every((path) => typeof path === "string")) return returned;
  throw unexpected(analysis, "samples", returned, '["/absolute/samples.hdf5"]');
}

/** The piece of HTML that the pipeline has for the report of the newest attempt. Errors as {@link samplesOf}. */
export async function htmlOf(session: Session, analysis: Analysis): Promise<string> {
  const returned = await ask(session, analysis, "html");
  if (typeof returned === "string") return returned;
  throw unexpected(analysis, "html", returned, '"<p>...</p>"');
}

/** Pages that the program made for the newest attempt, by label. Errors as {@link samplesOf}. */
export async function resultPagesOf(session: Session, analysis: Analysis): Promise<Readonly<Record<string, string>>> {
  const returned = await ask(session, analysis, "resultPages");
  if (isRecord(returned)) {
    const pages = Object.entries(returned).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    if (pages.length === Object.keys(returned).length) return Object.fromEntries(pages);
  }
  throw unexpected(analysis, "resultPages", returned, '{ Summary: "/absolute/summary.html" }');
}

function ask(session: Session, analysis: Analysis, hook: "samples" | "html" | "resultPages"): Promise<unknown> {
  const attempt = latestAttempt(session.project.ledger, analysis);
  if (attempt) return callHook(session, analysis, attempt, hook);
  throw new AsimovError("NOT_BUILT", { message: "the analysis has no attempt yet", at: analysis.address, remedy: "asimov manage build" });
}

function unexpected({ address }: Analysis, hook: string, returned: unknown, form: string): AsimovError {
  const shown = (JSON.stringify(returned) ?? "nothing").slice(0, 200);
  return new AsimovError("HOOK_RESULT", { message: `${hook} returned ${shown}`, at: address, remedy: `Its author returns ${form}.` });
}
