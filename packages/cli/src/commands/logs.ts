import { analysisById, findAnalysis, type Analysis } from "@asimov-gw/core/analysis";
import { logFilesOf, type NamedLog, type Session } from "@asimov-gw/core/lifecycle";
import { AsimovError, didYouMean, typed } from "@asimov-gw/core/system";
import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";

import { lastLines, newLines } from "../logs/tail.ts";
import { harmless } from "../report-error.ts";
import { selectionMissing, whereIn } from "../selection.ts";
import { withSession } from "../with-session.ts";

/** Options of `asimov logs`. */
export interface LogsOptions {
  readonly attempt?: number;
  readonly where?: readonly string[];
  readonly lines: number;
  readonly follow?: boolean;
  readonly json?: boolean;
}

// Milliseconds between two looks at files, and how many looks until new files are looked for.
const interval = 500;
const looksUntilNewFiles = 10;

/** `asimov logs`: the ends of the log files of an analysis, and with `--follow` what comes to them until it has left its status. */
export async function logs(directory: string, command: string, words: readonly string[], options: LogsOptions): Promise<void> {
  await withSession(directory, command, async (session) => {
    const { ledger } = session.project;
    if (options.where) return ofSelected(session, await whereIn(ledger, options.where), words[0], options);
    const [address, name] = words;
    if (address === undefined) throw selectionMissing("asimov logs SUBJECT/ANALYSIS, or asimov logs --where 'status: stuck'");
    const analysis = findAnalysis(ledger, address);
    const look = async (): Promise<readonly NamedLog[]> => chosen(await logFilesOf(session, analysis, options.attempt), name, analysis.address);
    const files = await look();
    if (options.json) return print(`${JSON.stringify(await withLines(files, options.lines), null, 2)}\n`);
    const positions = new Map<string, number>();
    if (files.length === 0) process.stderr.write(`${analysis.address} has no log files yet\n`);
    for (const file of files) positions.set(file.path, await printEnd(file, options.lines));
    if (!options.follow) return;
    const follow = follower(files, positions);
    for (let looks = 1; ; looks++) {
      // Looked at first, so that what was written until it ended is printed.
      const { status } = analysisById(ledger, analysis.id);
      await follow(looks % looksUntilNewFiles === 0 || status !== analysis.status ? await look() : undefined);
      if (status !== analysis.status) return print(`${styleText("dim", `${analysis.address} is ${status} now`)}\n`);
      await pause(interval);
    }
  });
}

// One without such a file is passed over: it was not asked for by its name.
async function ofSelected(session: Session, analyses: readonly Analysis[], name: string | undefined, options: LogsOptions): Promise<void> {
  const found: object[] = [];
  for (const analysis of analyses) {
    const files = named(await logFilesOf(session, analysis, options.attempt), name);
    if (options.json) found.push({ analysis: analysis.address, files: await withLines(files, options.lines) });
    else if (files.length > 0) print(`${styleText("bold", `==== ${analysis.address}  ${analysis.status}`)}\n`);
    if (!options.json) for (const file of files) await printEnd(file, options.lines);
  }
  if (options.json) print(`${JSON.stringify(found, null, 2)}\n`);
}

function named(files: readonly NamedLog[], name: string | undefined): readonly NamedLog[] {
  return name === undefined ? files : files.filter((file) => file.name === name || file.name.endsWith(`/${name}`));
}

function chosen(files: readonly NamedLog[], name: string | undefined, address: string): readonly NamedLog[] {
  const found = named(files, name);
  if (found.length > 0 || name === undefined) return found;
  const names = files.map((file) => file.name);
  throw new AsimovError("LOG_UNKNOWN", {
    message: `there is no log file "${name}".${didYouMean(name, names)}`,
    at: address,
    remedy: `There ${names.length === 0 ? "are none yet" : `are: ${names.join(", ")}`}. asimov logs ${typed(address)} shows the ends of all.`,
  });
}

async function withLines(files: readonly NamedLog[], count: number): Promise<readonly object[]> {
  return Promise.all(files.map(async (file) => ({ ...file, lines: (await lastLines(file.path, count))?.lines ?? [] })));
}

async function printEnd(file: NamedLog, count: number): Promise<number> {
  const { lines, size } = (await lastLines(file.path, count)) ?? { lines: [], size: 0 };
  print(`${headline(file)}\n${lines.map((line) => `${harmless(line)}\n`).join("")}`);
  return size;
}

/** Prints what came to files since they were last looked at, under the name of the file where that changes. */
function follower(begun: readonly NamedLog[], positions: Map<string, number>): (files: readonly NamedLog[] | undefined) => Promise<void> {
  let known = begun;
  let last = known.at(-1)?.path;
  return async (files) => {
    known = files ?? known;
    for (const file of known) {
      const { lines, position } = await newLines(file.path, positions.get(file.path) ?? 0);
      positions.set(file.path, position);
      if (lines.length === 0) continue;
      print(`${last === file.path ? "" : `${headline(file)}\n`}${lines.map((line) => `${harmless(line)}\n`).join("")}`);
      last = file.path;
    }
  };
}

function headline({ name, path }: NamedLog): string {
  return styleText("bold", `==> ${name}  ${path}`);
}

function print(text: string): void {
  process.stdout.write(text);
}
