import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Analysis } from "../analysis/index.ts";
import { timestamp } from "../system/index.ts";
import { folderOf, trashOf } from "./paths.ts";
import type { Session } from "./session.ts";
import type { Attempt } from "./record/index.ts";

/** Moves the run directory of an attempt to the project's trash; returns where it is now, or undefined when there was none. */
export function moveToTrash(session: Session, analysis: Analysis, attempt: Attempt): string | undefined {
  if (!existsSync(attempt.runDirectory)) return undefined;
  const target = trashPlace(session, analysis, attempt);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(attempt.runDirectory, target);
  session.notify({ level: "info", address: analysis.address, text: `moved ${attempt.runDirectory} to ${target}` });
  return target;
}

/** A new place in the project's trash for files of an attempt. */
export function trashPlace(session: Session, analysis: Analysis, attempt: Attempt): string {
  const when = timestamp(session.project.ledger.clock).replaceAll(/[:.]/g, "");
  return join(trashOf(session.project), `${folderOf(analysis)}-${analysis.slug}-${attempt.number}-${when}`);
}
