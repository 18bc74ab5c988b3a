import { join } from "node:path";

import { analysisById } from "../analysis/index.ts";
import type { Ledger, Transaction } from "../ledger/index.ts";
import { displacementOf, newProjectId, placeFact, placeOf, type Project } from "../project/index.ts";
import { AsimovError, timestamp, typed } from "../system/index.ts";
import { openSubmissions } from "./record/index.ts";
import { writeStatus } from "./status.ts";

/** What {@link adopt} did, or would do. */
export interface Adoption {
  readonly from: string | undefined;
  /** How many attempts it had, whose directories are now looked for here. */
  readonly attempts: number;
  /** Analyses whose jobs are left to the original. */
  readonly left: readonly string[];
}

/**
 * Makes the project in another directory than before a project of that directory: `moved` is the same project in a new place, `copy` a project of its
 * own, which leaves everything that runs to the original. What was built names the old place, and is built anew before it runs again.
 * Throws `PROJECT_AT_HOME`, `PROJECT_ORIGINAL_EXISTS` or `SUBMISSIONS_OPEN`.
 */
export function adopt(
  project: Pick<Project, "directory" | "ledger">,
  as: "moved" | "copy",
  options: { readonly dryRun?: boolean | undefined } = {},
): Adoption {
  const { directory, ledger } = project;
  const displacement = displacementOf(directory, ledger);
  if (!displacement)
    throw new AsimovError("PROJECT_AT_HOME", { message: "the project is where it was: nothing is to be done", at: { file: directory } });
  const open = openSubmissions(ledger);
  if (as === "moved" && displacement.kind === "copied") throw originalExists(directory, displacement.from);
  if (as === "moved" && open.length > 0) throw stillOpen(directory, displacement.from, open.length);
  const of = (attempt: number): number => Number(ledger.get("SELECT analysis_id FROM attempts WHERE id = ?", attempt)?.["analysis_id"]);
  const left = [...new Set(open.map(({ attemptId }) => of(attemptId)))].map((id) => analysisById(ledger, id).address);
  const adoption = { from: displacement.from, attempts: Number(ledger.get("SELECT count(*) AS n FROM attempts")?.["n"]), left };
  if (options.dryRun) return adoption;
  ledger.exclusively(() => {
    ledger.change((transaction) => {
      leaveToOriginal(ledger, transaction, displacement.from);
      relocate(ledger, transaction, displacement.from, directory);
    });
    ledger.setFacts({ [placeFact]: placeOf(directory), adopted: timestamp(ledger.clock), ...(as === "copy" && { id: newProjectId() }) });
  });
  return adoption;
}

function leaveToOriginal(ledger: Ledger, transaction: Transaction, from: string | undefined): void {
  const now = timestamp(ledger.clock);
  const where = `it belongs to the project in ${from ?? "another directory"}, of which this is a copy`;
  for (const { id, token } of openSubmissions(ledger)) {
    transaction.update("submissions", id, { ended: now, outcome: JSON.stringify({ token, state: "unknown", reason: where }) });
  }
  for (const { id } of ledger.all("SELECT id FROM analyses WHERE status IN ('running', 'processing', 'stop', 'restart')")) {
    const analysis = analysisById(ledger, Number(id));
    const remedy = `To run it here: asimov analysis restart ${typed(analysis.address)} --refresh`;
    writeStatus(ledger, transaction, analysis, { status: "stopped", reason: where, remedy });
  }
}

// Config files and workflows name the old place inside: what did not finish can't go on from them.
function relocate(ledger: Ledger, transaction: Transaction, from: string | undefined, directory: string): void {
  const now = timestamp(ledger.clock);
  const cause = JSON.stringify({ kind: "superseded", message: "the project is in another directory now" });
  for (const row of ledger.all("SELECT id, run_directory, config_file, ended, outcome FROM attempts")) {
    const id = Number(row["id"]);
    transaction.update("attempts", id, {
      // What lies outside of the project is not ours to clean, whoever else uses it.
      run_directory: moved(String(row["run_directory"]), from, directory) ?? join(directory, ".asimov", "outside", String(id)),
      ...(typeof row["config_file"] === "string" && { config_file: moved(row["config_file"], from, directory) ?? row["config_file"] }),
      ...(row["outcome"] !== "finished" && { workflow: null }),
      ...(row["ended"] === null && { ended: now, outcome: "failed", cause }),
    });
  }
  for (const { id, path } of ledger.all("SELECT id, path FROM assets")) {
    const there = moved(String(path), from, directory);
    if (there !== undefined && there !== path) transaction.update("assets", Number(id), { path: there });
  }
}

function moved(path: string, from: string | undefined, to: string): string | undefined {
  if (path.startsWith(join(to, "/"))) return path;
  return from !== undefined && path.startsWith(join(from, "/")) ? join(to, path.slice(from.length)) : undefined;
}

function originalExists(directory: string, from: string | undefined): AsimovError {
  return new AsimovError("PROJECT_ORIGINAL_EXISTS", {
    message: `the project in ${from ?? "another directory"} is still there: this one is a copy, not the same one in another place`,
    at: { file: directory },
    remedy: "To make it a project of its own: asimov ledger adopt --copy",
  });
}

function stillOpen(directory: string, from: string | undefined, count: number): AsimovError {
  return new AsimovError("SUBMISSIONS_OPEN", {
    message: `${count} of its submissions may still run, in directories below ${from ?? "another directory"}`,
    at: { file: directory },
    remedy:
      "Move it back until they have ended, or stop them there (asimov analysis stop). To leave them to themselves: asimov ledger adopt --copy, and run what is needed anew.",
  });
}
