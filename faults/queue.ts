import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Place } from "./place.ts";

// The part of a job's record that we read, as the plugin in packages/cli/test/fixtures/scheduler-scripted writes it.
interface QueuedJob {
  readonly token: string;
  readonly state: string;
  readonly file: string;
  readonly directory: string;
}

/** Runs what the scripted queue has accepted: every job once, to its end. Nodes that a rescue point of ours lists as done are left out. */
export function runQueue({ queue }: Place): void {
  const directory = join(queue, "jobs");
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory).filter((one) => one.endsWith(".json"))) {
    const file = join(directory, name);
    const job = JSON.parse(readFileSync(file, "utf8")) as QueuedJob;
    if (job.state === "running") writeFileSync(file, JSON.stringify({ ...job, ...end(queue, job) }));
  }
}

function end(queue: string, { token, file, directory }: QueuedJob): Readonly<Record<string, unknown>> {
  // Fails where it ran before.
  mkdirSync(join(queue, "claims", token));
  const done = `${file}.done`;
  for (const [, node = ""] of readFileSync(file, "utf8").matchAll(/^JOB (\S+)/gm)) {
    const finished = existsSync(done) ? readFileSync(done, "utf8").split("\n") : [];
    if (finished.includes(node)) continue;
    const { status } = spawnSync(program(directory, node), { cwd: directory, stdio: "ignore" });
    const failure = { node, cause: "exit", exitCode: status };
    if (status !== 0) return { state: "failed", reason: `node ${node} failed with exit code ${status}`, failure };
    writeFileSync(done, `${[...finished, node].join("\n")}\n`);
  }
  return { state: "completed" };
}

function program(directory: string, node: string): string {
  const submit = existsSync(join(directory, `${node}.sub`)) ? `${node}.sub` : "job.sub";
  const executable = /^executable = (.+)$/m.exec(readFileSync(join(directory, submit), "utf8"))?.[1] ?? "";
  return join(executable.startsWith("/") ? "/" : directory, executable);
}

/** What was handed to the scripted queue again although it had it already. */
export function submittedAgain({ queue }: Place): readonly string[] {
  const file = join(queue, "log");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  const accepted = new Set<string>();
  return lines.flatMap((line) => {
    const [call, token = ""] = line.split(" ");
    if (call === "accepted") accepted.add(token);
    return call === "submit" && accepted.has(token) ? [`the queue was given ${token} again, which it had accepted`] : [];
  });
}
