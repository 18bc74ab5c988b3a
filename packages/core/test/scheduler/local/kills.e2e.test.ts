import { spawn, type ChildProcess } from "node:child_process";
import { globSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { judge } from "../../../src/scheduler/local/recovery.ts";
import { readJobRecords } from "../../../src/wrapper/job-records.ts";
import { openLab, supervisorIn, until, type Lab, type TestNode } from "./lab.ts";
import { lehmer } from "./random.ts";

// The full counts are in `npm run acceptance`.
const kills = Number(process.env["ASIMOV_KILLS"] ?? 20);
const seed = Number(process.env["ASIMOV_SEED"] ?? 20150914);
const nodes = 200;

test(`kill -9 of supervisor, jobs and client at ${kills} random moments of workflows of ${nodes} nodes (seed ${seed})`, async () => {
  const random = lehmer(seed);
  for (let killed = 0, round = 0; killed < kills; round++) {
    const ended = await oneWorkflow(random, kills - killed);
    expect(ended, `round ${round}`).toEqual({ state: "completed", done: nodes, twice: [], again: [], working: [], killed: expect.any(Number) });
    killed += ended.killed;
  }
});

interface Ended {
  readonly state: string;
  /** How many nodes have made their mark. */
  readonly done: number;
  /** Nodes whose command ran twice at the same time, and again after its end. */
  readonly twice: readonly string[];
  readonly again: readonly string[];
  /** Nodes whose command is at work. */
  readonly working: readonly string[];
  readonly killed: number;
}

/** Runs one workflow to its end with at most so many kills. */
async function oneWorkflow(random: () => number, most: number): Promise<Ended> {
  const lab = openLab();
  for (const name of ["working", "marks"]) mkdirSync(join(lab.directory, name));
  const file = lab.workflow(workflow(random));
  await lab.submit("t");
  let killed = 0;
  let last = 0;
  const done = (): number => readdirSync(join(lab.directory, "marks")).length;
  while (killed < most && done() < nodes - 20) {
    const moment = last + 1 + Math.floor(random() * 8);
    await until(() => done() >= Math.min(moment, nodes), 120);
    last = done();
    // Anywhere in the life of a job, not only just after it has made its mark.
    const spin = performance.now() + random() * 30;
    while (performance.now() < spin);
    await [killSupervisor, killWithJob, killClient][Math.floor(random() * 3)]!(lab, random, file);
    killed += 1;
    await lab.observe("t");
  }
  await until(async () => (await lab.observe("t")).state !== "running", 240);
  const { state } = await lab.observe("t");
  const working = readdirSync(join(lab.directory, "working"));
  return { state, done: done(), twice: lab.lines("twice"), again: lab.lines("again"), working, killed };
}

// Each command says so when another one of its node is at work, or has come to its end.
function workflow(random: () => number): Readonly<Record<string, TestNode>> {
  const entries = Array.from({ length: nodes }, (_, index): [string, TestNode] => {
    const parents = index < 6 ? [] : [`n${index - 6}`, `n${Math.floor(random() * index)}`];
    const name = `n${index}`;
    const run = `mkdir working/${name} || echo ${name} >>twice\n[ ! -e marks/${name} ] || echo ${name} >>again\nmkdir marks/${name}; rmdir working/${name}`;
    return [name, { run, parents: [...new Set(parents)] }];
  });
  return Object.fromEntries(entries);
}

async function killSupervisor(lab: Lab): Promise<void> {
  const living = supervisorIn(lab.options.directory!);
  if (!living) return;
  process.kill(living.pid, "SIGKILL");
  await until(() => supervisorIn(lab.options.directory!) === undefined);
}

/** Kills the supervisor, and a job with its wrapper: as nobody knows then how it ended, it may run again, unless that was recorded before. */
async function killWithJob(lab: Lab, random: () => number): Promise<void> {
  await killSupervisor(lab);
  const tries = globSync(join(lab.directory, "state/workflows/t/jobs/*/claim")).map(dirname);
  const victim = tries[Math.floor(random() * tries.length)];
  const leader = victim === undefined ? undefined : readJobRecords(victim).leader;
  if (victim === undefined || !leader || judge(victim).report.state !== "running") return;
  process.kill(-leader.pid, "SIGKILL");
  await until(() => judge(victim).report.state === "ended");
  if (readJobRecords(victim).exit) return;
  const name = basename(victim).split(".")[0]!;
  for (const mark of ["working", "marks"]) rmSync(join(lab.directory, mark, name), { recursive: true, force: true });
}

/** Kills a client that submits the same workflow again. */
async function killClient(lab: Lab, random: () => number, file: string): Promise<void> {
  const script = fileURLToPath(new URL("../supervised/submit-once.ts", import.meta.url));
  const env = { ...process.env, ASIMOV_LOCAL_STATE: lab.options.directory };
  const client: ChildProcess = spawn(process.execPath, ["--conditions=@asimov-gw/source", script, "t", file], { env, stdio: "ignore" });
  const ended = new Promise<void>((resolve) => client.once("exit", () => resolve()));
  const moment = performance.now() + random() * 400;
  await until(() => performance.now() >= moment || client.exitCode !== null);
  client.kill("SIGKILL");
  await ended;
}
