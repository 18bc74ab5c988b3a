import { existsSync } from "node:fs";
import { join } from "node:path";

import { addressOf } from "../../analysis/index.ts";
import type { HistoryEntry, Ledger } from "../../ledger/index.ts";
import { slug, systemCode } from "../../system/index.ts";
import { othersFiles } from "./others-files.ts";
import { trashOf } from "../paths.ts";
import type { Session } from "../session.ts";
import { outOfTrash, placesIn } from "./trash-places.ts";
import { takeToTrash } from "./trash.ts";

/** An attempt with the directory in which it ran. */
export interface AttemptFiles {
  readonly id: number;
  readonly number: number;
  readonly address: string;
  readonly runDirectory: string;
  readonly analysisId: number;
  /** When its builder was first started. */
  readonly buildStarted: string | undefined;
}

/** The attempts of these analyses. */
export function filesOf(session: Session, analyses: readonly number[]): readonly AttemptFiles[] {
  const { ledger } = session.project;
  const rows = ledger.all(
    "SELECT t.id, t.number, t.run_directory, t.analysis_id, t.build_started FROM json_each(?) j JOIN attempts t ON t.analysis_id = j.value ORDER BY t.id DESC",
    JSON.stringify(analyses),
  );
  return rows.map((row) => attemptFiles(ledger, Number(row["id"]), row));
}

/** The files of an attempt, by its row, also one that the ledger does not have any more. */
export function attemptFiles(ledger: Ledger, id: number, row: Readonly<Record<string, unknown>>): AttemptFiles {
  const analysisId = Number(row["analysis_id"]);
  const started = row["build_started"];
  return {
    id,
    number: Number(row["number"]),
    address: addressOf(ledger, analysisId),
    runDirectory: String(row["run_directory"]),
    analysisId,
    buildStarted: typeof started === "string" ? started : undefined,
  };
}

/**
 * Moves what is in the run directories of attempts that the ledger no longer has to the project's trash; returns where it is now. What belongs to
 * analyses that are still there stays.
 */
export function discardFiles(session: Session, attempts: readonly AttemptFiles[]): readonly string[] {
  // One that is inside of another one goes by itself, so that it can come back by itself.
  const depth = ({ runDirectory }: AttemptFiles): number => session.runLinks.real(runDirectory).length;
  const innerFirst = attempts.toSorted((a, b) => depth(b) - depth(a));
  return innerFirst.flatMap(({ id, number, address, analysisId, runDirectory, buildStarted }) => {
    const target = join(trashOf(session.project), `${slug(address.replaceAll(/[/:]/g, "-"))}-${number}-deleted-${id}`);
    const others = othersFiles(session.project.ledger, session.runLinks, analysisId, runDirectory, buildStarted);
    return moving(session, address, runDirectory, target, () => takeToTrash(session, address, runDirectory, target, others));
  });
}

/** Moves the files of attempts that the ledger has again out of the trash, to where they were; returns these places. */
export function bringBackFiles(session: Session, entries: readonly HistoryEntry[]): readonly string[] {
  const { ledger } = session.project;
  const folders = placesIn(trashOf(session.project));
  return entries.flatMap(({ entity, entityId, before, after }) => {
    if (entity !== "attempts" || after !== undefined) return [];
    const folder = folders.find((name) => name.endsWith(`-deleted-${entityId}`));
    const address = addressOf(ledger, Number(before?.["analysis_id"]));
    if (folder === undefined) return [];
    const [from, to] = [join(trashOf(session.project), folder), String(before?.["run_directory"])];
    return moving(session, address, from, to, () => {
      outOfTrash(from, to);
      return true;
    });
  });
}

// The ledger was changed before: what can't be moved stays where it is, and is named.
function moving(session: Session, address: string, from: string, to: string, move: () => boolean): readonly string[] {
  if (!existsSync(from)) return [];
  if (existsSync(to)) {
    session.notify({ level: "warn", address, text: `${from} stays where it is: there is something at ${to}` });
    return [];
  }
  try {
    return move() ? [to] : [];
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    session.notify({ level: "warn", address, text: `${from} stays where it is: ${error instanceof Error ? error.message : String(error)}` });
    return [];
  }
}
