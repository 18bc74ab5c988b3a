import { subjectByName } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import { placeIn } from "../../settings/index.ts";
import { slug } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { compare } from "./compare.ts";
import { directoryKey, refuseTwice, sameDirectory, type Earlier } from "./earlier.ts";
import { pinned } from "./pinned.ts";
import type { ApplyOptions, Step } from "./step.ts";

/** Plans an event. */
export function planEvent(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: Earlier): Step {
  const name = document.content["name"] as string;
  const what = `event ${name}`;
  refuseTwice(what, earlier, document);
  const subject = subjectByName(ledger, name);
  const row = subject ? undefined : ledger.get("SELECT name FROM subjects WHERE slug = ?", slug(name));
  const clash = row ? String(row["name"]) : earlier.directories.get(directoryKey(slug(name)));
  if (clash !== undefined) throw sameDirectory(what, clash, placeIn(document.source, ["name"]));
  const known =
    subject &&
    ledger.get("SELECT content, applied, source FROM subject_revisions WHERE subject_id = ? AND revision = ?", subject.id, subject.revision);
  const comparison = compare(known, document, what, options);
  return { kind: "event", name, what, ...comparison, ...pinned(ledger, subject, comparison.action, options) };
}
