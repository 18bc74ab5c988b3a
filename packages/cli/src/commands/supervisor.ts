import { openScheduler } from "@asimov-gw/core/lifecycle";
import { readConfig } from "@asimov-gw/core/project";
import type { SupervisedStatus, Supervisor } from "@asimov-gw/core/scheduler";
import { AsimovError, formatBytes, formatDuration } from "@asimov-gw/core/system";

import { pluginsAround, projectOr } from "../installed.ts";
import { printLines } from "../print.ts";
import { formatTable } from "../table.ts";

/** Options of both commands. */
export interface SupervisorOptions {
  readonly scheduler?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `asimov supervisor status`: the supervisor, what it gives to jobs, and the workflows of all projects that have not ended. */
export async function showSupervisor(directory: string, options: SupervisorOptions): Promise<void> {
  const status = await ofScheduler(directory, options, (supervisor) => supervisor.status());
  printLines(options.json ? [JSON.stringify(status, null, 2)] : describe(status));
}

/** `asimov supervisor stop`: ends the supervisor; jobs go on. */
export async function stopSupervisor(directory: string, options: SupervisorOptions): Promise<void> {
  await ofScheduler(directory, options, async (control) => {
    const { supervisor, open } = await control.status();
    if (supervisor && !options.dryRun && !(await control.stop())) throw notStopped(supervisor);
    const pid = supervisor?.identity.pid;
    if (options.json)
      return printLines([JSON.stringify({ stopped: options.dryRun ? null : (pid ?? null), supervisor: pid ?? null, open: open.length }, null, 2)]);
    const after = open.length === 0 ? "" : `; ${open.length} open, whose jobs go on: the next pass starts another supervisor`;
    const verb = options.dryRun ? "would be stopped" : "stopped";
    return printLines([pid === undefined ? `no supervisor is at work${after}` : `supervisor ${pid} ${verb}${after}`]);
  });
}

async function ofScheduler<T>(directory: string, options: SupervisorOptions, use: (supervisor: Supervisor) => Promise<T>): Promise<T> {
  const config = await readConfig(projectOr(directory));
  const name = options.scheduler ?? config.scheduler;
  const scheduler = await openScheduler(name, config, pluginsAround(directory));
  try {
    if (scheduler.supervisor) return await use(scheduler.supervisor);
    throw new AsimovError("SUPERVISOR_NONE", {
      message: `the scheduler ${name} walks workflows itself, without a supervisor`,
      remedy: "Look at another one: asimov supervisor status --scheduler local",
    });
  } finally {
    scheduler.close();
  }
}

function describe({ supervisor, open, ended, limits, directory }: SupervisedStatus): readonly string[] {
  const rows = open.map(({ token, name, state, done = 0, total = 0, running, reason = "" }) => {
    return [name, token, state, `${done}/${total}`, running.length === 0 ? "" : running.join(", "), reason.split("\n")[0]!];
  });
  return [
    supervisor ? describeSupervisor(supervisor) : "no supervisor is at work; the next submission or pass with open ones starts one",
    limits
      ? `jobs may take ${limits.cores} ${limits.cores === 1 ? "core" : "cores"} and ${formatBytes(limits.memory * 2 ** 20)} of memory together`
      : "what jobs may take together is up to the cluster",
    `records: ${directory} (${ended} ended)`,
    ...(rows.length === 0 ? ["no workflow is open"] : formatTable([["name", "token", "state", "done", "running", "reason"], ...rows], columns())),
  ];
}

function describeSupervisor({ identity, version, startedAt, job }: NonNullable<SupervisedStatus["supervisor"]>): string {
  const age = formatDuration((Date.now() - Date.parse(startedAt)) / 1000);
  return `supervisor ${identity.pid}${job === undefined ? "" : ` (job ${job})`} of version ${version}, at work for ${age} on ${identity.host}`;
}

function notStopped({ identity, job }: NonNullable<SupervisedStatus["supervisor"]>): AsimovError {
  return new AsimovError("SUPERVISOR_NOT_STOPPED", {
    message: `the supervisor ${identity.pid} did not leave`,
    remedy: job === undefined ? `Its jobs survive: kill ${identity.pid}` : `Its jobs survive: scancel ${job}`,
    exitCode: 4,
  });
}

function columns(): number {
  return process.stdout.columns ?? 1000;
}
