import { analysisById, findTarget, ownPriority, setPriority, type Target } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";
import { AsimovError } from "@asimov-gw/core/system";

import { confirmed, whereIn, type SelectionOptions } from "../selection.ts";

/** Options of `asimov priority`. */
export interface PriorityOptions extends SelectionOptions {
  /** Take it away. */
  readonly clear?: boolean;
}

/** `asimov priority`: shows the priority of events and analyses, or sets it. */
export async function priority(directory: string, command: string, words: readonly string[], options: PriorityOptions): Promise<void> {
  const { names, value } = read(words, options);
  const ledger = openLedger(directory, { command });
  try {
    const selected = options.where ? await whereIn(ledger, options.where) : [];
    const targets = [...names.map((name) => findTarget(ledger, name)), ...selected.map((analysis): Target => ({ subject: undefined, analysis }))];
    const changes = value !== undefined || options.clear === true;
    if (changes && options.where && !(await confirmed(selected, "priority", options))) return;
    if (changes && !options.dryRun) setPriority(ledger, targets, value);
    print(ledger, targets, options);
  } finally {
    ledger.close();
  }
}

// The last word is the number, where it is one and does not stand alone for a name.
function read(
  words: readonly string[],
  { where, clear }: PriorityOptions,
): { readonly names: readonly string[]; readonly value: number | undefined } {
  const last = words.at(-1);
  const isNumber = last !== undefined && /^[+-]?\d{1,6}$/.test(last) && (words.length > 1 || where !== undefined);
  const names = isNumber ? words.slice(0, -1) : words;
  if (names.length > 0 === (where !== undefined) || (isNumber && clear)) {
    throw new AsimovError("PRIORITY_USAGE", {
      message: "it takes an event or addresses, or --where, and then a number or --clear",
      remedy: "asimov priority GW150914 10; asimov priority GW150914/pe --clear; asimov priority --where 'pipeline: bilby' 5",
      exitCode: 2,
    });
  }
  return { names, value: isNumber ? Number(last) : undefined };
}

function print(ledger: Ledger, targets: readonly Target[], { json, dryRun }: PriorityOptions): void {
  const rows = targets.map((target) => {
    const own = ownPriority(ledger, target);
    const { analysis, subject } = target;
    const what = analysis?.address ?? subject?.name ?? "";
    return { what, priority: analysis ? analysisById(ledger, analysis.id).priority : (own ?? 0), own: own ?? null };
  });
  if (json) {
    process.stdout.write(`${JSON.stringify(dryRun ? { dryRun: true, now: rows } : rows, null, 2)}\n`);
    return;
  }
  const note = (own: number | null, isAnalysis: boolean): string => (own !== null || !isAnalysis ? "" : "  (of its event)");
  for (const [index, { what, priority: value, own }] of rows.entries())
    process.stdout.write(
      `${dryRun ? "would change  " : ""}${what}  priority ${value}${note(own, targets[index]?.analysis !== undefined && value !== 0)}\n`,
    );
}
