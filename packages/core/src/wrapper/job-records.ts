import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isRecord, readIfExists, systemCode, writeAtomic, type ProcessIdentity } from "../system/index.ts";
import type { JobOutcome } from "../workflow/index.ts";
import { isWhole, parseExit, parseFields, type StartFailure } from "./exit-record.ts";

/** What the wrapper (`assets/job.sh`) and the supervisor have recorded of one try of a job. */
export interface JobRecords {
  readonly claimed: boolean;
  /** The wrapper that runs the job and leads its process group, once it has said so. */
  readonly leader?: ProcessIdentity | undefined;
  /** Wrappers that have begun while there is no leader; at most one of them becomes it. */
  readonly candidates: readonly ProcessIdentity[];
  /** The command has ended, and its files were to be brought back next. */
  readonly hasResult: boolean;
  /** What keeps its files from being brought back as long as its wrapper lives: it waits for room. */
  readonly waits?: string | undefined;
  /** How many wrappers have claimed it. */
  readonly claims: number;
  /** Why the supervisor wanted it to end. */
  readonly ended?: Ended | undefined;
  /** What its processes took, as far as somebody looked. */
  readonly usage?: Usage | undefined;
  readonly exit?: JobOutcome | undefined;
}

/** The supervisor's own reason to end a job. */
export type Ended = Pick<JobOutcome, "reason"> & { readonly cause: "memory" };

/** What the processes of a job took. */
export interface Usage {
  /** MiB that they held together at most. */
  readonly memory: number;
  /** Seconds of CPU. */
  readonly cpuSeconds: number;
}

/** The records in the directory of a try; nothing when it does not exist. */
export function readJobRecords(directory: string): JobRecords {
  const names = namesIn(directory);
  const read = (name: string): string | undefined => (names.includes(name) ? readIfExists(join(directory, name)) : undefined);
  const identities = (wanted: (name: string) => boolean): readonly ProcessIdentity[] =>
    names.filter(wanted).flatMap((name) => parseIdentity(readIfExists(join(directory, name))) ?? []);
  const claims = names.filter((name) => /^claim(?:\.\d+)?$/.test(name));
  // The first claim is always there, and the last one who claimed it leads.
  const leader = identities((name) => name === (claims.length > 1 ? `claim.${claims.length - 1}` : "claim"))[0];
  return {
    claimed: claims.length > 0,
    claims: claims.length,
    leader,
    candidates: leader ? [] : identities((name) => name.startsWith("start.")),
    hasResult: isWhole(read("result")),
    waits: names.includes("waits") ? waitsFor(directory) : undefined,
    ended: parseEnded(read("ended")),
    usage: parseUsage(read("usage")),
    exit: parseExit(read("exit")),
  };
}

/** Writes down why a job is to end, before it is ended: whoever sees that it has knows why. */
export function recordEnded(directory: string, ended: Ended): void {
  writeAtomic(join(directory, "ended"), JSON.stringify(ended), 0o600);
}

/** Writes down what the processes of a job have taken so far. It may be lost in a power cut. */
export function recordUsage(directory: string, usage: Usage): void {
  writeFileSync(join(directory, "usage.tmp"), JSON.stringify(usage), { mode: 0o600 });
  renameSync(join(directory, "usage.tmp"), join(directory, "usage"));
}

/** Writes down how many MiB a job may hold. */
export function recordLimit(directory: string, mebibytes: number): void {
  writeFileSync(join(directory, "limit"), String(mebibytes), { mode: 0o600 });
}

/** How many MiB a job may hold; undefined for any number. */
export function readLimit(directory: string): number | undefined {
  return Number(readIfExists(join(directory, "limit"))) || undefined;
}

/** What a job waits for whose files can't be brought back for want of room; undefined where it never did. */
export function waitsFor(directory: string): string | undefined {
  return readIfExists(join(directory, "waits"))?.trim();
}

/** Takes the claim of a try in the wrapper's place, so that no wrapper runs it any more; false when one has claimed it. */
export function claim(directory: string): boolean {
  makeTry(directory);
  return makeFile(join(directory, "claim"));
}

/** Makes the directory of a try, false when it exists. Its parents must exist: else somebody has removed the submission, and it must not come back. */
export function makeTry(directory: string): boolean {
  return makeDirectory(directory);
}

/** Removes the records of a try whose end is journalled, or of all of a workflow. */
export function discard(directory: string): void {
  withdraw(directory);
  clear(directory);
}

/** The first half of {@link discard}: the records lose their name at once, so that a late wrapper cannot claim the job between two removals. */
export function withdraw(directory: string): void {
  const discarded = `${directory}${discardedSuffix}`;
  try {
    renameSync(directory, discarded);
  } catch (error) {
    if (systemCode(error) !== "ENOENT" && systemCode(error) !== "ENOTEMPTY") throw error;
    // Half of it may be done already, and what is left of an earlier removal stands in its way.
    clear(directory);
    if (existsSync(directory)) renameSync(directory, discarded);
  }
}

/** The second half of {@link discard}. */
export function clear(directory: string): void {
  rmSync(`${directory}${discardedSuffix}`, { recursive: true, force: true });
}

/** What the name of a directory ends with whose records were withdrawn. */
export const discardedSuffix = ".discarded";

/** Records in the wrapper's place that a job cannot be started; does nothing when a wrapper has claimed it. */
export function recordNoStart(directory: string, cause: StartFailure): void {
  if (claim(directory)) writeAtomic(join(directory, "exit"), `code=126\ncause=${cause}\nend=\n`);
}

function parseIdentity(text: string | undefined): ProcessIdentity | undefined {
  const fields = parseFields(text ?? "");
  const { pid, start, boot, host } = fields;
  if (!pid || !start || !boot || !host) return undefined;
  return { host, bootId: boot, pid: Number(pid), startTime: Number(start) };
}

function parseEnded(text: string | undefined): Ended | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || value["cause"] !== "memory") return undefined;
  return { cause: "memory", ...(typeof value["reason"] === "string" && { reason: value["reason"] }) };
}

function parseUsage(text: string | undefined): Usage | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  const { memory, cpuSeconds } = value;
  return typeof memory === "number" && typeof cpuSeconds === "number" ? { memory, cpuSeconds } : undefined;
}

// A power cut can leave a name without its contents.
function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** False when it exists. */
function makeFile(file: string): boolean {
  try {
    writeFileSync(file, "", { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
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

/** The names in a directory; none where there is none. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}
