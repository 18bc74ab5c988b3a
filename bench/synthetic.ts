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

/** A project with `events` events of two analyses each, below `directory`; returns where it is. */
export function projectOf(directory: string, events: number): string {
  const project = join(directory, `project-${events}`);
  mkdirSync(project);
  initProject(project, "bench");
  const ledger = openLedger(project);
  apply(ledger, parseBlueprint(Array.from({ length: events }, (_, index) => eventText(index)).join("---\n"), "bench.yaml"), { installed });
  ledger.close();
  return project;
}

/** Opens the ledger of a synthetic project. */
export function openLedger(project: string): Ledger {
  return Ledger.open(join(project, ".asimov", "ledger.db"), { command: "bench" });
}

/** The blueprint of event number `index` with its two analyses. */
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
---
kind: analysis
name: pe
event: ${name}
pipeline: second
needs: [psd]
likelihood: {sample rate: 1024}
`;
}
