import { allLabels, analysisComments, currentPauses, describePause, type Pause } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { decideInWords, heldNote, silenceNote, usageOfAnalyses } from "@asimov-gw/core/lifecycle/record";
import { findProject, openLedger, readPushes } from "@asimov-gw/core/project";
import { relative } from "node:path";
import { styleText } from "node:util";

import { passNotes } from "../pass-notes.ts";
import { age, describe, overview, refresh, type OverviewRow } from "../overview.ts";
import { reviewCell } from "../review-cell.ts";
import { scopeOf } from "../selection.ts";
import { formatTable, paint } from "../table.ts";

/** `asimov report status`: every analysis with its status, why, and what to do. */
export async function status(
  directory: string,
  command: string,
  name: string | undefined,
  options: { readonly json?: boolean; readonly where?: readonly string[] },
): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const rows = overview(ledger, { ...(await scopeOf(ledger, name, options.where)), stale: true });
    if (!options.json) {
      print(rows, ledger);
      printPushes(findProject(directory));
      return printNotes(ledger);
    }
    const [labels, comments, used] = [allLabels(ledger), analysisComments(ledger), usageOfAnalyses(ledger)];
    const all = Array.from(rows, (row) => ({
      ...toJson(row, comments.get(row.analysis.id)),
      labels: Object.fromEntries(labels.get(row.analysis.id) ?? []),
      used: used.get(row.analysis.id),
    }));
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    const note = heldNote(ledger) ?? silenceNote(ledger);
    if (note !== undefined) process.stderr.write(`${note}\n`);
  } finally {
    ledger.close();
  }
}

function print(rows: Iterable<OverviewRow>, ledger: Ledger): void {
  const pauses = currentPauses(ledger);
  const suffix = (pause: Pause | undefined): string => (pause ? `  ${styleText("yellow", describePause(pause))}` : "");
  const project = pauses.find(({ of }) => of === undefined);
  if (project) process.stdout.write(`${styleText("yellow", `the project is ${describePause(project)}`)}\n`);
  const now = ledger.clock.now();
  // In large pieces: a write for each event would cost more than what is written.
  let text = "";
  let isEmpty = true;
  for (const mine of bySubject(rows)) {
    isEmpty = false;
    const { subject } = mine[0]!.analysis;
    const pause = subject === undefined ? undefined : pauses.find(({ of }) => of === subject);
    text += `${[`${styleText("bold", subject ?? "project")}${suffix(pause)}`, ...linesOf(mine, now)].join("\n")}\n`;
    if (text.length < pieceSize) continue;
    process.stdout.write(text);
    text = "";
  }
  process.stdout.write(isEmpty ? "no analyses yet; asimov apply -f BLUEPRINT.yaml adds some\n" : text);
}

// They come subject by subject.
function* bySubject(rows: Iterable<OverviewRow>): Generator<readonly OverviewRow[]> {
  let mine: OverviewRow[] = [];
  for (const row of rows) {
    if (mine.length > 0 && mine[0]!.analysis.subject !== row.analysis.subject) {
      yield mine;
      mine = [];
    }
    mine.push(row);
  }
  if (mine.length > 0) yield mine;
}

// Characters.
const pieceSize = 65_536;

function linesOf(mine: readonly OverviewRow[], now: number): readonly string[] {
  const reviewed = mine.some(({ review }) => review !== undefined);
  const ranked = mine.some(({ analysis }) => analysis.priority !== 0);
  const cells = mine.map((row) => [
    `  ${row.analysis.name}`,
    row.analysis.pipeline,
    paint(row.analysis.status),
    ...(ranked ? [row.analysis.priority === 0 ? "" : `priority ${row.analysis.priority}`] : []),
    ...(reviewed ? [row.review ? reviewCell(row.review) : ""] : []),
    age(row.analysis, now),
    describe(row),
  ]);
  return formatTable(cells, process.stdout.columns ?? 1000).flatMap((line, index) => [line, ...detailsOf(mine[index]!)]);
}

// What the last pass held back, and that none comes any more.
function printNotes(ledger: Ledger): void {
  process.stdout.write(passNotes(ledger));
  const note = silenceNote(ledger);
  if (note !== undefined) process.stdout.write(`${styleText("red", note)}\n`);
}

function detailsOf({ stale, analysis, unconfirmed }: OverviewRow): readonly string[] {
  const { reason, remedy } = analysis;
  const details = reason.split("\n").slice(1);
  const hints = new Set([
    ...(unconfirmed ? [decideInWords(unconfirmed.token)] : []),
    ...(stale.length > 0 ? [refresh(analysis.address)] : []),
    ...(remedy === undefined ? [] : [remedy]),
  ]);
  return [
    ...details.map((detail) => `      ${detail.trim()}`),
    ...stale.map((change) => `      stale: ${change}`),
    ...[...hints].map((hint) => `      ${styleText("yellow", hint)}`),
  ];
}

// Config files that are not where others look for them: no analysis waits for that, but somebody may.
function printPushes(project: string): void {
  for (const { directory, message = "", remedy } of readPushes(project).filter(({ state }) => state === "failed")) {
    process.stdout.write(`${styleText("yellow", `not pushed: ${relative(project, directory)}`)}: ${message}\n`);
    if (remedy !== undefined) process.stdout.write(`      ${styleText("yellow", remedy)}\n`);
  }
}

function toJson({ analysis, waitsFor, progress, stale, unconfirmed, review, paused }: OverviewRow, comment: string | undefined): object {
  const { address, kind, subject = null, name, pipeline, status: state, reason, remedy, since, needs, priority } = analysis;
  const pause = paused && { of: paused.of ?? null, until: paused.until ?? null, user: paused.user, reason: paused.reason };
  const what = { address, kind, subject, name, pipeline, priority, status: state, reason, remedy, since, paused: pause };
  return { ...what, needs, waitsFor, progress, stale, unconfirmed, review, comment };
}
