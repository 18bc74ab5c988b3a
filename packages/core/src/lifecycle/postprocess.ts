import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Analysis } from "../analysis/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { PostprocessorOperation } from "../pipeline/postprocessing/index.ts";
import { entriesOf } from "../plugins/index.ts";
import { assetFiles, inspectAssets, recordAssets } from "./assets.ts";
import { contextOf, type AttemptFacts } from "./context.ts";
import { hookDoors } from "./doors.ts";
import { configuredPostprocessors, currentJobs, isJobOf, postprocessorMissing, type ConfiguredPostprocessor } from "./postprocessing/index.ts";
import type { Attempt } from "./record/index.ts";
import type { Session } from "./session.ts";
import { submitDoors } from "./submit-doors.ts";

/**
 * Lets the configured post-processors of a finished attempt do what they can do now, one after the other: each is started when the one before it is
 * complete, and its products are recorded when it is itself. True when all are complete. Throws `POSTPROCESSOR_NOT_INSTALLED`, or what they throw.
 */
export async function postprocess(session: Session, analysis: Analysis, attempt: Attempt): Promise<boolean> {
  for (const step of configuredPostprocessors(attempt.snapshot.settings)) {
    if (!(await advanced(session, analysis, attempt, step))) return false;
  }
  return true;
}

/** Lets the configured post-processors refuse, before anything is built, settings with which they could do nothing later. Throws what they throw. */
export async function checkPostprocessors(session: Session, analysis: Analysis, draft: AttemptFacts): Promise<void> {
  for (const step of configuredPostprocessors(draft.snapshot.settings)) {
    const entry = entriesOf(session.discovery, "postprocessors").get(step.name);
    if (!entry) throw postprocessorMissing(analysis, step.name);
    const context = { ...contextOf(session, analysis, draft, step.name), postprocessing: { ...step, directory: directoryOf(draft, step) } };
    const { run, log } = hookDoors(session, analysis);
    await session.postprocessors.call(entry, "check", context, { run, log }, session.project.config.monitor.hookTimeout);
  }
}

/** Names of the recorded products of post-processors, which go to the store whatever the pipeline stores. */
export function postprocessedAssets(ledger: Ledger, { id, snapshot }: Attempt): readonly string[] {
  const steps = configuredPostprocessors(snapshot.settings);
  const names = new Set(assetFiles(ledger, id).map(({ name }) => name));
  return [...names].filter((name) => steps.some((step) => name.startsWith(assetName(step, ""))));
}

async function advanced(session: Session, analysis: Analysis, attempt: Attempt, step: ConfiguredPostprocessor): Promise<boolean> {
  const { ledger } = session.project;
  const isRecorded = (): boolean => assetFiles(ledger, attempt.id).some(({ name }) => name.startsWith(assetName(step, "")));
  const jobs = currentJobs(ledger, attempt.id).filter((job) => isJobOf(analysis, step.name, job));
  if (jobs.some(({ submitted, ended }) => submitted && !ended)) return false;
  if (isRecorded()) return true;
  // Asked again, it submits what did not get that far, under the same token.
  if (jobs.length === 0 || jobs.some(({ ended }) => !ended)) {
    await call(session, analysis, attempt, step, "run");
    if (currentJobs(ledger, attempt.id).some((job) => !job.ended && isJobOf(analysis, step.name, job))) return false;
  }
  if ((await call(session, analysis, attempt, step, "detectCompletion")) !== true) return false;
  await collect(session, analysis, attempt, step);
  return true;
}

async function collect(session: Session, analysis: Analysis, attempt: Attempt, step: ConfiguredPostprocessor): Promise<void> {
  const returned = (await call(session, analysis, attempt, step, "collectAssets")) ?? {};
  const files = await inspectAssets(returned, directoryOf(attempt, step), analysis.address, []);
  const named = files.map((file) => ({ ...file, name: assetName(step, file.name) }));
  session.project.ledger.change((transaction) => recordAssets(transaction, attempt.id, named));
}

function call(
  session: Session,
  analysis: Analysis,
  attempt: Attempt,
  step: ConfiguredPostprocessor,
  operation: PostprocessorOperation,
): Promise<unknown> {
  const entry = entriesOf(session.discovery, "postprocessors").get(step.name);
  if (!entry) throw postprocessorMissing(analysis, step.name);
  const directory = directoryOf(attempt, step);
  mkdirSync(directory, { recursive: true });
  const context = { ...contextOf(session, analysis, attempt, step.name), postprocessing: { ...step, directory } };
  const { run, log, publishPages, submitJob, submitWorkflow } = submitDoors(session, analysis, attempt, step.name);
  const submitting = operation === "run" ? { submitJob, submitWorkflow } : {};
  return session.postprocessors.call(
    entry,
    operation,
    context,
    { run, log, publishPages, ...submitting },
    session.project.config.monitor.hookTimeout,
  );
}

function directoryOf({ runDirectory }: Pick<Attempt, "runDirectory">, { name }: ConfiguredPostprocessor): string {
  return join(runDirectory, "postprocessing", name);
}

// Of another name than any product of the pipeline, whatever the two are called.
function assetName({ name }: ConfiguredPostprocessor, asset: string): string {
  return `${name}.${asset}`;
}
