import { subjectByName } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { placeIn } from "../../settings/index.ts";
import { AsimovError, slug } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { compare } from "./compare.ts";
import { directoryKey, refuseTwice, sameDirectory, type Earlier } from "./earlier.ts";
import { onlyAtFirst, statusNote } from "./only-at-first.ts";
import { updateNotes } from "./pinned.ts";
import { readNeeds, readSelection } from "./selection.ts";
import type { ApplyOptions, Step } from "./step.ts";
import { unknownEvent } from "./unknown-event.ts";

/** Plans an analysis of an event, also one that combines others of it. */
export function planAnalysis(ledger: Ledger, written: BlueprintDocument, options: ApplyOptions, earlier: Earlier): Step {
  const { content, source } = written;
  const name = content["name"] as string;
  const subject = options.event ?? content["event"] ?? options.eventIfNone;
  if (typeof subject !== "string") {
    throw new AsimovError("BLUEPRINT_NO_EVENT", {
      message: `analysis "${name}" names no event`,
      at: placeIn(source, []),
      remedy: 'Add a line such as "event: GW150914", or name it on the command line: asimov apply -f FILE -e EVENT',
    });
  }
  const what = `analysis ${subject}/${name}`;
  refuseTwice(what, earlier, written);
  const known = subjectByName(ledger, subject);
  if (!known && !earlier.byWhat.has(`event ${subject}`)) {
    const at = options.event === undefined ? placeIn(source, ["event"]) : placeIn(source, []);
    throw unknownEvent(ledger, `analysis "${name}"`, subject, at, earlier);
  }
  const row = known && ledger.get("SELECT id, content, applied, source, status FROM analyses WHERE subject_id = ? AND name = ?", known.id, name);
  const sameSlug = known && !row ? ledger.get("SELECT name FROM analyses WHERE subject_id = ? AND slug = ?", known.id, slug(name)) : undefined;
  const clash = sameSlug ? String(sameSlug["name"]) : earlier.directories.get(directoryKey(subject, slug(name)));
  if (clash !== undefined) throw sameDirectory(what, clash, placeIn(source, ["name"]));
  const comparison = compare(row, at(written, subject), what, options, onlyAtFirst);
  const { action, document } = comparison;
  const updated = action === "update" ? updateNotes(ledger, Number(row!["id"]), name, `${subject}/${name}`) : [];
  const notes = [...updated, ...statusNote(row, written)];
  return { kind: "analysis", subject, name, needs: readNeeds(document), selects: readSelection(document), what, ...comparison, notes };
}

// The ledger keeps where it went, so that its document says the same wherever it is applied again.
function at(document: BlueprintDocument, event: string): BlueprintDocument {
  return document.content["event"] === event ? document : { ...document, content: { ...document.content, event } };
}
