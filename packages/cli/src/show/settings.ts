import { candidatesFor, commentOf, currentReview, formatLabel, labelsOf, subjectByName, type Analysis } from "@asimov-gw/core/analysis";
import { decideInWords, staleAnalyses, unconfirmedSubmissions, type Attempt, type Effective } from "@asimov-gw/core/lifecycle/record";
import type { Ledger } from "@asimov-gw/core/ledger";
import { differences, formatPath, pathKey, pathOfKey, toYaml, type Difference } from "@asimov-gw/core/settings";
import { AsimovError, AsimovErrors, typed } from "@asimov-gw/core/system";

import { refresh } from "../overview.ts";
import { reviewCell } from "../review-cell.ts";
import { combinedLines } from "./combined.ts";
import { shownLayer, shownPlace } from "./place.ts";
import { shownValue } from "./value.ts";

/** The settings of an analysis as YAML, with what there is to say of them as comments. */
export async function settingsText(
  ledger: Ledger,
  analysis: Analysis,
  shown: Effective,
  attempt: Attempt | undefined,
  now: () => Effective,
  { directory, at }: { readonly directory: string; readonly at?: string | undefined },
): Promise<string> {
  const then = at === undefined ? "that a build now would take" : `that a build would have taken at ${at}`;
  const of = attempt ? `that attempt ${attempt.number} was built with, ${attempt.started}` : then;
  const notes = [
    `${analysis.address} (${analysis.pipeline}, ${analysis.status}${analysis.priority === 0 ? "" : `, priority ${analysis.priority}`}): settings ${of}`,
    ...combinedLines(ledger, analysis, attempt),
    ...built(attempt),
    ...said(ledger, analysis),
    ...pinned(ledger, analysis),
    ...labelled(ledger, analysis),
  ];
  if (at === undefined) notes.push(...stale(ledger, analysis), ...unconfirmed(ledger, analysis));
  if (attempt) notes.push(...older(analysis, attempt, compare(shown, now), directory));
  notes.push(...spelledOtherwise(shown), ...derived(shown));
  return notes.map((note) => `# ${note}\n`).join("") + (await toYaml(shown.settings));
}

/** The settings of an analysis for programs, with the origin of each. */
export function settingsJson(ledger: Ledger, analysis: Analysis, shown: Effective, now: () => Effective): object {
  const comparison = shown.attempt === undefined ? undefined : compare(shown, now);
  const { address, pipeline, priority, status, subjectRevision } = analysis;
  return {
    address,
    pipeline,
    priority,
    status,
    subjectRevision: subjectRevision ?? null,
    newestSubjectRevision: newestRevision(ledger, analysis) ?? null,
    attempt: shown.attempt ?? null,
    labels: labelsOf(ledger, analysis),
    stale: changedNeeds(ledger, analysis),
    unconfirmed: unconfirmedSubmissions(ledger).get(analysis.id) ?? null,
    review: currentReview(ledger, analysis),
    comment: commentOf(ledger, analysis),
    settings: shown.settings,
    lineage: Object.fromEntries(shown.lineage),
    ...(comparison instanceof AsimovError && { now: comparison.toJSON() }),
    ...(comparison &&
      "differing" in comparison && { ledgerDiffers: comparison.differing.map(({ path, before, after }) => ({ path, before, after })) }),
  };
}

function built(attempt: Attempt | undefined): readonly string[] {
  if (!attempt?.program) return [];
  const { path, version } = attempt.program;
  return [`its workflow was built by ${path}${version === undefined ? "" : ` ${version}`}`];
}

// What people say of it: the comment of its blueprint, and the review that counts.
function said(ledger: Ledger, analysis: Analysis): readonly string[] {
  const comment = commentOf(ledger, analysis);
  const review = currentReview(ledger, analysis);
  return [
    ...(comment === undefined ? [] : [`comment: ${comment}`]),
    ...(review ? [`review: ${reviewCell(review)} by ${review.user}, ${review.time}${review.message === "" ? "" : `: ${review.message}`}`] : []),
  ].map((line) => line.replaceAll(/\s*\n\s*/g, " "));
}

function unconfirmed(ledger: Ledger, { id }: Analysis): readonly string[] {
  const submission = unconfirmedSubmissions(ledger).get(id);
  if (!submission) return [];
  const { token, since, reason } = submission;
  return [`unconfirmed since ${since}: submission ${token}: ${reason}`.replaceAll(/\s*\n\s*/g, " "), decideInWords(token)];
}

function newestRevision(ledger: Ledger, { subject }: Analysis): number | undefined {
  return subject === undefined ? undefined : subjectByName(ledger, subject)!.revision;
}

function pinned(ledger: Ledger, analysis: Analysis): readonly string[] {
  const newest = newestRevision(ledger, analysis);
  return newest === analysis.subjectRevision
    ? []
    : [`it stays on revision ${analysis.subjectRevision} of ${analysis.subject}; the newest is ${newest}`];
}

function labelled(ledger: Ledger, analysis: Analysis): readonly string[] {
  const labels = labelsOf(ledger, analysis);
  return labels.length === 0 ? [] : [`labels: ${labels.map(formatLabel).join(", ")}`];
}

function stale(ledger: Ledger, analysis: Analysis): readonly string[] {
  const changes = changedNeeds(ledger, analysis).map((change) => `  ${change}`);
  return changes.length === 0 ? [] : [`what it needs changed since it was built (${refresh(analysis.address)} takes it as it is now):`, ...changes];
}

function changedNeeds(ledger: Ledger, analysis: Analysis): readonly string[] {
  return staleAnalyses(ledger, candidatesFor(ledger, analysis)).get(analysis.id) ?? [];
}

function spelledOtherwise({ lineage }: Effective): readonly string[] {
  return [...lineage].flatMap(([key, { layer, writtenAs }]) =>
    writtenAs === undefined ? [] : [`${formatPath(pathOfKey(key))} is written as ${writtenAs} (${layer})`],
  );
}

function derived({ lineage }: Effective): readonly string[] {
  return [...lineage].flatMap(([key, { from }]) => (from ? [`${formatPath(pathOfKey(key))} is derived from ${from.join(", ")}`] : []));
}

function older(analysis: Analysis, attempt: Attempt, comparison: Comparison | AsimovError, directory: string): readonly string[] {
  if (comparison instanceof AsimovError) {
    const problems = comparison instanceof AsimovErrors ? comparison.errors : [comparison];
    return problems.map(({ code, message }) => `the ledger of now makes no settings of it: ${code}: ${message}`);
  }
  const { now, differing } = comparison;
  if (differing.length === 0) return [];
  const lines = differing.map(({ path, before, after }) => {
    const origin = now.lineage.get(pathKey(path));
    const where = origin ? ` (${shownLayer(origin)}${origin.at ? `, ${shownPlace(origin.at, directory)}` : ""})` : "";
    return `  ${formatPath(path)}: ${shownValue(before)} -> ${shownValue(after)}${where}`;
  });
  return [`attempt ${attempt.number} ran with older settings; the ledger says now (asimov show ${typed(analysis.address)} --now):`, ...lines];
}

interface Comparison {
  readonly now: Effective;
  readonly differing: readonly Difference[];
}

// With the ledger of now; an error where that makes no settings.
function compare(shown: Effective, resolveNow: () => Effective): Comparison | AsimovError {
  try {
    const now = resolveNow();
    return { now, differing: differences(shown.settings, now.settings) };
  } catch (error) {
    if (error instanceof AsimovError) return error;
    throw error;
  }
}
