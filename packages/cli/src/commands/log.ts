import { historyOfTarget, readLog, type LogLine } from "@asimov-gw/core/lifecycle/record";
import { historyOf, type Ledger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";

import { jsonLines, printLines } from "../print.ts";
import { targets } from "../selection.ts";

/** Options of `asimov log`. */
export interface LogCommandOptions {
  readonly where?: readonly string[];
  readonly limit?: number;
  readonly reverse?: boolean;
  readonly json?: boolean;
}

/** `asimov log`: what changed in the ledger, when, by whom, through which command. */
export async function log(
  directory: string,
  command: string,
  subject: string | undefined,
  analysis: string | undefined,
  options: LogCommandOptions,
): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const chosen = select(ledger, await entriesOf(ledger, subject, analysis, options), options);
    printLines(options.json ? jsonLines(plain(chosen)) : formatted(chosen));
  } finally {
    ledger.close();
  }
}

// Those of what was selected, which is there, or of what was named, which may be gone.
async function entriesOf(
  ledger: Ledger,
  subject: string | undefined,
  analysis: string | undefined,
  { where }: LogCommandOptions,
): Promise<readonly number[] | undefined> {
  if (where) {
    const analyses = await targets(ledger, subject, analysis, where);
    return historyOf(
      ledger,
      "analyses",
      analyses.map(({ id }) => id),
    );
  }
  return subject === undefined ? undefined : historyOfTarget(ledger, subject, analysis);
}

// Of a part only the newest is wanted, whichever way it is printed: it is read backwards and turned round.
function select(ledger: Ledger, ids: readonly number[] | undefined, { limit, reverse = false }: LogCommandOptions): Iterable<LogLine> {
  if (limit === undefined) return readLog(ledger, { ids, newestFirst: reverse });
  const newest: LogLine[] = [];
  for (const line of readLog(ledger, { ids, newestFirst: true })) if (newest.push(line) === limit) break;
  return reverse ? newest : newest.toReversed();
}

function* formatted(lines: Iterable<LogLine>): Generator<string, void> {
  for (const { time, user, host, command, text } of lines) yield `${time}  ${user}@${host}  ${command.replaceAll(/\p{Cc}+/gu, " ")}  ${text}`;
}

function* plain(lines: Iterable<LogLine>): Generator<object, void> {
  for (const { entries, ...line } of lines) {
    yield { ...line, entries: entries.map(({ entity, entityId, before, after }) => ({ entity, id: entityId, before, after })) };
  }
}
