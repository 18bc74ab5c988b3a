import fc from "fast-check";

import { listAnalyses, listSubjects } from "../../src/analysis/index.ts";
import { copyAnalysis, planDeletion, removeRows, setSettings } from "../../src/blueprint/index.ts";
import type { Ledger, Row } from "../../src/ledger/index.ts";
import { AsimovError } from "../../src/system/index.ts";
import { dump, recordedTables } from "../support/ledger.ts";
import { analysis, applyText, event, installed } from "../support/project.ts";

/** Something that a person does to a ledger; what it is done to is chosen by number among what is there. */
export interface Deed {
  readonly kind: "configuration" | "event" | "move" | "analysis" | "set" | "copy" | "label" | "review" | "delete" | "delete event";
  readonly which: number;
  readonly value: number;
}

/** Some of what people do, in any order. */
export const someDeeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(
      "configuration",
      "event",
      "event",
      "move",
      "analysis",
      "analysis",
      "analysis",
      "set",
      "copy",
      "label",
      "review",
      "delete",
      "delete event",
    ),
    which: fc.nat({ max: 5 }),
    value: fc.nat({ max: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Does a deed; what is refused changes nothing. */
export function doDeed(ledger: Ledger, deed: Deed): void {
  try {
    attempt(ledger, deed);
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
  }
}

/** Every row of the tables that have a history, without what only grows. */
export function logicalDump(ledger: Ledger): Readonly<Record<string, readonly Row[]>> {
  const tables = dump(ledger);
  return Object.fromEntries(recordedTables(ledger).map((table) => [table, tables[table]!.map(withoutRevision(table)).toSorted(byId)]));
}

function byId(one: Row, other: Row): number {
  return Number(one["id"]) - Number(other["id"]);
}

function withoutRevision(table: string): (row: Row) => Row {
  return (row) => (table === "analyses" ? Object.fromEntries(Object.entries(row).filter(([column]) => column !== "revision")) : row);
}

function attempt(ledger: Ledger, { kind, which, value }: Deed): void {
  const names = ["GW1", "GW2"];
  const name = names[which % names.length]!;
  const analyses = listAnalyses(ledger);
  const chosen = analyses[which % Math.max(analyses.length, 1)];
  const content = `data: {a: ${value}, "b c": [${value}, x]}\n`;
  switch (kind) {
    case "configuration":
      // Some contradict what events and analyses say, or close a circle of needs.
      applyText(
        ledger,
        `kind: configuration\nname: c${which}\nquality: {q: ${value}}\n${["", "", range("minimum", 2), "data: {a: {x: 1}}\n"][value]}`,
        { update: value > 0 },
      );
      return;
    case "event":
    case "move":
      applyText(ledger, event(name, which > 2 ? range("maximum", value) : content), { update: true, updateUnstarted: kind === "move" });
      return;
    case "analysis": {
      const needs =
        value === 1 ? `needs: [{"quality.q": 1${which > 2 ? ", optional: true" : ""}}]\n` : value > 1 && chosen ? `needs: [${chosen.name}]\n` : "";
      const said = which > 3 ? range("maximum", value) : content;
      applyText(ledger, analysis(`pe${which}`, `${said}${needs}${value === 1 ? "status: wait\n" : ""}`, name), { update: true });
      return;
    }
    case "set":
      if (chosen) setSettings(ledger, chosen, [{ path: ["data", "mine"], value }], { installed, command: "asimov analysis set" });
      return;
    case "copy":
      if (chosen) copyAnalysis(ledger, chosen, `${name}/copy${value}`, [], { installed, command: "asimov copy" });
      return;
    case "label":
    case "review":
      if (chosen) note(ledger, kind, chosen.id, value);
      return;
    case "delete":
      if (chosen) remove(ledger, { table: "analyses", id: chosen.id }, value > 1);
      return;
    case "delete event": {
      const subject = listSubjects(ledger)[which];
      if (subject) remove(ledger, { table: "subjects", id: subject.id }, false);
    }
  }
}

function range(end: "minimum" | "maximum", value: number): string {
  return `priors: {psi: {${end}: ${value}}}\n`;
}

function note(ledger: Ledger, kind: "label" | "review", id: number, value: number): void {
  const time = "2026-03-01T12:00:00.000Z";
  ledger.change((transaction) => {
    if (kind === "review") transaction.insert("reviews", { analysis_id: id, status: "APPROVED", message: `${value}`, user: "reader", time });
    else if (!ledger.get("SELECT 1 FROM labels WHERE analysis_id = ? AND name = ?", id, `l${value}`))
      transaction.insert("labels", { analysis_id: id, name: `l${value}`, value: "true", origin: "person" });
  });
}

function remove(ledger: Ledger, thing: Parameters<typeof planDeletion>[1][number], withDependents: boolean): void {
  const deletion = planDeletion(ledger, [thing], withDependents);
  ledger.change((transaction) => removeRows(ledger, transaction, deletion));
}
