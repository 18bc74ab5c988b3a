import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Ledger } from "@asimov-gw/core/ledger";

import { cpuSeconds, peakMemory, type Figure } from "./figure.ts";
import { runningProject } from "./running.ts";

const onePass = fileURLToPath(new URL("one-pass.ts", import.meta.url));

/** What one pass costs over many running analyses of which nothing is new, and what one change of a status costs. */
export async function passFigures(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  try {
    const figures: Figure[] = [];
    for (const [running, aim] of [
      [1000, 2],
      [10_000, 15],
    ] as const) {
      const project = runningProject(join(directory, `running-${running}`), running);
      const command = [onePass, project];
      figures.push({
        name: `one pass over ${running} running analyses, with a look at each`,
        value: cpuSeconds(process.execPath, [...command, "0"], project, 1),
        unit: "s of CPU",
        aim,
      });
      figures.push({ name: `  when no look is due`, value: cpuSeconds(process.execPath, [...command, "600"], project, 3), unit: "s of CPU", aim });
      figures.push({ name: `  memory`, value: await peakMemory(process.execPath, [...command, "0"], project), unit: "MB", aim: 400 });
      if (running === 1000) figures.push(...changeFigures(project));
    }
    return figures;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

// As in the lifecycle: one row, compare-and-set, with its history.
function changeFigures(project: string): readonly Figure[] {
  const milliseconds = (durable: boolean): number => {
    const ledger = Ledger.open(join(project, ".asimov", "ledger.db"), { command: "bench", durable });
    const times = Array.from({ length: 200 }, (_, index) => {
      const start = performance.now();
      ledger.change((transaction) => transaction.update("analyses", index + 1, { reason: `${durable} ${index}` }));
      return performance.now() - start;
    });
    ledger.close();
    return times.toSorted((a, b) => a - b)[100]!;
  };
  const [durable, careless] = [milliseconds(true), milliseconds(false)];
  return [
    { name: "one change of a status, on disk when it returns", value: durable, unit: "ms", aim: 10 },
    { name: "  ratio to one that waits for no disk", value: durable / careless, unit: "" },
  ];
}
