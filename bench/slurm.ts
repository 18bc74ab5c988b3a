import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { Scheduler } from "@asimov-gw/core/scheduler";
import slurm from "@asimov-gw/scheduler-slurm";

import { Cluster, missingForCluster } from "../packages/scheduler-slurm/test/support/cluster.ts";
import { ownCpu, type Figure } from "./figure.ts";

const nodes = 1000;

/** What a workflow of 1,000 nodes that do nothing costs beside what Slurm itself does; nothing where no cluster can be started. */
export async function slurmFigures(): Promise<readonly Figure[]> {
  if (missingForCluster() !== undefined) return [];
  const directory = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  const cluster = await Cluster.start();
  try {
    const calls = join(directory, "calls");
    const state = join(directory, "state");
    const scheduler = await slurm.create({ state, poll: 2, conf: cluster.env["SLURM_CONF"], bin: counted(directory, calls) });
    const begun = performance.now();
    await scheduler.submit({ token: "noop", name: "noop", file: workflow(directory), directory });
    const pid = supervisorOf(state);
    const used = await end(scheduler, pid);
    const seconds = (performance.now() - begun) / 1000;
    const asked = existsSync(calls) ? readFileSync(calls, "utf8").split("\n") : [];
    const count = (tool: string): number => asked.filter((line) => line === tool).length;
    return [
      { name: `a workflow of ${nodes} no-op nodes on Slurm: CPU of its supervisor a node`, value: (used / nodes) * 1000, unit: "ms", aim: 5 },
      { name: "  nodes a second", value: nodes / seconds, unit: "jobs/s" },
      { name: "  questions to the queue, by turns of 2 s", value: count("squeue") / Math.ceil(seconds / 2), unit: "squeue", aim: 1.5 },
      { name: "  submissions", value: count("sbatch"), unit: "sbatch" },
    ];
  } finally {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

// Tools that tell of each call.
function counted(directory: string, calls: string): string {
  const bin = join(directory, "bin");
  mkdirSync(bin);
  for (const tool of ["sbatch", "squeue", "sacct", "scancel", "scontrol"]) {
    writeFileSync(join(bin, tool), `#!/bin/sh\necho ${tool} >>'${calls}'\nexec /usr/bin/${tool} "$@"\n`);
    chmodSync(join(bin, tool), 0o755);
  }
  return bin;
}

function workflow(directory: string): string {
  writeFileSync(join(directory, "true.sub"), "executable = /bin/true\nrequest_memory = 20 MB\nqueue\n");
  const file = join(directory, "noop.dag");
  writeFileSync(file, `${Array.from({ length: nodes }, (_, index) => `JOB n${index} true.sub`).join("\n")}\n`);
  return file;
}

function supervisorOf(state: string): number {
  const { identity } = JSON.parse(readFileSync(join(state, "supervisor.json"), "utf8")) as { readonly identity: { readonly pid: number } };
  return identity.pid;
}

/** Waits for the end, and gives the seconds of CPU that the supervisor has used until then. */
async function end(scheduler: Scheduler, pid: number): Promise<number> {
  for (;;) {
    const [seen] = await scheduler.query(["noop"], {}, { onlyLook: true });
    if (seen?.state === "completed") return ownCpu(pid);
    if (seen?.state !== "running" && seen?.state !== "queued") throw new Error(`the workflow is ${seen?.state}: ${seen?.reason}`);
    await pause(500);
  }
}
