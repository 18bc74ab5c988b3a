import { readConfig } from "@asimov-gw/core/project";
import { configuredOptions, localStatus, stopLocal, type LocalOptions } from "@asimov-gw/core/scheduler";
import { AsimovError, formatBytes, formatDuration } from "@asimov-gw/core/system";

import { projectOr } from "../installed.ts";
import { printLines } from "../print.ts";
import { formatTable } from "../table.ts";

/** `asimov local status`: the supervisor, what it gives to jobs, and the workflows of all projects that have not ended. */
export async function localStatusOf(directory: string, options: { readonly json?: boolean }): Promise<void> {
  const status = await localStatus(await optionsAround(directory));
  if (options.json) return printLines([JSON.stringify(status, null, 2)]);
  const { supervisor, open, ended, limits } = status;
  const age = supervisor && formatDuration((Date.now() - Date.parse(supervisor.startedAt)) / 1000);
  const rows = open.map(({ token, name, state, done = 0, total = 0, running, reason = "" }) => {
    return [name, token, state, `${done}/${total}`, running.length === 0 ? "" : running.join(", "), reason.split("\n")[0]!];
  });
  printLines([
    supervisor
      ? `supervisor ${supervisor.identity.pid} of version ${supervisor.version}, at work for ${age} on ${supervisor.identity.host}`
      : "no supervisor is at work; the next submission or pass with open ones starts one",
    `jobs may take ${limits.cores} ${limits.cores === 1 ? "core" : "cores"} and ${formatBytes(limits.memory * 2 ** 20)} of memory together`,
    `records: ${status.directory} (${ended} ended)`,
    ...(rows.length === 0 ? ["no workflow is open"] : formatTable([["name", "token", "state", "done", "running", "reason"], ...rows], columns())),
  ]);
}

/** `asimov local stop`: ends the supervisor; jobs go on. */
export async function stopSupervisor(directory: string, options: { readonly dryRun?: boolean; readonly json?: boolean }): Promise<void> {
  const local = await optionsAround(directory);
  const { supervisor, open } = await localStatus(local);
  if (supervisor && !options.dryRun && !(await stopLocal(local))) {
    throw new AsimovError("LOCAL_NOT_STOPPED", {
      message: `the supervisor ${supervisor.identity.pid} did not leave`,
      remedy: `Its jobs survive: kill ${supervisor.identity.pid}`,
      exitCode: 4,
    });
  }
  const pid = supervisor?.identity.pid;
  if (options.json)
    return printLines([JSON.stringify({ stopped: options.dryRun ? null : (pid ?? null), supervisor: pid ?? null, open: open.length }, null, 2)]);
  const after = open.length === 0 ? "" : `; ${open.length} open, whose jobs go on: the next pass starts another supervisor`;
  printLines([
    pid === undefined ? `no supervisor is at work${after}` : `supervisor ${pid} ${options.dryRun ? "would be stopped" : "stopped"}${after}`,
  ]);
}

function columns(): number {
  return process.stdout.columns ?? 1000;
}

async function optionsAround(directory: string): Promise<LocalOptions> {
  const { schedulers, sources } = await readConfig(projectOr(directory));
  return configuredOptions(schedulers["local"], sources);
}
