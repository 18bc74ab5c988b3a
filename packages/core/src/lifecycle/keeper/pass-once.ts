import { AsimovError, runCommand } from "../../system/index.ts";
import type { MonitorRecord } from "../record/index.ts";
import { monitorLog, sayInLog } from "./log.ts";

/** Makes one pass of a monitor as a process of its own, so that a newer version counts from the next pass on; returns its exit code. */
export async function passOnce(directory: string, { command, environment }: Pick<MonitorRecord, "command" | "environment">): Promise<number> {
  const log = monitorLog(directory);
  const [program = "", ...args] = command;
  try {
    sayInLog(log, "asimov monitor --chain");
    const env = { ...process.env, ...environment };
    const { exitCode } = await runCommand(program, [...args, "monitor", "--chain"], { cwd: directory, env, log });
    sayInLog(log, `exit code ${exitCode}`);
    return exitCode;
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    sayInLog(log, `no pass: ${error.code}: ${error.message}`);
    return error.exitCode;
  }
}

// Where programs and plugins are found, and what a cron job would lack; nothing that could be a secret.
const kept =
  /^(?:PATH|LANG|LC_ALL|LD_LIBRARY_PATH|NODE_COMPILE_CACHE|[A-Z]+_CONF(?:IG)?(?:_HOME)?|XDG_STATE_HOME|ASIMOV_(?:PLUGIN_PATH|DATA_PATH|[A-Z]+_STATE))$/;

/** The variables of `environment` that the passes of a monitor get. */
export function keptEnvironment(environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && kept.test(entry[0])));
}
