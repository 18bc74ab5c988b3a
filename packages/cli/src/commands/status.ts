import { allLabels, analysisComments } from "@asimov-gw/core/analysis";
import { findProject, openLedger, readPushes } from "@asimov-gw/core/project";
import { relative } from "node:path";
import { styleText } from "node:util";

import { age, decideAbsent, describe, overview, refresh, type OverviewRow } from "../overview.ts";
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
      print(rows, ledger.clock.now());
      return printPushes(findProject(directory));
    }
    const [labels, comments] = [allLabels(ledger), analysisComments(ledger)];
    const all = rows.map((row) => ({ ...toJson(row, comments.get(row.analysis.id)), labels: Object.fromEntries(labels.get(row.analysis.id) ?? []) }));
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  } finally {
    ledger.close();
  }
}

function print(rows: readonly OverviewRow[], now: number): void {
  if (rows.length === 0) process.stdout.write("no analyses yet; asimov apply -f BLUEPRINT.yaml adds some\n");
  // In large pieces: a write for each event would cost more than what is written.
  let text = "";
  for (const [subject, mine] of Map.groupBy(rows, ({ analysis }) => analysis.subject)) {
    text += `${[styleText("bold", subject ?? "project"), ...linesOf(mine, now)].join("\n")}\n`;
    if (text.length < pieceSize) continue;
    process.stdout.write(text);
    text = "";
  }
  process.stdout.write(text);
}

// Characters.
const pieceSize = 65_536;

function linesOf(mine: readonly OverviewRow[], now: number): readonly string[] {
  const reviewed = mine.some(({ review }) => review !== undefined);
  const cells = mine.map((row) => [
    `  ${row.analysis.name}`,
    row.analysis.pipeline,
    paint(row.analysis.status),
    ...(reviewed ? [row.review ? reviewCell(row.review) : ""] : []),
    age(row.analysis, now),
    describe(row),
  ]);
  return formatTable(cells, process.stdout.columns ?? 1000).flatMap((line, index) => [line, ...detailsOf(mine[index]!)]);
}

function detailsOf({ stale, analysis, unconfirmed }: OverviewRow): readonly string[] {
  const { reason, remedy } = analysis;
  const details = reason.split("\n").slice(1);
  const hints = [
    ...(unconfirmed ? [decideAbsent(unconfirmed.token)] : []),
    ...(stale.length > 0 ? [refresh(analysis.address)] : []),
    ...(remedy === undefined ? [] : [remedy]),
  ];
  return [
    ...details.map((detail) => `      ${detail.trim()}`),
    ...stale.map((change) => `      stale: ${change}`),
    ...hints.map((hint) => `      ${styleText("yellow", hint)}`),
  ];
}

// Config files that are not where others look for them: no analysis waits for that, but somebody may.
function printPushes(project: string): void {
  for (const { directory, message = "", remedy } of readPushes(project).filter(({ state }) => state === "failed")) {
    process.stdout.write(`${styleText("yellow", `not pushed: ${relative(project, directory)}`)}: ${message}\n`);
    if (remedy !== undefined) process.stdout.write(`      ${styleText("yellow", remedy)}\n`);
  }
}

function toJson({ analysis, waitsFor, progress, stale, unconfirmed, review }: OverviewRow, comment: string | undefined): object {
  const { address, kind, subject = null, name, pipeline, status: state, reason, remedy, since, needs } = analysis;
  return {
    address,
    kind,
    subject,
    name,
    pipeline,
    status: state,
    reason,
    remedy,
    since,
    needs,
    waitsFor,
    progress,
    stale,
    unconfirmed,
    review,
    comment,
  };
}
