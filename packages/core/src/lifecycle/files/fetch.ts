import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import type { Analysis } from "../../analysis/index.ts";
import { entriesOf } from "../../plugins/index.ts";
import { AsimovError, didYouMean, isRecord, makeDirectory, readIfExists, sha256File, timestamp, writeAtomic } from "../../system/index.ts";
import type { Session } from "../session.ts";
import { runSource } from "./command.ts";
import type { SourcedFile } from "./named.ts";

/** What is kept beside a file that was fetched. */
interface FileRecord {
  readonly source: string;
  readonly id: string;
  readonly sha256: string;
  readonly fetched: string;
}

/**
 * Makes sure that files which the settings of an analysis name by a source are there, each fetched once for its event.
 * Throws `FILE_SOURCE_UNKNOWN`, `FILE_NOT_FETCHED`, and `FILE_CHANGED` for one that is no longer what was fetched.
 */
export async function fetchFiles(session: Session, analysis: Analysis, files: readonly SourcedFile[]): Promise<void> {
  for (const wanted of files) await (session.fetching.get(wanted.file) ?? begin(session, analysis, wanted));
}

function begin(session: Session, analysis: Analysis, wanted: SourcedFile): Promise<void> {
  const { fetching } = session;
  const work = keep(session, analysis, wanted).finally(() => fetching.delete(wanted.file));
  fetching.set(wanted.file, work);
  return work;
}

async function keep(session: Session, analysis: Analysis, wanted: SourcedFile): Promise<void> {
  if (!(await isKept(wanted, analysis))) await fetchFile(session, analysis, wanted);
}

async function isKept({ name, source, id, file }: SourcedFile, { address }: Analysis): Promise<boolean> {
  const record = readRecord(recordOf(file));
  if (record === undefined || !existsSync(file)) return false;
  const found = await sha256File(file);
  if (found === record.sha256) return true;
  throw new AsimovError("FILE_CHANGED", {
    message: `"files.${name}" is no longer what source "${source}" gave for ${id} at ${record.fetched}: ${file}`,
    at: address,
    remedy: "Remove it, and it is fetched again; to use a file of your own, name its path in the settings.",
  });
}

async function fetchFile(session: Session, analysis: Analysis, wanted: SourcedFile): Promise<void> {
  const { source, id, file } = wanted;
  makeDirectory(dirname(file));
  const directory = mkdtempSync(join(dirname(file), ".fetching-"));
  try {
    const found = await ask(session, analysis, wanted, directory);
    if (!existsSync(found) || !statSync(found).isFile() || statSync(found).size === 0)
      throw notFetched(wanted, analysis, `it gave no file, or an empty one: ${found}`);
    const record: FileRecord = { source, id, sha256: await sha256File(found), fetched: timestamp(session.project.ledger.clock) };
    // The record first: a file without one is fetched again.
    rmSync(recordOf(file), { force: true });
    renameSync(found, file);
    writeAtomic(recordOf(file), `${JSON.stringify(record)}\n`);
    session.notify({ level: "info", address: analysis.address, text: `fetched "files.${wanted.name}" from ${source}: ${id}` });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function ask(session: Session, analysis: Analysis, wanted: SourcedFile, directory: string): Promise<string> {
  const { project } = session;
  const { name, source, id } = wanted;
  const timeout = project.config.monitor.hookTimeout;
  const file = join(directory, basename(wanted.file));
  const configured = Object.hasOwn(project.config.filesources, source) ? project.config.filesources[source] : undefined;
  if (configured) {
    const trouble = await runSource(configured.command, { id, file, cwd: project.directory, timeout });
    if (trouble !== undefined) throw notFetched(wanted, analysis, trouble);
    return file;
  }
  const installed = entriesOf(session.discovery, "filesources");
  const entry = installed.get(source);
  if (!entry) throw unknownSource(wanted, analysis, [...Object.keys(project.config.filesources), ...installed.keys()]);
  const request = { id, name, subject: analysis.subject, directory };
  const given = await session.functions.call(entry, { operation: `file source "${source}"`, args: [request], timeout });
  const [only] = readdirSync(directory);
  const path = typeof given === "string" ? resolve(directory, given) : only === undefined ? file : join(directory, only);
  if (dirname(path) === directory) return path;
  throw notFetched(wanted, analysis, `it gave ${path}, which is not in the directory that it was to write into`);
}

function unknownSource({ name, source }: SourcedFile, { address }: Analysis, known: readonly string[]): AsimovError {
  return new AsimovError("FILE_SOURCE_UNKNOWN", {
    message: `"files.${name}" is to be fetched from "${source}", which is no source of files.${didYouMean(source, known)}`,
    at: address,
    remedy: `${known.length === 0 ? "There is none" : `There is ${known.join(", ")}`}. Install a plugin that has it (asimov plugins), or name a command in .asimov/config.yaml: "filesources: {${source}: {command: [PROGRAM, '{id}']}}", or a path instead.`,
  });
}

function notFetched({ name, source, id }: SourcedFile, { address }: Analysis, how: string): AsimovError {
  return new AsimovError("FILE_NOT_FETCHED", {
    message: `source "${source}" gave no file for "files.${name}", with the id ${JSON.stringify(id)} there: ${how}`,
    at: address,
    remedy: "Mend that, and the next build tries again; or name the path of a file instead.",
  });
}

function recordOf(file: string): string {
  return `${file}.json`;
}

function readRecord(file: string): FileRecord | undefined {
  const text = readIfExists(file);
  const record: unknown = text === undefined ? undefined : JSON.parse(text);
  return isRecord(record) ? (record as unknown as FileRecord) : undefined;
}
