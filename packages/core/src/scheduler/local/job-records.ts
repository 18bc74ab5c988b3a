import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { readIfExists, systemCode, writeAtomic, type ProcessIdentity } from "../../system/index.ts";
import type { JobOutcome } from "../../workflow/index.ts";

/** What the wrapper (`assets/job.sh`) and nobody else has recorded of one try of a job. */
export interface JobRecords {
  readonly claimed: boolean;
  /** The wrapper that runs the job and leads its process group, once it has said so. */
  readonly leader?: ProcessIdentity | undefined;
  /** Wrappers that have begun; at most one of them is or becomes the leader. */
  readonly candidates: readonly ProcessIdentity[];
  readonly exit?: JobOutcome | undefined;
}

/** The records in the directory of a try; nothing when it does not exist. */
export function readJobRecords(directory: string): JobRecords {
  const names = namesIn(directory);
  const identities = (wanted: (name: string) => boolean): readonly ProcessIdentity[] =>
    names.filter(wanted).flatMap((name) => parseIdentity(readIfExists(join(directory, name))) ?? []);
  return {
    claimed: names.includes("claim"),
    leader: identities((name) => name === "start")[0],
    candidates: identities((name) => name.startsWith("start.")),
    exit: names.includes("exit") ? parseExit(readIfExists(join(directory, "exit"))) : undefined,
  };
}

/** Takes the claim of a try in the wrapper's place, so that no wrapper runs it any more; false when one has claimed it. */
export function claim(directory: string): boolean {
  makeTry(directory);
  return makeDirectory(join(directory, "claim"));
}

/** Makes the directory of a try. Its parents must exist: else somebody has removed the submission, and it must not come back. */
export function makeTry(directory: string): void {
  makeDirectory(directory);
}

/** Removes the records of tries whose end is journalled. By its name at once: a late wrapper then cannot claim the job between two removals. */
export function discard(directory: string): void {
  const discarded = `${directory}.discarded`;
  rmSync(discarded, { recursive: true, force: true });
  if (existsSync(directory)) renameSync(directory, discarded);
  rmSync(discarded, { recursive: true, force: true });
}

/** Records in the wrapper's place that a job cannot be started; does nothing when a wrapper has claimed it. */
export function recordNoStart(directory: string, cause: keyof typeof startFailures): void {
  if (claim(directory)) writeAtomic(join(directory, "exit"), `code=126\ncause=${cause}\n`);
}

const startFailures = {
  "no-directory": "its working directory does not exist or cannot be entered",
  "no-program": "its executable does not exist",
  "not-executable": "its executable may not be executed",
  "no-stdin": "its standard input cannot be read",
  "no-stdout": "the file for its standard output cannot be written",
  "no-stderr": "the file for its standard error cannot be written",
  "too-long": "its arguments and environment are longer than the system allows",
} as const;

function parseIdentity(text: string | undefined): ProcessIdentity | undefined {
  const fields = parseFields(text ?? "");
  const { pid, start, boot, host } = fields;
  if (!pid || !start || !boot || !host) return undefined;
  return { host, bootId: boot, pid: Number(pid), startTime: Number(start) };
}

function parseExit(text = ""): JobOutcome | undefined {
  const { code, cause } = parseFields(text);
  // A power cut can leave the name without its contents.
  if (!code || !cause) return undefined;
  const exitCode = Number(code);
  const reason = Object.entries(startFailures).find(([name]) => name === cause)?.[1];
  if (reason !== undefined) return { cause: "start", exitCode, reason };
  return { cause: exitCode > 128 && exitCode < 160 ? "signal" : "exit", exitCode, cpuSeconds: childrenSeconds(text) };
}

/** User and system time of the children in the output of `times`: its second line, as `1m2.34s 0m0.5s`. */
function childrenSeconds(text: string): number | undefined {
  const lines = [...text.matchAll(/^(\d+)m([\d.,]+)s (\d+)m([\d.,]+)s$/gm)];
  const times = lines[1]?.slice(1).map((part) => Number(part.replace(",", ".")));
  return times && Math.round((times[0]! * 60 + times[1]! + times[2]! * 60 + times[3]!) * 1000) / 1000;
}

function parseFields(text: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    text.split("\n").flatMap((line) => (line.includes("=") ? [[line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]] : [])),
  );
}

/** False when it exists. */
function makeDirectory(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}
