import { readJobRecords } from "@asimov-gw/core/wrapper";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { lehmer } from "../../core/test/scheduler/local/random.ts";
import type { Cluster } from "./support/cluster.ts";
import { until } from "./support/daemon.ts";
import { openLab, type Lab } from "./support/lab.ts";
import { describeOnCluster } from "./support/use-cluster.ts";

// The full counts are in `npm run acceptance`.
const kills = Number(process.env["ASIMOV_KILLS"] ?? 10);
const seed = Number(process.env["ASIMOV_SEED"] ?? 20150914);
const nodes = 100;

describeOnCluster("on a real cluster", {}, (at) => {
  test(`kill -9 of supervisor, jobs and clients at ${kills} random moments repeats no node (seed ${seed})`, async () => {
    const random = lehmer(seed);
    for (let killed = 0; killed < kills;) {
      const ended = await oneWorkflow(at(), random, kills - killed);
      expect(ended).toEqual({ state: "completed", done: nodes, working: [], twice: [], again: [], killed: expect.any(Number) });
      killed += Math.max(1, ended.killed);
    }
  });
});

interface Ended {
  readonly state: string;
  /** How many nodes have made their mark. */
  readonly done: number;
  /** Nodes whose command is at work, ran twice at the same time, and again after its end. */
  readonly working: readonly string[];
  readonly twice: readonly string[];
  readonly again: readonly string[];
  readonly killed: number;
}

/** Runs one workflow to its end with at most so many kills. */
async function oneWorkflow(cluster: Cluster, random: () => number, most: number): Promise<Ended> {
  const lab = openLab(cluster);
  for (const name of ["working", "marks"]) mkdirSync(join(lab.directory, name));
  const file = workflow(lab, random);
  await lab.submit("t", file);
  const done = (): number => readdirSync(join(lab.directory, "marks")).length;
  let killed = 0;
  for (let last = 0; killed < most && done() < nodes - 15; killed++) {
    const moment = Math.min(last + 1 + Math.floor(random() * 8), nodes);
    await until(`${moment} nodes are done`, async () => (await lab.observe("t"), done() >= moment), [], 120);
    last = done();
    await delay(random() * 300);
    await [killSupervisor, killJob, killClient][Math.floor(random() * 3)]!(lab, random, file);
    await lab.observe("t");
  }
  const { state } = await lab.end("t", 300);
  return { state, done: done(), working: readdirSync(join(lab.directory, "working")), twice: lab.lines("twice"), again: lab.lines("again"), killed };
}

// Each command says so when another one of its node is at work, or has come to its end.
function workflow({ directory }: Lab, random: () => number): string {
  const script = "mkdir working/$1 || echo $1 >>twice; [ ! -e marks/$1 ] || echo $1 >>again; sleep 0.1; mkdir marks/$1; rmdir working/$1";
  const file = join(directory, "a.dag");
  const submit = ["executable = /bin/sh", `arguments = "-c '${script}' sh $(name)"`, "request_memory = 50 MB", "queue", ""];
  writeFileSync(join(directory, "step.sub"), submit.join("\n"));
  const lines = Array.from({ length: nodes }, (_, index) => {
    const parents = index < 8 ? [] : [...new Set([`n${index - 8}`, `n${Math.floor(random() * index)}`])];
    return [
      `JOB n${index} step.sub`,
      `VARS n${index} name="n${index}"`,
      ...(parents.length > 0 ? [`PARENT ${parents.join(" ")} CHILD n${index}`] : []),
    ];
  });
  writeFileSync(file, `${lines.flat().join("\n")}\n`);
  return file;
}

async function killSupervisor(lab: Lab): Promise<void> {
  const living = await lab.supervisor();
  if (!living) return;
  kill(living.identity.pid);
  await until("the supervisor is gone", async () => (await lab.supervisor()) === undefined);
}

/** Kills all processes of a job, also its wrapper: as nobody knows then how it ended, it may run again, unless that was recorded before. */
async function killJob(lab: Lab, random: () => number): Promise<void> {
  await killSupervisor(lab);
  const tries = globSync(join(lab.directory, "state/workflows/t/jobs/*/claim")).map(dirname);
  const working = tries.filter((directory) => !readJobRecords(directory).exit);
  const victim = working[Math.floor(random() * working.length)];
  const leader = victim === undefined ? undefined : readJobRecords(victim).leader;
  const group = leader && groupOf(leader.pid);
  if (victim === undefined || group === undefined) return;
  kill(-group);
  await until("its processes are gone", () => readdirSync("/proc").every((pid) => !/^\d+$/.test(pid) || groupOf(Number(pid)) !== group));
  if (readJobRecords(victim).exit) return;
  const name = basename(victim).split(".")[0]!;
  for (const mark of ["working", "marks"]) rmSync(join(lab.directory, mark, name), { recursive: true, force: true });
}

/** Kills a client that submits the same workflow again. */
async function killClient(lab: Lab, random: () => number, file: string): Promise<void> {
  const script = fileURLToPath(new URL("support/submit-once.ts", import.meta.url));
  const client = spawn(process.execPath, ["--conditions=@asimov-gw/source", script, lab.settings.directory, "t", file], {
    stdio: "ignore",
    env: { ...process.env, SLURM_CONF: lab.settings.conf },
  });
  const ended = once(client, "exit");
  await Promise.race([ended, delay(random() * 600)]);
  client.kill("SIGKILL");
  await ended;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function groupOf(pid: number): number | undefined {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")[2],
    );
  } catch {
    // It has ended.
    return undefined;
  }
}
