import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { cpuSeconds, peakMemory, type Figure } from "./figure.ts";

const oneReading = fileURLToPath(new URL("one-reading.ts", import.meta.url));
const rift = fileURLToPath(
  new URL("../packages/core/test/workflow/fixtures/rift/prod/marginalize_intrinsic_parameters_BasicIterationWorkflow.dag", import.meta.url),
);
const riftNodes = 548;
const runs = 5;

/** What it costs to read workflow files: RIFT's largest one, and 100,000 nodes of one submit file. */
export async function readingFigures(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  try {
    const [file, nodes] = [largeWorkflow(directory, 100_000), "100000"];
    return [
      { name: "reading RIFT's production workflow", value: riftMilliseconds(), unit: "ms of CPU", aim: 100 },
      { name: "reading 100,000 nodes", value: cpuSeconds(process.execPath, [oneReading, file, nodes], directory, 3), unit: "s of CPU", aim: 5 },
      { name: "  memory", value: await peakMemory(process.execPath, [oneReading, file, nodes], directory), unit: "MB", aim: 500 },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

// Within a fresh process each, but without its start.
function riftMilliseconds(): number {
  const once = (): number => Number(execFileSync(process.execPath, [oneReading, rift, String(riftNodes)], { encoding: "utf8" }));
  return Math.min(...Array.from({ length: runs }, once));
}

function largeWorkflow(directory: string, count: number): string {
  const node = (index: number): string => `JOB node${index} job.sub\nVARS node${index} ARGS="--number ${index}"\nRETRY node${index} 3\n`;
  const parent = (index: number): string => `PARENT node${Math.floor(index / 2)} CHILD node${index}\n`;
  const numbers = Array.from({ length: count }, (_, index) => index);
  writeFileSync(join(directory, "run.dag"), [...numbers.map(node), ...numbers.slice(1).map(parent)].join(""));
  const submit = [
    "executable = /bin/true",
    "arguments = $(ARGS)",
    "log = logs/$(JOB)-$(Cluster).log",
    "request_memory = 8.0GB",
    "requirements =",
    "queue",
  ];
  writeFileSync(join(directory, "job.sub"), submit.join("\n"));
  return join(directory, "run.dag");
}
