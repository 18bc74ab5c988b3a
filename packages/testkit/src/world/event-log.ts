import { addressOf } from "@asimov-gw/core/analysis";
import { iterateHistory } from "@asimov-gw/core/ledger";
import type { Project } from "@asimov-gw/core/project";

/** Something that happened, and when. */
export interface LoggedLine {
  readonly time: string;
  readonly line: string;
}

/**
 * What the history of a project says of its analyses, and these lines of its scheduler, in the order of time; at one time in that of addresses. The
 * directory of the project is written as `PROJECT`.
 */
export function eventLog({ ledger, directory }: Project, scheduler: readonly LoggedLine[]): readonly string[] {
  const lines: LoggedLine[] = scheduler.map(({ time, line }) => ({ time, line: `scheduler: ${line}` }));
  const statuses = new Map<number, unknown>();
  for (const { entity, entityId, after, time } of iterateHistory(ledger)) {
    if (entity !== "analyses" || (after?.["status"] === undefined && after?.["reason"] === undefined)) continue;
    const { status = statuses.get(entityId), reason } = after;
    statuses.set(entityId, status);
    lines.push({ time, line: `${addressOf(ledger, entityId)} is ${String(status)}: ${typeof reason === "string" ? reason : ""}` });
  }
  const keyed = lines.map((logged, index) => ({ ...logged, index, about: logged.line.slice(0, logged.line.indexOf(" ")) }));
  // What is done for several analyses at once may come in any order: that of each of them is what counts.
  return keyed
    .toSorted((a, b) => compare(a.time, b.time) || compare(a.about, b.about) || a.index - b.index)
    .map(({ time, line }) => `${time} ${line.replaceAll(directory, "PROJECT")}`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
