import { historyOfTarget, readLog, type LogLine } from "@asimov-gw/core/lifecycle/record";
import type { Ledger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";

import { jsonLines, printLines } from "../print.ts";

/** Options of `asimov log`. */
export interface LogCommandOptions {
  readonly limit?: number;
  readonly reverse?: boolean;
  readonly json?: boolean;
}

/** `asimov log`: what changed in the ledger, when, by whom, through which command. */
export function log(directory: string, command: string, subject: string | undefined, analysis: string | undefined, options: LogCommandOptions): void {
  const ledger = openLedger(directory, { command });
  try {
    const chosen = select(ledger, subject === undefined ? undefined : historyOfTarget(ledger, subject, analysis), options);
    printLines(options.json ? jsonLines(plain(chosen)) : formatted(chosen));
  } finally {
    ledger.close();
  }
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
