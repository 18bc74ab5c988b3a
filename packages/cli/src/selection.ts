import {
  findAnalysis,
  findTarget,
  isAboutSetting,
  ledgerFacts,
  listAnalyses,
  parseSelection,
  selected,
  type Analysis,
} from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { AsimovError, AsimovErrors, throwAll, typed } from "@asimov-gw/core/system";

import { agreed } from "./ask.ts";
import { warnOfMissingPipelines } from "./missing-pipelines.ts";
import { formatTable, paint } from "./table.ts";

/** Options of commands that change analyses which are named or selected. */
export interface SelectionOptions {
  readonly where?: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** The analyses with these addresses, or those that `--where` selects. Throws `SELECTION_MISSING`, or as {@link parseSelection} and {@link selected}. */
export async function chosen(ledger: Ledger, addresses: readonly string[], { where = [] }: SelectionOptions): Promise<readonly Analysis[]> {
  if (addresses.length > 0 === where.length > 0) {
    const remedy = "Give addresses such as EV1/pe, or a selection such as --where 'pipeline: bilby, status: stuck'.";
    throw addresses.length > 0 ? selectionMissing(remedy, "addresses and --where are both given") : selectionMissing(remedy);
  }
  return where.length > 0
    ? whereIn(ledger, where)
    : [...new Map(addresses.map((address) => findAnalysis(ledger, address)).map((one) => [one.id, one])).values()];
}

/** The analyses, of one subject if it is given, that `--where` selects. Throws as {@link parseSelection} and {@link selected}. */
export async function whereIn(ledger: Ledger, where: readonly string[], subject?: string): Promise<readonly Analysis[]> {
  return selectedIn(ledger, listAnalyses(ledger, subject), where);
}

/**
 * All analyses, or those of what was named, or those of them that `--where` selects; for commands that show. Throws as {@link findTarget},
 * {@link parseSelection} and {@link selected}.
 */
export async function targets(
  ledger: Ledger,
  subject: string | undefined,
  name: string | undefined,
  where: readonly string[] = [],
): Promise<readonly Analysis[]> {
  const target = subject === undefined ? undefined : findTarget(ledger, subject, name);
  const all = target?.analysis ? [target.analysis] : listAnalyses(ledger, target?.subject.name);
  return where.length === 0 ? all : selectedIn(ledger, all, where);
}

async function selectedIn(ledger: Ledger, all: readonly Analysis[], where: readonly string[]): Promise<readonly Analysis[]> {
  const needs = await parseSelection(where);
  const about = where.filter((_, index) => needs[index]?.conditions.some(isAboutSetting));
  if (about[0] !== undefined) warnOfMissingPipelines(ledger, all, `--where ${JSON.stringify(about[0])}`);
  return selected(needs, all, ledgerFacts(ledger));
}

/**
 * The analysis that was named to a command about `things` of one; `option` is what may be given instead. Throws as {@link findTarget},
 * `SELECTION_MISSING` and `ANALYSIS_MISSING`.
 */
export function oneAnalysis(
  ledger: Ledger,
  subject: string | undefined,
  name: string | undefined,
  { command, things, option }: { readonly command: string; readonly things: string; readonly option: string },
): Analysis {
  if (subject === undefined) {
    const remedy = `${command} SUBJECT/ANALYSIS, or ${command} ${option}`;
    throw selectionMissing(remedy, `neither an address nor ${option.split(" ")[0]} is given`);
  }
  const { analysis } = findTarget(ledger, subject, name);
  if (analysis) return analysis;
  throw new AsimovError("ANALYSIS_MISSING", {
    message: `"${subject}" is an event, and ${things} are of one analysis`,
    remedy: `${command} ${typed(subject)} ANALYSIS, or asimov show ${typed(subject)} for their names`,
    exitCode: 2,
  });
}

/** What a command is about: all analyses of a subject, or those with these ids. */
export interface Scope {
  readonly subject: string | undefined;
  readonly only: ReadonlySet<number> | undefined;
}

/** The scope that a subject or an analysis, and `--where`, set; everything without them. Throws as {@link targets}. */
export async function scopeOf(ledger: Ledger, name: string | undefined, where?: readonly string[]): Promise<Scope> {
  const target = name === undefined ? undefined : findTarget(ledger, name);
  const subject = target?.subject?.name;
  if (!target?.analysis && !where) return { subject, only: undefined };
  return { subject, only: new Set((await targets(ledger, name, undefined, where)).map(({ id }) => id)) };
}

/**
 * Whether a change of selected analyses is to be made: shows them with their counts, and asks a person when they are several. What was named
 * one by one is not asked about. Throws `SELECTION_UNCONFIRMED` where nobody can be asked.
 */
export async function confirmed(analyses: readonly Analysis[], what: string, options: SelectionOptions): Promise<boolean> {
  const lines = selectionLines(analyses, `${what}${options.dryRun ? " would change" : ""}`);
  const isSelected = options.where !== undefined;
  if (options.dryRun) {
    if (options.json)
      process.stdout.write(`${JSON.stringify({ dryRun: true, analyses: analyses.map(({ address, status }) => ({ address, status })) }, null, 2)}\n`);
    else process.stdout.write(`${lines.join("\n")}\n`);
    return false;
  }
  if (isSelected && !options.json) process.stderr.write(`${lines.join("\n")}\n`);
  if (!isSelected || options.yes || analyses.length === 1) return true;
  const answer = await agreed("Go on?");
  if (answer !== undefined) return answer;
  throw unconfirmed(`${analyses.length} analyses would change`);
}

/** What `work` gives for each analysis, in one list. Throws the problems of all of them together, the same one once. */
export function inAll<T>(analyses: readonly Analysis[], work: (analysis: Analysis) => readonly T[]): readonly T[] {
  const problems: AsimovError[] = [];
  const results = analyses.flatMap((analysis) => {
    try {
      return work(analysis);
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      problems.push(...(error instanceof AsimovErrors ? error.errors : [error]));
      return [];
    }
  });
  throwAll([...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()]);
  return results;
}

/** The error for a command that names no analysis, or names some in both ways. */
export function selectionMissing(remedy: string, message = "neither an address nor --where is given"): AsimovError {
  return new AsimovError("SELECTION_MISSING", { message, remedy, exitCode: 2 });
}

/** The error for a change of several analyses that nobody can be asked about. */
export function unconfirmed(what: string): AsimovError {
  return new AsimovError("SELECTION_UNCONFIRMED", {
    message: `${what}, and nobody can be asked`,
    remedy: "Look at them with --dry-run, then say --yes.",
  });
}

const longest = 20;

function selectionLines(analyses: readonly Analysis[], what: string): readonly string[] {
  const counts = [...Map.groupBy(analyses, ({ status }) => status)].map(([status, mine]) => `${mine.length} ${status}`);
  const rows = analyses.slice(0, longest).map(({ address, pipeline, status }) => [`  ${address}`, pipeline, paint(status)]);
  const more = analyses.length > longest ? [`  and ${analyses.length - longest} more`] : [];
  return [
    `${what}: ${analyses.length} ${analyses.length === 1 ? "analysis" : "analyses"} (${counts.join(", ")})`,
    ...formatTable(rows, Infinity),
    ...more,
  ];
}
