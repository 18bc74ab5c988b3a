import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";

import { addressOf } from "../analysis/index.ts";
import type { HistoryEntry } from "../ledger/index.ts";
import { slug, systemCode } from "../system/index.ts";
import { trashOf } from "./paths.ts";
import type { Session } from "./session.ts";

/** An attempt with the directory in which it ran. */
export interface AttemptFiles {
  readonly id: number;
  readonly number: number;
  readonly address: string;
  readonly runDirectory: string;
}

/** The attempts of these analyses. */
export function filesOf(session: Session, analyses: readonly number[]): readonly AttemptFiles[] {
  const { ledger } = session.project;
  const rows = ledger.all(
    "SELECT t.id, t.number, t.run_directory, t.analysis_id FROM json_each(?) j JOIN attempts t ON t.analysis_id = j.value ORDER BY t.id DESC",
    JSON.stringify(analyses),
  );
  return rows.map((row) => ({
    id: Number(row["id"]),
    number: Number(row["number"]),
    address: addressOf(ledger, Number(row["analysis_id"])),
    runDirectory: String(row["run_directory"]),
  }));
}

/** Moves what is in the run directories of attempts that the ledger no longer has to the project's trash; returns where it is now. */
export function discardFiles(session: Session, attempts: readonly AttemptFiles[]): readonly string[] {
  return attempts.flatMap(({ id, number, address, runDirectory }) =>
    move(session, address, runDirectory, join(trashOf(session.project), `${slug(address.replaceAll(/[/:]/g, "-"))}-${number}-deleted-${id}`)),
  );
}

/** Moves the files of attempts that the ledger has again out of the trash, to where they were; returns these places. */
export function bringBackFiles(session: Session, entries: readonly HistoryEntry[]): readonly string[] {
  const { ledger } = session.project;
  const folders = existsSync(trashOf(session.project)) ? readdirSync(trashOf(session.project)) : [];
  return entries.flatMap(({ entity, entityId, before, after }) => {
    if (entity !== "attempts" || after !== undefined) return [];
    const folder = folders.find((name) => name.endsWith(`-deleted-${entityId}`));
    const address = addressOf(ledger, Number(before?.["analysis_id"]));
    return folder === undefined ? [] : move(session, address, join(trashOf(session.project), folder), String(before?.["run_directory"]));
  });
}

// The ledger was changed before: what can't be moved stays where it is, and is named.
function move(session: Session, address: string, from: string, to: string): readonly string[] {
  if (!existsSync(from)) return [];
  if (existsSync(to)) {
    session.notify({ level: "warn", address, text: `${from} stays where it is: there is something at ${to}` });
    return [];
  }
  try {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
    return [to];
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    session.notify({ level: "warn", address, text: `${from} stays where it is: ${error instanceof Error ? error.message : String(error)}` });
    return [];
  }
}
