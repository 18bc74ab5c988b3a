import { findAnalysis, ledgerFacts, listAnalyses, parseSelection, selected, type Analysis } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { AsimovError } from "@asimov-gw/core/system";

import { ask } from "./ask.ts";
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
    throw new AsimovError("SELECTION_MISSING", {
      message: addresses.length > 0 ? "addresses and --where are both given" : "neither an address nor --where is given",
      remedy: "Give addresses such as EV1/pe, or a selection such as --where 'pipeline: bilby, status: stuck'.",
      exitCode: 2,
    });
  }
  return where.length > 0
    ? whereIn(ledger, where)
    : [...new Map(addresses.map((address) => findAnalysis(ledger, address)).map((one) => [one.id, one])).values()];
}

/** The analyses, of one subject if it is given, that `--where` selects. Throws as {@link parseSelection} and {@link selected}. */
export async function whereIn(ledger: Ledger, where: readonly string[], subject?: string): Promise<readonly Analysis[]> {
  return selected(await parseSelection(where), listAnalyses(ledger, subject), ledgerFacts(ledger));
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
  const answer = await ask("Go on? [y/N] ");
  if (answer !== undefined) return /^y(?:es)?$/i.test(answer);
  throw new AsimovError("SELECTION_UNCONFIRMED", {
    message: `${analyses.length} analyses would change, and nobody can be asked`,
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
