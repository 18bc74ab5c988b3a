import { existsSync, lstatSync } from "node:fs";
import { join } from "node:path";

import { addressOf, type Analysis, folderOf, listAnalyses } from "../../analysis/index.ts";
import { lastRow, type Ledger } from "../../ledger/index.ts";
import type { Project } from "../../project/index.ts";
import { AsimovError, sizeOf, systemCode, typed } from "../../system/index.ts";
import { trashOf } from "../paths.ts";
import { deletePlace, outOfTrash, placesIn, realPlace } from "./trash-places.ts";

/** A run directory in the project's trash. */
export interface TrashedRun {
  /** Of its folder, by which it is restored. */
  readonly name: string;
  readonly path: string;
  /** The analysis that it belonged to, and which attempt of it; undefined where nobody can say. */
  readonly address: string | undefined;
  readonly attempt: number | undefined;
  /** Where it was. */
  readonly from: string | undefined;
  /** When it came here, ISO 8601. */
  readonly time: string;
  readonly bytes: number;
}

type Place = Pick<Project, "directory" | "ledger">;

/** The run directories in the trash, the oldest first; links are listed as what they are, and never followed. */
export function trashedRuns(project: Place): readonly TrashedRun[] {
  const { ledger } = project;
  const trash = trashOf(project);
  const owners = Map.groupBy(listAnalyses(ledger), (analysis) => `${folderOf(analysis)}-${analysis.slug}`);
  const runs = placesIn(trash).map((name) => {
    const path = realPlace(join(trash, name));
    return { name, path, ...ownerOf(ledger, name, owners), time: timeIn(name) ?? lstatSync(path).ctime.toISOString(), bytes: sizeOf(path).bytes };
  });
  return runs.toSorted((a, b) => (a.time < b.time ? -1 : 1));
}

/**
 * Brings a run directory back to where it was. Throws `TRASH_PLACE_UNKNOWN` where nobody can say where that is, `TRASH_NO_ANALYSIS` where
 * that was deleted, `TRASH_PLACE_TAKEN` where something else is there, or will be.
 */
export function restoreRun(project: Place, run: TrashedRun, dryRun: boolean): string {
  const { path, name, from, address } = run;
  if (from === undefined || address === undefined) {
    throw new AsimovError("TRASH_PLACE_UNKNOWN", {
      message: `nobody can say which analysis "${name}" belonged to, and where it was`,
      at: { file: path },
      remedy: "Move it to where you want it.",
    });
  }
  refuseTaken(project.ledger, from, address);
  if (dryRun) return from;
  outOfTrash(join(trashOf(project), name), from);
  return from;
}

/** Deletes run directories for good; `told` hears of each when it is gone. Returns the errors of those that can't be. Throws `TRASH_ELSEWHERE`. */
export function deleteRuns(project: Place, runs: readonly TrashedRun[], told: (run: TrashedRun) => void): readonly AsimovError[] {
  const trash = trashOf(project);
  if (!existsSync(trash)) return [];
  if (!lstatSync(trash).isDirectory()) {
    throw new AsimovError("TRASH_ELSEWHERE", {
      message: "the trash is a link, and what is behind it may be anybody's; nothing is deleted",
      at: { file: trash },
      remedy: "Delete it there by hand.",
    });
  }
  return runs.flatMap((run) => {
    try {
      // By its place in the trash alone, whatever `path` says; links inside are removed, not followed.
      deletePlace(join(trash, run.name));
      told(run);
      return [];
    } catch (cause) {
      if (systemCode(cause) === undefined) throw cause;
      const message = `it can't be deleted: ${cause instanceof Error ? cause.message : String(cause)}`;
      return [new AsimovError("TRASH_NOT_DELETED", { message, at: { file: run.path }, cause })];
    }
  });
}

function refuseTaken(ledger: Ledger, from: string, address: string): void {
  if (existsSync(from)) {
    throw new AsimovError("TRASH_PLACE_TAKEN", {
      message: `there is something at ${from} again`,
      at: address,
      remedy: `Move that away first; a new start moves it to the trash: asimov analysis restart ${typed(address)}`,
    });
  }
  const row = ledger.get(
    "SELECT max(a.status = 'ready') AS ready FROM attempts t JOIN analyses a ON a.id = t.analysis_id WHERE t.run_directory = ?",
    from,
  );
  if (row?.["ready"] === null) {
    throw new AsimovError("TRASH_NO_ANALYSIS", {
      message: "its analysis was deleted, and brings its run directories back with it",
      at: address,
      remedy: `asimov trash restore ${typed(address)}`,
    });
  }
  if (row?.["ready"] !== 1) return;
  throw new AsimovError("TRASH_PLACE_TAKEN", {
    message: `it is ready, and its next attempt wants to run in ${from}`,
    at: address,
    remedy: `Keep it from running first: asimov analysis hold ${typed(address)}`,
  });
}

interface Owner {
  readonly address: string | undefined;
  readonly attempt: number | undefined;
  readonly from: string | undefined;
}

// Names are made by moveToTrash and discardFiles.
function ownerOf(ledger: Ledger, name: string, owners: ReadonlyMap<string, readonly Analysis[]>): Owner {
  const [, deleted] = /-\d+-deleted-(\d+)$/.exec(name) ?? [];
  if (deleted !== undefined) return ownerOfAttempt(ledger, Number(deleted));
  const [, prefix = "", number] = /^(.+)-(\d+)-\d{4}-\d\d-\d\dT\d{9}Z$/.exec(name) ?? [];
  // GW-1/pe and GW/1-pe have one name.
  const [owner, ...others] = owners.get(prefix) ?? [];
  const attempt = number === undefined ? undefined : Number(number);
  if (!owner || others.length > 0 || attempt === undefined) return { address: undefined, attempt, from: undefined };
  const row = ledger.get("SELECT run_directory FROM attempts WHERE analysis_id = ? AND number = ?", owner.id, attempt);
  return { address: owner.address, attempt, from: row && String(row["run_directory"]) };
}

function ownerOfAttempt(ledger: Ledger, id: number): Owner {
  if (!ledger.get("SELECT 1 FROM history WHERE entity = 'attempts' AND entity_id = ? LIMIT 1", id))
    return { address: undefined, attempt: undefined, from: undefined };
  const row = lastRow(ledger, "attempts", ["analysis_id", "number", "run_directory"], id);
  return { address: addressOf(ledger, Number(row["analysis_id"])), attempt: Number(row["number"]), from: String(row["run_directory"]) };
}

function timeIn(name: string): string | undefined {
  const [, day, hour, minute, second, fraction] = /-(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(name) ?? [];
  return day === undefined ? undefined : `${day}T${hour}:${minute}:${second}.${fraction}Z`;
}
