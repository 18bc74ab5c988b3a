import type { Ledger, Transaction } from "../ledger/index.ts";
import type { Value } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";
import type { Analysis } from "./analysis.ts";

/** What somebody wrote on an analysis. */
export interface Label {
  readonly name: string;
  readonly value: Value;
  /** Who did: `person`, or the name of a plugin. */
  readonly origin: string;
}

/** The labels of an analysis, by name. */
export function labelsOf(ledger: Ledger, analysis: Analysis): readonly Label[] {
  return ledger.all("SELECT name, value, origin FROM labels WHERE analysis_id = ? ORDER BY name", analysis.id).map((row) => ({
    name: String(row["name"]),
    value: JSON.parse(String(row["value"])) as Value,
    origin: String(row["origin"]),
  }));
}

/** The labels of all analyses that have any, by id and name. */
export function allLabels(ledger: Ledger): ReadonlyMap<number, ReadonlyMap<string, Value>> {
  const byAnalysis = new Map<number, Map<string, Value>>();
  for (const row of ledger.all("SELECT analysis_id, name, value FROM labels ORDER BY name")) {
    const id = Number(row["analysis_id"]);
    const mine = byAnalysis.get(id) ?? new Map<string, Value>();
    byAnalysis.set(id, mine.set(String(row["name"]), JSON.parse(String(row["value"])) as Value));
  }
  return byAnalysis;
}

/** A label as it is typed: `NAME=VALUE`. */
export function formatLabel({ name, value }: Pick<Label, "name" | "value">): string {
  return `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`;
}

/** Reads `NAME=VALUE`, or `NAME` for a label that is true; numbers, true and false are read as such. Throws `LABEL_INVALID`. */
export function parseLabel(text: string): Pick<Label, "name" | "value"> {
  const equals = text.indexOf("=");
  const name = labelName(equals < 0 ? text : text.slice(0, equals));
  const value = equals < 0 ? "true" : text.slice(equals + 1).trim();
  if (value === "") throw invalid(text);
  const isJson = /^(?:true|false|-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?)$/i.test(value);
  return { name, value: isJson ? (JSON.parse(value.toLowerCase()) as Value) : value };
}

/** A name that a label may have: what a condition `label.NAME: VALUE` can say. Throws `LABEL_INVALID`. */
export function labelName(text: string): string {
  const name = text.trim();
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(name)) return name;
  throw invalid(text);
}

/** Writes labels on an analysis, over those of the same names that it has. */
export function writeLabels(ledger: Ledger, analysis: Analysis, labels: readonly Label[]): void {
  ledger.change((transaction) => {
    for (const { name, value, origin } of labels) {
      const row = rowOf(ledger, analysis, name);
      const text = JSON.stringify(value);
      if (row === undefined) transaction.insert("labels", { analysis_id: analysis.id, name, value: text, origin });
      else transaction.update("labels", row, { value: text, origin });
    }
  });
}

/** Takes labels away from an analysis; those that it does not have are none to take. */
export function removeLabels(ledger: Ledger, analysis: Analysis, names: readonly string[]): void {
  ledger.change((transaction) => {
    for (const name of names) remove(transaction, rowOf(ledger, analysis, name));
  });
}

function remove(transaction: Transaction, row: number | undefined): void {
  if (row !== undefined) transaction.remove("labels", row);
}

function rowOf(ledger: Ledger, analysis: Analysis, name: string): number | undefined {
  const row = ledger.get("SELECT id FROM labels WHERE analysis_id = ? AND name = ?", analysis.id, name);
  return row && Number(row["id"]);
}

function invalid(text: string): AsimovError {
  return new AsimovError("LABEL_INVALID", {
    message: `${JSON.stringify(text)} is not a label`,
    remedy: "Write NAME or NAME=VALUE; a name holds letters, digits, blanks, dots, - and _, such as good or snr=24.",
    exitCode: 2,
  });
}
