import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { localScheduler, localStatus, stopLocal, type LocalOptions } from "@asimov-gw/core/scheduler";

import { ownCpu, type Figure } from "./figure.ts";

const slots = 2;
const layers = 20;

/** How fast the local scheduler runs a workflow of so many nodes that do nothing, beside programs that only run commands; and what it takes when idle. */
export async function workflowFigures(nodes: number): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "asimov-bench-"));
  const options: LocalOptions = { directory: join(directory, "state"), slots, idleSeconds: 60 };
  try {
    const commands = "/bin/true\n".repeat(nodes);
    const xargs = seconds(() => spawnSync("xargs", ["-P", String(slots), "-n", "1", "env"], { input: commands }));
    const parallel = isInstalled("parallel") ? seconds(() => spawnSync("parallel", ["-j", String(slots)], { input: commands })) : undefined;
    const ours = await run(directory, options, nodes);
    const idle = await idleShare(options);
    return [
      { name: `a workflow of ${nodes} no-op nodes in ${layers} layers`, value: nodes / ours, unit: "jobs/s" },
      { name: "  its time beside that of xargs -P2", value: ours / xargs, unit: "x" },
      ...(parallel === undefined ? [] : [{ name: "  its time beside that of GNU parallel -j2", value: ours / parallel, unit: "x" }]),
      { name: "the supervisor with one waiting job", value: idle * 100, unit: "% of a core", aim: 0.5 },
    ];
  } finally {
    await stopLocal(options);
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

// The last node tells that all have run: asking the scheduler all the time would take a core from it.
async function run(directory: string, options: LocalOptions, nodes: number): Promise<number> {
  const width = nodes / layers;
  const lines: string[] = [];
  writeFileSync(join(directory, "true.sub"), "executable = /bin/true\nqueue\n");
  for (let index = 0; index < nodes; index++) lines.push(`JOB n${index} true.sub`);
  // Each node waits for two of the layer before.
  for (let index = width; index < nodes; index++) {
    const before = Math.floor(index / width) * width - width;
    lines.push(`PARENT n${before + (index % width)} n${before + ((index + 1) % width)} CHILD n${index}`);
  }
  const done = join(directory, "done");
  writeFileSync(join(directory, "last.sub"), `executable = /bin/touch\narguments = ${done}\nqueue\n`);
  lines.push("JOB last last.sub");
  for (let index = nodes - width; index < nodes; index++) lines.push(`PARENT n${index} CHILD last`);
  const file = join(directory, "noop.dag");
  writeFileSync(file, `${lines.join("\n")}\n`);
  const scheduler = localScheduler(options);
  const begun = performance.now();
  await scheduler.submit({ token: "noop", name: "noop", file, directory });
  while (!existsSync(done)) await pause(20);
  const took = (performance.now() - begun) / 1000;
  for (;;) {
    const [seen] = await scheduler.query(["noop"]);
    if (seen?.state === "completed") return took;
    if (seen?.state !== "running") throw new Error(`the workflow is ${seen?.state}: ${seen?.reason}`);
    await pause(200);
  }
}

// With a job that runs, since that is what takes more than nothing to do.
async function idleShare(options: LocalOptions): Promise<number> {
  const directory = join(options.directory!, "..");
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "sleep.sub"), "executable = /bin/sleep\narguments = 1000\nrequest_memory = 100MB\nqueue\n");
  writeFileSync(join(directory, "idle.dag"), "JOB a sleep.sub\n");
  const scheduler = localScheduler(options);
  await scheduler.submit({ token: "idle", name: "idle", file: join(directory, "idle.dag"), directory });
  const pid = (await localStatus(options)).supervisor!.identity.pid;
  await pause(5000);
  const before = ownCpu(pid);
  await pause(30_000);
  const used = ownCpu(pid) - before;
  await scheduler.remove("idle");
  while ((await scheduler.query(["idle"]))[0]?.state !== "removed") await pause(100);
  return used / 30;
}

function seconds(work: () => { readonly status: number | null }): number {
  const begun = performance.now();
  const { status } = work();
  if (status !== 0) throw new Error(`it ended with ${status}`);
  return (performance.now() - begun) / 1000;
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
