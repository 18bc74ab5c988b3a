import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { listAnalyses, readyAnalyses } from "@asimov-gw/core/analysis";
import { apply, parseBlueprint } from "@asimov-gw/core/blueprint";

import type { Figure } from "./figure.ts";
import { eventText, installed, openLedger, projectOf } from "./synthetic.ts";

const sizes = [10, 100, 1000];

/** How the cost of one more event, and of finding what is ready, grows with the project. */
export async function growthFigures(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  try {
    const figures = sizes.map((events) => ({ events, ...measure(projectOf(directory, events), events) }));
    const [smallest, largest] = [figures[0]!, figures.at(-1)!];
    return [
      ...figures.map(({ events, add }) => ({ name: `apply one more event to ${events}`, value: add, unit: "s" })),
      { name: `  ratio from ${smallest.events} to ${largest.events} events`, value: largest.add / smallest.add, unit: "", aim: 1.5 },
      ...figures.map(({ events, ready }) => ({ name: `find the ready analyses among ${2 * events}`, value: ready, unit: "s" })),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function measure(project: string, events: number): { readonly add: number; readonly ready: number } {
  const ledger = openLedger(project);
  try {
    const add = median(
      Array.from({ length: 15 }, (_, index) => {
        const documents = parseBlueprint(eventText(events + index), "more.yaml");
        return seconds(() => apply(ledger, documents, { installed }));
      }),
    );
    return { add, ready: median(Array.from({ length: 5 }, () => seconds(() => readyAnalyses(listAnalyses(ledger))))) };
  } finally {
    ledger.close();
  }
}

function seconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
