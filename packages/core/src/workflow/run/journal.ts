import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

import { AsimovError, readIfExists, syncDirectory } from "../../system/index.ts";
import { asEvent, type RunEvent } from "./events.ts";

/** What a journal holds. */
export interface JournalContent {
  readonly events: readonly RunEvent[];
  /** Length in bytes of the whole lines; what follows was torn by a crash and nothing was done upon it. */
  readonly length: number;
}

/**
 * The events of the journal `file`, none when it does not exist. One line holds the events that were synced together, as a JSON array.
 * A torn last line is ignored. Any other damage throws `JOURNAL_DAMAGED`.
 */
export function readJournal(file: string): JournalContent {
  const lines = (readIfExists(file) ?? "").split("\n");
  const torn = lines.pop();
  const events: RunEvent[] = [];
  let length = 0;
  for (const [index, line] of lines.entries()) {
    const group = parseGroup(line);
    if (!group) {
      // After a power cut the end of the last write may be on the disk and its beginning not.
      if (index === lines.length - 1 && torn === "") break;
      throw new AsimovError("JOURNAL_DAMAGED", {
        message: `expected a JSON array of events, found ${JSON.stringify(line.slice(0, 60))}`,
        at: { file, line: index + 1 },
        remedy: "Repair the line by hand, or remove the submission and submit it again from its latest rescue file.",
      });
    }
    events.push(...group);
    length += Buffer.byteLength(line) + 1;
  }
  return { events, length };
}

/** The append-only journal of one run. Only one process may hold it open. */
export class Journal {
  readonly #handle: number;
  #length: number;
  #clean: boolean;

  private constructor(handle: number, length: number) {
    this.#handle = handle;
    this.#length = length;
    this.#clean = false;
  }

  /** Opens `file`, creates it if it does not exist, and cuts a torn end off. */
  static open(file: string): { readonly journal: Journal; readonly events: readonly RunEvent[] } {
    const isNew = !existsSync(file);
    const { events, length } = readJournal(file);
    const handle = openSync(file, "a", 0o600);
    if (isNew) syncDirectory(dirname(file));
    return { journal: new Journal(handle, length), events };
  }

  /** Makes `events` durable together: when it returns they are on the disk, when it throws none of them counts. */
  append(events: readonly RunEvent[]): void {
    // Half of an earlier group may be there: it would tear the middle of the file.
    if (!this.#clean) ftruncateSync(this.#handle, this.#length);
    this.#clean = false;
    const line = Buffer.from(`${JSON.stringify(events)}\n`);
    for (let written = 0; written < line.length;) written += writeSync(this.#handle, line, written);
    fdatasyncSync(this.#handle);
    this.#length += line.length;
    this.#clean = true;
  }

  /** Closes the file; the journal cannot be used after it. */
  close(): void {
    closeSync(this.#handle);
  }
}

function parseGroup(line: string): readonly RunEvent[] | undefined {
  let values: unknown;
  try {
    values = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!Array.isArray(values)) return undefined;
  const events = values.map(asEvent);
  return events.every((event) => event !== undefined) ? events : undefined;
}
