import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

import { type Analysis, folderOf } from "../analysis/index.ts";
import type { LogFile } from "../pipeline/index.ts";
import { AsimovError, isRecord, readIfExists, writeAtomic } from "../system/index.ts";
import { callHook } from "./hooks.ts";
import type { Attempt, Cause } from "./record/index.ts";
import type { Session } from "./session.ts";

/** Log files by name, with their last parts. */
type Logs = Readonly<Record<string, LogFile>>;

// Of each log at most this much is kept.
const keptCharacters = 16 * 1024;
const keptLogFiles = 100;
const toldLines = 5;

/** The log files that the pipeline of an attempt names. Throws what the hook throws, or `LOGS_INVALID`. */
export async function collectLogs(session: Session, analysis: Analysis, attempt: Attempt): Promise<Logs> {
  return checked(await callHook(session, analysis, attempt, "collectLogs"), analysis.address);
}

/** Collects the log files of an attempt that ended and keeps their last parts. A hook that fails is told of, and keeps nothing from going on. */
export async function keepLogs(session: Session, analysis: Analysis, attempt: Attempt): Promise<Logs> {
  try {
    const logs = shortened(await collectLogs(session, analysis, attempt));
    const file = fileOf(session, analysis, attempt);
    mkdirSync(dirname(file), { recursive: true });
    writeAtomic(file, `${JSON.stringify(logs, null, 2)}\n`);
    return logs;
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    session.notify({ level: "warn", address: analysis.address, text: `its logs could not be collected: ${error.message}` });
    return {};
  }
}

/** The log files of an attempt with their last parts, as they were when it ended; empty before. */
export function keptLogs(session: Session, analysis: Analysis, attempt: Attempt): Logs {
  const text = readIfExists(fileOf(session, analysis, attempt));
  return text === undefined ? {} : checked(JSON.parse(text), analysis.address);
}

/** A cause with the last lines of the log that tells most of it, where it quotes none yet. */
export function withLastLines(cause: Cause, logs: Logs): Cause {
  if (cause.message.includes("\n")) return cause;
  // The log of another job explains nothing.
  const ofNode = ([name]: readonly [string, LogFile]): boolean => cause.node === undefined || name.includes(cause.node);
  const told = Object.entries(logs)
    .filter(([, { tail }]) => tail.trim() !== "")
    .filter(ofNode);
  const [name, log] = told.find(([one]) => one.endsWith(".err")) ?? told[0] ?? [];
  if (name === undefined || log === undefined) return cause;
  return { ...cause, message: `${cause.message}; the end of ${name}:\n${log.tail.trimEnd().split("\n").slice(-toldLines).join("\n")}` };
}

function fileOf(session: Session, analysis: Analysis, { number }: Attempt): string {
  return session.path("logs", folderOf(analysis), analysis.slug, `attempt-${number}.json`);
}

function shortened(logs: Logs): Logs {
  const kept = Object.entries(logs).slice(0, keptLogFiles);
  return Object.fromEntries(kept.map(([name, { path, tail }]) => [name, { path, tail: tail.slice(-keptCharacters) }]));
}

// What another package's code returned is looked at, not trusted.
function checked(returned: unknown, address: string): Logs {
  const entries = isRecord(returned) ? Object.entries(returned) : [];
  if (returned === undefined || returned === null || (isRecord(returned) && entries.every(([, log]) => isLog(log)))) {
    return Object.fromEntries(entries.filter((entry): entry is [string, LogFile] => isLog(entry[1])));
  }
  throw new AsimovError("LOGS_INVALID", {
    message: `collectLogs returned ${JSON.stringify(returned).slice(0, 200)}, expected log files by name`,
    at: address,
    remedy: 'Its author returns { "run.log": { path: "/absolute/run.log", tail: "its last lines" } }.',
  });
}

function isLog(value: unknown): value is LogFile {
  return isRecord(value) && typeof value["path"] === "string" && typeof value["tail"] === "string";
}
