import { dirname, isAbsolute, relative } from "node:path";

import type { Ledger } from "../../ledger/index.ts";
import { typed } from "../../system/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { compare } from "./compare.ts";
import { refuseTwice, type Earlier } from "./earlier.ts";
import { reach } from "./reach.ts";
import type { ApplyOptions, Step } from "./step.ts";

/** Plans settings of the project. */
export function planConfiguration(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: Earlier): Step {
  const identity = identityOf(ledger, document);
  const row = ledger.get("SELECT content, applied, source FROM documents WHERE kind = 'configuration' AND identity = ?", identity);
  const what = `configuration ${identity}`;
  refuseTwice(what, earlier, document);
  const comparison = compare(row, document, what, options);
  const reached = comparison.action === "unchanged" ? [] : reach(ledger, { identity, ...comparison.document });
  const notes = [...(row ? [] : sameElsewhere(ledger, document)), ...reached];
  return { kind: "configuration", identity, what, notes, ...comparison };
}

// Its name, else its file: in the project seen from there, so that it is the same one after the project was moved.
function identityOf(ledger: Ledger, { content, source: { file, document } }: BlueprintDocument): string {
  if (typeof content["name"] === "string") return content["name"];
  const absolute = `${file}#${document + 1}`;
  const inside = isAbsolute(file) ? relative(dirname(dirname(ledger.file)), file) : "..";
  const isKnown = ledger.get("SELECT 1 FROM documents WHERE kind = 'configuration' AND identity = ?", absolute) !== undefined;
  return isKnown || inside.startsWith("..") ? absolute : `${inside}#${document + 1}`;
}

// Without a name a document is known by its file: one that was moved counts twice.
function sameElsewhere(ledger: Ledger, { content }: BlueprintDocument): readonly string[] {
  const sql = "SELECT identity FROM documents WHERE kind = 'configuration' AND content = ? ORDER BY position";
  return ledger.all(sql, JSON.stringify(content)).map((row) => {
    const identity = String(row["identity"]);
    return `says the same as configuration ${identity}, and both count; if it was moved: asimov delete configuration ${typed(identity)}`;
  });
}
