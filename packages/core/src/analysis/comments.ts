import type { Ledger } from "../ledger/index.ts";
import type { Analysis } from "./analysis.ts";

/** What the blueprints of analyses say for people, by the id of the analysis. */
export function analysisComments(ledger: Ledger): ReadonlyMap<number, string> {
  // Looked for as text first: reading the JSON of every analysis takes seconds where there are tens of thousands.
  const rows = ledger.all(
    `SELECT id, json_extract(content, '$.comment') AS comment FROM analyses
     WHERE instr(content, '"comment":') > 0 AND json_type(content, '$.comment') = 'text'`,
  );
  return new Map(rows.map((row) => [Number(row["id"]), String(row["comment"])]));
}

/** What the blueprint of an analysis says for people. */
export function commentOf(ledger: Ledger, analysis: Analysis): string | undefined {
  const row = ledger.get("SELECT json_extract(content, '$.comment') AS comment FROM analyses WHERE id = ?", analysis.id);
  return typeof row?.["comment"] === "string" ? row["comment"] : undefined;
}
