import type { Subject } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { typed } from "../../system/index.ts";
import { counted } from "./reach.ts";
import type { ApplyOptions, Step } from "./step.ts";

/** Whether an analysis has a committed attempt, whose snapshot it keeps. */
function isBuilt(ledger: Ledger, analysis: number): boolean {
  return ledger.get("SELECT 1 FROM attempts WHERE analysis_id = ? AND config_commit IS NOT NULL", analysis) !== undefined;
}

/** What an update means for an analysis, in words: nothing has to be said of one that was not built yet. */
export function updateNotes(ledger: Ledger, analysis: number, name: string, address: string): readonly string[] {
  if (!isBuilt(ledger, analysis)) return [];
  const again = `asimov analysis restart ${typed(address)} --refresh`;
  const { status } = ledger.get("SELECT status FROM analyses WHERE id = ?", analysis)!;
  if (status !== "running" && status !== "processing") return [`${name}: built already, what it was built with stays until: ${again}`];
  return [`${name}: ${status}, its jobs go on with what it was built with; to end them and run it with this: ${again}`];
}

/** What is said of analyses that an update does not reach, since they were built. */
function keeps(subject: string, names: readonly string[]): string {
  const addresses = names.map((name) => typed(`${subject}/${name}`));
  const shown = addresses.length > 10 ? addresses.slice(0, 1) : addresses;
  return `${counted(names)}: built already, what it was built with stays until: asimov analysis restart ${shown.join(" ")} --refresh`;
}

/** Which analyses of an event stay on the revision that they were made with, and which are moved to its newest. */
export function pinned(
  ledger: Ledger,
  subject: Subject | undefined,
  action: Step["action"],
  options: ApplyOptions,
): { readonly moves: readonly number[]; readonly notes: readonly string[] } {
  if (!subject || (action === "unchanged" && !options.updateUnstarted)) return { moves: [], notes: [] };
  const newest = action === "update" ? subject.revision + 1 : subject.revision;
  const older = ledger
    .all("SELECT id, name FROM analyses WHERE subject_id = ? AND subject_revision < ? ORDER BY id", subject.id, newest)
    .map((row) => ({ id: Number(row["id"]), name: String(row["name"]) }));
  const built = older.filter(({ id }) => isBuilt(ledger, id));
  const unbuilt = older.filter((analysis) => !built.includes(analysis));
  const names = unbuilt.map(({ name }) => name);
  const moved = options.updateUnstarted ? `${counted(names)}: not built yet, now with the event as it is here` : undefined;
  const left = `${counted(names)}: not built yet, still with the event as it was; to move: apply with --update-unstarted`;
  return {
    moves: options.updateUnstarted ? unbuilt.map(({ id }) => id) : [],
    notes: [
      ...(names.length > 0 ? [moved ?? left] : []),
      ...(built.length > 0
        ? [
            keeps(
              subject.name,
              built.map(({ name }) => name),
            ),
          ]
        : []),
    ],
  };
}
