import { existsSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";

import { type Analysis, folderOf } from "../analysis/index.ts";
import { AsimovError, typed } from "../system/index.ts";
import { commandLog } from "./doors.ts";
import { collectLogs } from "./logs.ts";
import { attemptsOf } from "./record/index.ts";
import type { Session } from "./session.ts";

/** A log file of an analysis. */
export interface NamedLog {
  /** What its pipeline calls it; `commands` for what its hooks ran, `job NAME` for post-processing. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * The log files of an attempt of an analysis, the newest when no number is given: what its hooks ran, the jobs that they submitted, and what its
 * pipeline names (`collectLogs`). Where the pipeline can't be asked, the others are there, and a notice says why. Throws `ATTEMPT_UNKNOWN`.
 */
export async function logFilesOf(session: Session, analysis: Analysis, number?: number): Promise<readonly NamedLog[]> {
  const attempts = attemptsOf(session.project.ledger, analysis);
  const attempt = number === undefined ? attempts.at(-1) : attempts.find((one) => one.number === number);
  if (number !== undefined && !attempt) {
    throw new AsimovError("ATTEMPT_UNKNOWN", {
      message: `there is no attempt ${number}`,
      at: analysis.address,
      remedy: `asimov why ${typed(analysis.address)} lists them.`,
    });
  }
  const commands = commandLog(session, analysis);
  const own = existsSync(commands) ? [{ name: "commands", path: commands }] : [];
  if (!attempt) return own;
  const jobs = await jobLogs(session.path("logs", folderOf(analysis), analysis.slug), attempt.number);
  try {
    const logs = await collectLogs(session, analysis, attempt);
    return [...own, ...jobs, ...Object.entries(logs).map(([name, { path }]) => ({ name, path }))];
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    session.notify({ level: "warn", address: analysis.address, text: `its pipeline names no log files: ${error.message}` });
    return [...own, ...jobs];
  }
}

async function jobLogs(directory: string, attempt: number): Promise<readonly NamedLog[]> {
  const prefix = `job-${attempt}-`;
  const logs: NamedLog[] = [];
  for await (const file of glob(`${prefix}*/job.{out,err}`, { cwd: directory })) {
    const [folder = "", stream = ""] = file.split("/");
    logs.push({ name: `job ${folder.slice(prefix.length)} ${stream.slice(-3)}`, path: join(directory, file) });
  }
  return logs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
