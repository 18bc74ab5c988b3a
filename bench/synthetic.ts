import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { apply, parseBlueprint } from "@asimov-gw/core/blueprint";
import { Ledger } from "@asimov-gw/core/ledger";
import { initProject } from "@asimov-gw/core/project";

/** Pipelines that synthetic blueprints name; nothing of them is run. */
export const installed: ReadonlyMap<string, string> = new Map([
  ["first", "1.0.0"],
  ["second", "1.0.0"],
]);

/** Analyses of each synthetic event. */
export const analysesOfEvent = 5;

/** A project with `events` events of five analyses each, below `directory`; returns where it is. */
export function projectOf(directory: string, events: number): string {
  const project = join(directory, `project-${events}`);
  mkdirSync(project);
  initProject(project, "bench");
  const ledger = openLedger(project);
  for (let start = 0; start < events; start += 1000) {
    apply(ledger, parseBlueprint(eventsText(start, Math.min(events, start + 1000)), "bench.yaml"), { installed });
  }
  ledger.close();
  return project;
}

/** Opens the ledger of a synthetic project. */
export function openLedger(project: string): Ledger {
  return Ledger.open(join(project, ".asimov", "ledger.db"), { command: "bench" });
}

/** The blueprint of the events from number `start` to before number `end`. */
export function eventsText(start: number, end: number): string {
  return Array.from({ length: end - start }, (_, index) => eventText(start + index)).join("---\n");
}

/** The blueprint of event number `index` with its five analyses. */
export function eventText(index: number): string {
  const name = `GW${String(index).padStart(6, "0")}`;
  return `kind: event
name: ${name}
event time: ${1126259462.4 + index}
interferometers: [H1, L1]
data: {segment length: 4, channels: {H1: "H1:STRAIN", L1: "L1:STRAIN"}}
quality: {minimum frequency: {H1: 20, L1: 20}}
---
kind: analysis
name: psd
event: ${name}
pipeline: first
${["a", "b", "c", "d"].map((letter) => analysisText(`pe-${letter}`, name)).join("")}`;
}

function analysisText(name: string, event: string): string {
  return `---
kind: analysis
name: ${name}
event: ${event}
pipeline: second
needs: [psd]
likelihood: {sample rate: 1024}
`;
}
