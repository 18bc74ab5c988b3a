import { delimiter, dirname, isAbsolute, join } from "node:path";

import { type Analysis, folderOf } from "../analysis/index.ts";
import type { RunResult } from "../pipeline/index.ts";
import type { PipelineDoors, RunRequest } from "../pipeline/remote/index.ts";
import { AsimovError, runCommand } from "../system/index.ts";
import { publishPages } from "./pages.ts";
import type { Session } from "./session.ts";

/** The doors that every hook has: running commands, logging and publishing pages. */
export function hookDoors(session: Session, analysis: Analysis): Pick<PipelineDoors, "run" | "log" | "publishPages"> {
  return {
    publishPages: ({ name, directory }) => publishPages(session.project, analysis, name, directory),
    run: (request, signal) => runForHook(session, analysis, request, signal),
    log: ({ level, text }) => session.notify({ level, address: analysis.address, text }),
  };
}

/** The file that collects what the commands of an analysis's hooks print. */
export function commandLog(session: Session, analysis: Analysis): string {
  return session.path("logs", folderOf(analysis), analysis.slug, "commands.log");
}

async function runForHook(session: Session, analysis: Analysis, request: RunRequest, signal: AbortSignal): Promise<RunResult> {
  const { exitCode, stdout, stderr, seconds, timedOut } = await runCommand(request.command, request.args, {
    cwd: request.directory ?? session.project.directory,
    env: { ...process.env, ...pathOf(request.command), ...request.environment },
    timeout: request.timeout,
    log: commandLog(session, analysis),
    signal,
    guard: true,
  });
  if (!timedOut) return { exitCode, stdout, stderr, seconds };
  throw new AsimovError("COMMAND_TIMEOUT", {
    message: `"${request.command}" took longer than ${request.timeout} s and was ended`,
    at: analysis.address,
  });
}

// Programs of one installation call each other by name: the directory of the first comes first on the PATH of the others.
function pathOf(command: string): { PATH?: string } {
  return isAbsolute(command) ? { PATH: [join(dirname(command)), process.env["PATH"] ?? ""].join(delimiter) } : {};
}
