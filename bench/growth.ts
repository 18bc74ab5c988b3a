import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { candidatesIn, readyAnalyses } from "@asimov-gw/core/analysis";
import { apply, parseBlueprint } from "@asimov-gw/core/blueprint";
import { initProject } from "@asimov-gw/core/project";

import { builtCommand, cpuSeconds, peakMemory, type Figure } from "./figure.ts";
import { analysesOfEvent, eventsText, eventText, installed, openLedger, projectOf } from "./synthetic.ts";

const sizes = [10, 100, 1000, 10_000];

/** How the cost of one more event, of finding what is ready, and of looking at it grows with the project. */
export async function growthFigures(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  try {
    const figures = sizes.map((events) => ({ events, ...measure(projectOf(directory, events), events) }));
    const [smallest, largest] = [figures[0]!, figures.at(-1)!];
    const below = (events: number): { readonly aim?: number } => (events === largest.events ? { aim: 1 } : {});
    return [
      ...figures.map(({ events, add }) => ({ name: `apply one more event to ${events}`, value: add, unit: "s" })),
      { name: `  ratio from ${smallest.events} to ${largest.events} events`, value: largest.add / smallest.add, unit: "", aim: 1.5 },
      ...figures.map(({ events, ready }) => ({
        name: `find the ready analyses among ${analysesOfEvent * events}`,
        value: ready,
        unit: "s",
        ...below(events),
      })),
      ...figures.map(({ events, status }) => ({ name: `report status of ${events} events`, value: status, unit: "s of CPU", ...below(events) })),
      ...figures.map(({ events, show }) => ({ name: `show one analysis of ${events} events`, value: show, unit: "s of CPU", ...below(events) })),
      ...(await oneFile(join(directory, "one-file"))),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

interface Measured {
  readonly add: number;
  readonly ready: number;
  readonly status: number;
  readonly show: number;
}

function measure(project: string, events: number): Measured {
  const command = (...args: readonly string[]): number => cpuSeconds(process.execPath, [builtCommand, ...args], project, 3);
  const [status, show] = [command("report", "status"), command("show", "GW000003/pe-a")];
  const ledger = openLedger(project);
  try {
    const add = median(
      Array.from({ length: 25 }, (_, index) => {
        const documents = parseBlueprint(eventText(events + index), "more.yaml");
        return seconds(() => apply(ledger, documents, { installed }));
      }),
    );
    return { add, ready: median(Array.from({ length: 5 }, () => seconds(() => readyAnalyses(candidatesIn(ledger))))), status, show };
  } finally {
    ledger.close();
  }
}

// Through the command, with pipelines that really are installed: what a person would wait for.
async function oneFile(project: string): Promise<readonly Figure[]> {
  const plugin = join(project, "node_modules", "synthetic");
  mkdirSync(plugin, { recursive: true });
  const pipelines = Object.fromEntries([...installed.keys()].map((name) => [name, "."]));
  writeFileSync(join(plugin, "index.js"), "throw new Error('nothing of it is run');\n");
  writeFileSync(
    join(plugin, "package.json"),
    JSON.stringify({ name: "synthetic", version: "1.0.0", type: "module", exports: "./index.js", asimov: { apiVersion: 1, pipelines } }),
  );
  initProject(project, "bench");
  writeFileSync(join(project, "all.yaml"), eventsText(0, 1000));
  const args = [builtCommand, "apply", "-f", "all.yaml"];
  const memory = await peakMemory(process.execPath, [...args, "--dry-run"], project);
  return [
    { name: "apply 1000 events with 5000 analyses in one file", value: cpuSeconds(process.execPath, args, project, 1), unit: "s of CPU", aim: 10 },
    { name: "  memory", value: memory, unit: "MB", aim: 300 },
  ];
}

function seconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
