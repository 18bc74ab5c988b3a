import type { Ledger } from "../../ledger/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import { compare } from "./compare.ts";
import { refuseTwice, type Earlier } from "./earlier.ts";
import type { ApplyOptions, Step } from "./step.ts";

/** Plans settings of the project. */
export function planConfiguration(ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: Earlier): Step {
  const { content, source } = document;
  const identity = typeof content["name"] === "string" ? content["name"] : `${source.file}#${source.document + 1}`;
  const row = ledger.get("SELECT content, applied, source FROM documents WHERE kind = 'configuration' AND identity = ?", identity);
  const what = `configuration ${identity}`;
  refuseTwice(what, earlier, document);
  return { kind: "configuration", identity, what, notes: [], ...compare(row, document, what, options) };
}
