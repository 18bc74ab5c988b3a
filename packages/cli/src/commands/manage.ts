import { buildReady, describeDeferred, submitBuiltOnes, type Deferred, type Failure } from "@asimov-gw/core/lifecycle";
import { findAnalysis, findSubject } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";

import { exitCodeOf, failureToJson, formatFailure } from "../failures.ts";
import { outageLine } from "../outage.ts";
import { overview } from "../overview.ts";
import { whereIn } from "../selection.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov manage`. */
export interface ManageOptions {
  readonly event?: string;
  readonly analysis?: readonly string[];
  readonly where?: readonly string[];
  readonly overwrite?: boolean;
  readonly keepEdit?: boolean;
  readonly maxSubmit?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `asimov manage build` and `asimov manage submit`, also both in one. */
export async function manage(directory: string, command: string, steps: readonly string[], options: ManageOptions): Promise<void> {
  if (options.dryRun) return (await import("./manage-dry-run.ts")).rehearseManage(directory, command, steps, options);
  await withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    if (options.event !== undefined) findSubject(ledger, options.event);
    const only = await chosenOnly(ledger, options);
    const selection = { subject: options.event, only };
    const edited = editedIn(options);
    const failures: Failure[] = [];
    const lines: { readonly analysis: string; readonly step: string; readonly result: string }[] = [];
    if (steps.includes("build")) {
      const outcome = await buildReady(session, selection, edited);
      failures.push(...outcome.failures);
      lines.push(...outcome.built.map(({ analysis, file }) => ({ analysis: analysis.address, step: "built", result: file })));
    }
    let deferred: Deferred | undefined;
    if (steps.includes("submit")) {
      const left = { ...selection, leaveOut: new Set(failures.map(({ analysis }) => analysis.id)) };
      const outcome = await submitBuiltOnes(session, left, edited, options.maxSubmit);
      deferred = outcome.deferred;
      failures.push(...outcome.failures);
      lines.push(...outcome.submitted.map(({ analysis, jobId }) => ({ analysis: analysis.address, step: "submitted", result: jobId })));
    }
    session.push();
    const waiting = [...overview(ledger, selection)].filter(({ waitsFor }) => waitsFor.length > 0);
    if (options.json) {
      const errors = failures.flatMap(failureToJson);
      const waits = waiting.map(({ analysis, waitsFor }) => ({ analysis: analysis.address, waitsFor }));
      process.stdout.write(`${JSON.stringify({ done: lines, waiting: waits, deferred: deferredToJson(deferred), errors }, null, 2)}\n`);
    } else {
      for (const { analysis, step, result } of lines) process.stdout.write(`${step}  ${analysis}  ${result}\n`);
      for (const { analysis, waitsFor } of waiting) process.stdout.write(`waits  ${analysis.address}  for ${waitsFor.join("; for ")}\n`);
      if (deferred) process.stdout.write(`${describeDeferred(deferred)}\n`);
      if (lines.length + waiting.length + failures.length === 0) process.stdout.write(`nothing to ${steps.join(" or ")}\n`);
      for (const outage of session.outages.told.filter(({ unsubmitted }) => unsubmitted > 0))
        process.stderr.write(`${outageLine(outage, ledger.clock.now())}\n`);
      for (const failure of failures) process.stderr.write(`${formatFailure(failure)}\n`);
    }
    process.exitCode = exitCodeOf(failures);
  });
}

/** What the options say of config files that were edited by hand. */
export function editedIn({ overwrite, keepEdit }: ManageOptions): "overwrite" | "keep" | "refuse" {
  return overwrite ? "overwrite" : keepEdit ? "keep" : "refuse";
}

/** What was held back, for programs. */
export function deferredToJson(deferred: Deferred | undefined): object | undefined {
  return deferred && { analyses: deferred.analyses.map(({ address }) => address), reason: deferred.reason };
}

/** Ids of what is named and what is selected together; undefined, for all, when neither is said. */
export async function chosenOnly(ledger: Ledger, { analysis, where, event }: ManageOptions): Promise<ReadonlySet<number> | undefined> {
  if (!analysis && !where) return undefined;
  const chosen = [...(analysis ?? []).map((address) => findAnalysis(ledger, address)), ...(where ? await whereIn(ledger, where, event) : [])];
  return new Set(chosen.map(({ id }) => id));
}
