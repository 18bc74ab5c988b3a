import { findSubject } from "@asimov-gw/core/analysis";
import { describeDeferred, type Session } from "@asimov-gw/core/lifecycle";
import { foreseeAdvance, type Foreseen, type ForeseenBuild, type ForeseenDag } from "@asimov-gw/core/lifecycle/foresee";
import { typed } from "@asimov-gw/core/system";

import { exitCodeOf, failureToJson, formatFailure } from "../failures.ts";
import { overview } from "../overview.ts";
import { withSession } from "../with-session.ts";
import { chosenOnly, deferredToJson, editedIn, type ManageOptions } from "./manage.ts";

/** `asimov manage --dry-run`: what would be built and submitted; nothing is changed anywhere. */
export async function rehearseManage(directory: string, command: string, steps: readonly string[], options: ManageOptions): Promise<void> {
  const work = async (session: Session): Promise<void> => {
    const { ledger } = session.project;
    if (options.event !== undefined) findSubject(ledger, options.event);
    const selection = { subject: options.event, only: await chosenOnly(ledger, options) };
    const foreseen = await foreseeAdvance(session, selection, {
      build: steps.includes("build"),
      submit: steps.includes("submit"),
      edited: editedIn(options),
      maxSubmit: options.maxSubmit,
    });
    const waiting = [...overview(ledger, selection)].filter(({ waitsFor }) => waitsFor.length > 0);
    if (options.json) process.stdout.write(`${JSON.stringify(toJson(foreseen), null, 2)}\n`);
    else {
      print(foreseen);
      for (const { analysis, waitsFor } of waiting) process.stdout.write(`waits  ${analysis.address}  for ${waitsFor.join("; for ")}\n`);
      const { builds, submissions, failures } = foreseen;
      if (builds.length + submissions.length + failures.length + waiting.length === 0) process.stdout.write(`nothing to ${steps.join(" or ")}\n`);
    }
    process.exitCode = exitCodeOf(foreseen.failures);
  };
  await withSession(directory, command, work, undefined, true);
}

function print({ builds, submissions, failures, deferred }: Foreseen): void {
  for (const build of builds) {
    process.stdout.write(`would build  ${build.analysis.address}  ${build.draft.configFile}${wordsOf(build)}\n`);
    for (const line of build.changes ?? []) process.stdout.write(`  ${line}\n`);
  }
  for (const { analysis, scheduler, dag } of submissions) {
    process.stdout.write(`would submit  ${analysis.address}  to ${scheduler}\n`);
    for (const line of dagLines(dag)) process.stdout.write(`  ${line}\n`);
  }
  if (deferred) process.stdout.write(`${describeDeferred(deferred)}\n`);
  for (const failure of failures) process.stderr.write(`${formatFailure(failure)}\n`);
}

function wordsOf({ changes }: ForeseenBuild): string {
  if (changes === undefined) return "  (new)";
  return changes.length === 0 ? "  (as it is)" : "";
}

function dagLines(dag: ForeseenDag): readonly string[] {
  if (dag.kind === "built") return [`its workflow is built: ${dag.file}`];
  if (dag.kind === "workflow") return [`its workflow would be ${dag.file}`];
  if (dag.kind === "stopped") return [dag.reason];
  return [`its builder would run: ${dag.command.map(typed).join(" ")}`, `in ${dag.directory}`];
}

function toJson({ builds, submissions, failures, deferred }: Foreseen): object {
  return {
    dryRun: true,
    builds: builds.map(({ analysis, draft, changes }) => ({
      analysis: analysis.address,
      attempt: draft.number,
      file: draft.configFile,
      isNew: changes === undefined,
      changes: changes ?? [],
    })),
    submissions: submissions.map(({ analysis, scheduler, dag }) => ({ analysis: analysis.address, scheduler, ...dag })),
    deferred: deferredToJson(deferred),
    errors: failures.flatMap(failureToJson),
  };
}
