import { subjectByName } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { placeIn } from "../../settings/index.ts";
import { AsimovError, slug, throwAll } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { compare } from "./compare.ts";
import { directoryKey, refuseTwice, sameDirectory, type Earlier } from "./earlier.ts";
import { onlyAtFirst, statusNote } from "./only-at-first.ts";
import { updateNotes } from "./pinned.ts";
import { readNeeds, readSelection } from "./selection.ts";
import type { ApplyOptions, Step } from "./step.ts";
import { unknownEvent } from "./unknown-event.ts";

/** Plans an analysis of several events. The event that analyses go to is nothing to it. */
export function planProjectAnalysis(ledger: Ledger, written: BlueprintDocument, options: ApplyOptions, earlier: Earlier): Step {
  const { content, source } = written;
  const name = content["name"] as string;
  const what = `project analysis ${name}`;
  refuseTwice(what, earlier, written);
  const subjects = subjectsOf(written);
  throwAll(unknownSubjects(ledger, written, what, subjects, earlier));
  const row = ledger.get("SELECT id, content, applied, source, status FROM analyses WHERE subject_id IS NULL AND name = ?", name);
  const sameSlug = row ? undefined : ledger.get("SELECT name FROM analyses WHERE subject_id IS NULL AND slug = ?", slug(name));
  const clash = sameSlug ? String(sameSlug["name"]) : earlier.directories.get(directoryKey("project:", slug(name)));
  if (clash !== undefined) throw sameDirectory(what, clash, placeIn(source, ["name"]));
  const comparison = compare(row, written, what, options, onlyAtFirst);
  const { action, document } = comparison;
  const updated = action === "update" ? updateNotes(ledger, Number(row!["id"]), name, `project:${name}`) : [];
  const notes = [...updated, ...statusNote(row, written)];
  const selects = readSelection(document) ?? [];
  return { kind: "projectanalysis", name, subjects: subjectsOf(document), needs: readNeeds(document), selects, what, ...comparison, notes };
}

// A list of texts, as was validated; what the ledger keeps of it is one too.
function subjectsOf({ content }: BlueprintDocument): readonly string[] {
  const { subjects } = content;
  return Array.isArray(subjects) ? subjects.map(String) : [];
}

function unknownSubjects(
  ledger: Ledger,
  { source }: BlueprintDocument,
  what: string,
  subjects: readonly string[],
  earlier: Earlier,
): readonly AsimovError[] {
  return subjects.flatMap((subject, index) => {
    if (subjectByName(ledger, subject) || earlier.byWhat.has(`event ${subject}`)) return [];
    return [unknownEvent(ledger, what, subject, placeIn(source, ["subjects", String(index)]), earlier)];
  });
}
