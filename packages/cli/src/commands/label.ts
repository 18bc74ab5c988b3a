import { formatLabel, labelName, labelsOf, parseLabel, removeLabels, writeLabels, type Analysis } from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";
import { AsimovError } from "@asimov-gw/core/system";

import { chosen, confirmed, type SelectionOptions } from "../selection.ts";
import { formatTable } from "../table.ts";

/** Options of `asimov label`. */
export interface LabelOptions extends SelectionOptions {
  readonly remove?: readonly string[];
}

/** `asimov label`: writes labels on analyses, takes them away, or shows those that are there. */
export async function label(directory: string, command: string, words: readonly string[], options: LabelOptions): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    // With --where all words are labels, else the first is the address.
    const labels = (options.where ? words : words.slice(1)).map(parseLabel);
    const names = (options.remove ?? []).map(labelName);
    const twice = labels.find(({ name }) => names.includes(name));
    if (twice) {
      throw new AsimovError("LABEL_INVALID", { message: `"${twice.name}" is to be written and removed`, remedy: "Do one of both.", exitCode: 2 });
    }
    const analyses = await chosen(ledger, options.where ? [] : words.slice(0, 1), options);
    const changes = labels.length + names.length > 0;
    if (changes && !(await confirmed(analyses, "label", options))) return;
    if (changes) {
      ledger.change(() => {
        for (const analysis of analyses) {
          writeLabels(
            ledger,
            analysis,
            labels.map((one) => ({ ...one, origin: "person" })),
          );
          removeLabels(ledger, analysis, names);
        }
      });
    }
    print(ledger, analyses, options);
  } finally {
    ledger.close();
  }
}

function print(ledger: Ledger, analyses: readonly Analysis[], { json }: LabelOptions): void {
  const all = analyses.map((analysis) => ({ address: analysis.address, labels: labelsOf(ledger, analysis) }));
  if (json) return void process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  const rows = all.map(({ address, labels }) => [address, labels.map(formatLabel).join("  ") || "no labels"]);
  for (const line of formatTable(rows, Infinity)) process.stdout.write(`${line}\n`);
}
