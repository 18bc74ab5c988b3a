import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { apply, parseBlueprint } from "@asimov-gw/core/blueprint";
import { initProject } from "@asimov-gw/core/project";
import { userName } from "@asimov-gw/core/system";

import { analysesOfEvent, eventsText, installed, openLedger } from "./synthetic.ts";

const core = new URL("../packages/core/dist/pipeline/index.js", import.meta.url);

// The hooks that a pass calls of what runs, in a real plugin host.
const plugin = `import { definePipeline, Pipeline } from ${JSON.stringify(core)};
class Bench extends Pipeline {
  async buildDag() { throw new Error("nothing is built"); }
  async detectCompletion() { return false; }
  async collectAssets() { return {}; }
  async checkProgress() { return { stage: "sampling", done: 1, total: 2 }; }
}
export default definePipeline(Bench);
`;

/** A project in `directory` with so many analyses that run, each with an attempt and an open submission at the scheduler `bench`; returns where it is. */
export function runningProject(directory: string, running: number): string {
  mkdirSync(join(directory, ".asimov"), { recursive: true });
  writeFileSync(join(directory, ".asimov", "config.yaml"), "scheduler: bench\n");
  initProject(directory, "bench");
  installPlugin(join(directory, "node_modules", "asimov-bench"));
  const ledger = openLedger(directory);
  const events = running / analysesOfEvent;
  for (let start = 0; start < events; start += 1000)
    apply(ledger, parseBlueprint(eventsText(start, Math.min(events, start + 1000)), "bench.yaml"), { installed });
  const time = new Date().toISOString();
  const settings = { waveform: { approximant: "IMRPhenomXPHM" }, filler: "x".repeat(4000) };
  const snapshot = JSON.stringify({ settings, lineage: {}, needs: [], plugin: { name: "asimov-bench", version: "1.0.0" }, finalAssets: [] });
  ledger.change((transaction) => {
    for (const row of ledger.all("SELECT id, name FROM analyses")) {
      const id = Number(row["id"]);
      const file = join(directory, "working", `${id}.dag`);
      const attempt = transaction.insert("attempts", { analysis_id: id, number: 1, snapshot, run_directory: directory, started: time });
      const token = `${ledger.fact("id")}.${id}.1.workflow.1`;
      transaction.insert("submissions", {
        token,
        attempt_id: attempt,
        purpose: "workflow",
        ordinal: 1,
        request: JSON.stringify({ token, name: `bench/${String(row["name"])}`, file, directory }),
        address: JSON.stringify({ scheduler: "bench", accessPoint: "bench", pool: "", owner: userName() }),
        submitter: JSON.stringify({ host: "bench", pid: 1 }),
        intended: time,
        job_id: String(id),
        confirmed: time,
      });
      transaction.update("analyses", id, { status: "running", reason: `submitted as ${id}`, since: time, revision: 2 });
    }
  });
  ledger.close();
  return directory;
}

function installPlugin(directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "index.js"), plugin);
  const pipelines = Object.fromEntries([...installed.keys()].map((name) => [name, "."]));
  const manifest = { name: "asimov-bench", version: "1.0.0", type: "module", exports: "./index.js", asimov: { apiVersion: 1, pipelines } };
  writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
}
