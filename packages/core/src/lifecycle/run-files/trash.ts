import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { dirname, join, sep } from "node:path";

import { folderOf, type Analysis, type RunLinks } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { timestamp } from "../../system/index.ts";
import { lastStart, othersFiles, type OthersFiles } from "./others-files.ts";
import { trashOf } from "../paths.ts";
import { throughTrash } from "./trash-places.ts";
import type { Session } from "../session.ts";
import type { Attempt } from "../record/index.ts";

/**
 * Moves the run directory of an attempt to the project's trash; returns where it is now, or undefined when nothing was moved. What of it belongs to
 * other analyses stays, and is told.
 */
export function moveToTrash(session: Session, analysis: Analysis, attempt: Attempt): string | undefined {
  const { runDirectory } = attempt;
  const target = trashPlace(session, analysis, attempt);
  if (!takeToTrash(session, analysis.address, runDirectory, target, othersIn(session.project.ledger, session.runLinks, attempt))) return undefined;
  session.notify({ level: "info", address: analysis.address, text: `moved ${runDirectory} to ${target}` });
  return target;
}

/** What in the run directory of an attempt belongs to other analyses. */
export function othersIn(ledger: Ledger, links: RunLinks, { analysisId, runDirectory }: Attempt): OthersFiles {
  return othersFiles(ledger, links, analysisId, runDirectory, lastStart(ledger, links, analysisId, runDirectory));
}

/** Moves what is in a directory to a place in the trash, all but what is `others`; whether anything was moved. */
export function takeToTrash(session: Session, address: string, from: string, to: string, { owner, inside }: OthersFiles): boolean {
  if (!existsSync(from)) return false;
  if (owner !== undefined) {
    session.notify({ level: "warn", address, text: `${from} stays where it is: ${owner} runs there` });
    return false;
  }
  if (inside.length > 0) {
    const stays = inside.map((one) => `${one.directory} (${one.address})`).join(", ");
    session.notify({ level: "warn", address, text: `in ${from} there are run directories of others, which stay: ${stays}` });
    const kept = new Set(inside.map(({ directory }) => directory));
    return throughTrash(from, to, (place) => moveAllBut(from, place, kept));
  }
  return throughTrash(from, to, (place) => {
    mkdirSync(dirname(place), { recursive: true });
    renameSync(from, place);
    return true;
  });
}

/** Moves what is in a directory, all but some paths; whether anything was moved. */
// Piece by piece: what stays never moves, so that nobody finds it gone.
export function moveAllBut(from: string, to: string, kept: ReadonlySet<string>): boolean {
  let moved = false;
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const path = join(from, entry.name);
    if (kept.has(path)) continue;
    const holds = [...kept].some((one) => one.startsWith(path + sep));
    if (holds && entry.isDirectory()) moved = moveAllBut(path, join(to, entry.name), kept) || moved;
    if (holds) continue;
    mkdirSync(to, { recursive: true });
    renameSync(path, join(to, entry.name));
    moved = true;
  }
  return moved;
}

/** A new place in the project's trash for files of an attempt. */
export function trashPlace(session: Session, analysis: Analysis, attempt: Attempt): string {
  const when = timestamp(session.project.ledger.clock).replaceAll(/[:.]/g, "");
  return join(trashOf(session.project), `${folderOf(analysis)}-${analysis.slug}-${attempt.number}-${when}`);
}
