import { expect, test } from "vitest";

import { findAnalysis } from "../../src/analysis/index.ts";
import {
  findConfiguration,
  findInTrash,
  parseAssignment,
  planDeletion,
  removeRows,
  restoreRows,
  setSettings,
  undoChange,
} from "../../src/blueprint/index.ts";
import type { Ledger } from "../../src/ledger/index.ts";
import { dump } from "../support/ledger.ts";
import { analysis, applyText, event, installed, ledgerWith, projectAnalysis } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

function configuration(name: string, maximum: number, more = ""): string {
  return `---\nkind: configuration\nname: ${name}\npriors: {psi: {maximum: ${maximum}}}\n${more}`;
}

function range(minimum: number): string {
  return `priors: {psi: {minimum: ${minimum}}}\n`;
}

function remove(ledger: Ledger, identity: string): void {
  const deletion = planDeletion(ledger, [findConfiguration(ledger, identity)]);
  ledger.change((transaction) => removeRows(ledger, transaction, deletion));
}

function restore(ledger: Ledger, item: string): void {
  ledger.change((transaction) => restoreRows(ledger, transaction, findInTrash(ledger, item)));
}

function build(ledger: Ledger, address: string): void {
  const attempt = {
    analysis_id: findAnalysis(ledger, address).id,
    number: 1,
    snapshot: "{}",
    run_directory: "/x",
    started: "",
    config_commit: "abc",
  };
  ledger.change((transaction) => transaction.insert("attempts", attempt));
}

test("undoing a configuration below analyses that are only right with it is refused as applying that would be", async () => {
  const ledger = ledgerWith(configuration("all", 1) + event("GW1") + analysis("fine"));
  applyText(ledger, configuration("all", 10), { update: true });
  applyText(ledger, analysis("pe", range(5)));
  const before = dump(ledger);
  const undone = await refusal(() => undoChange(ledger, 2));
  expect(undone).toMatchInlineSnapshot(`
    "PRIOR_RANGE /work/blueprint.yaml:6:25
      analysis GW1/pe: "priors.psi.minimum" is 5, which is not below the maximum 1 (/work/blueprint-1.yaml:4:25)
      Correct one of them."
  `);
  expect(await refusal(() => undoChange(ledger, 2, { dryRun: true }))).toBe(undone);
  expect(await refusal(() => applyText(ledger, configuration("all", 1), { update: true }))).toMatchInlineSnapshot(`
    "PRIOR_RANGE /work/blueprint.yaml:6:25
      analysis GW1/pe: "priors.psi.minimum" is 5, which is not below the maximum 1 (/work/blueprint.yaml:4:25)
      Correct one of them."
  `);
  expect(dump(ledger)).toEqual(before);
  // What goes with it is no hindrance.
  undoChange(ledger, 3);
  undoChange(ledger, 2);
});

test("so is deleting one, and bringing one back", async () => {
  const ledger = ledgerWith(configuration("narrow", 1) + configuration("wide", 10, "data: {a: {x: 1}}\n") + event("GW1") + analysis("pe", range(5)));
  expect(await refusal(() => remove(ledger, "wide"))).toMatchInlineSnapshot(`
    "PRIOR_RANGE /work/blueprint-1.yaml:18:25
      analysis GW1/pe: "priors.psi.minimum" is 5, which is not below the maximum 1 (/work/blueprint-1.yaml:4:25)
      Correct one of them."
  `);
  remove(ledger, "narrow");
  remove(ledger, "wide");
  restore(ledger, "wide");
  undoChange(ledger, 4);
  expect(await refusal(() => restore(ledger, "narrow"))).toMatchInlineSnapshot(`
    "PRIOR_RANGE /work/blueprint-1.yaml:18:25
      analysis GW1/pe: "priors.psi.minimum" is 5, which is not below the maximum 1 (/work/blueprint-1.yaml:4:25)
      Correct one of them."
  `);
  setSettings(ledger, findAnalysis(ledger, "pe"), [parseAssignment("data.a=2")], { installed, command: "asimov analysis set" });
  expect(await refusal(() => restore(ledger, "wide"))).toMatchInlineSnapshot(`
    "SETTINGS_MAP_AGAINST_VALUE asimov analysis set
      analysis GW1/pe: "data.a" is a single value in analysis pe, but not in project (/work/blueprint-1.yaml:9:8)
      Give it the same form in both, or cut the lower one away first with "a: null"."
  `);
});

test("so is undoing what an analysis or an event says", async () => {
  const ledger = ledgerWith(configuration("all", 50) + event("GW1") + analysis("pe", range(40)));
  setSettings(ledger, findAnalysis(ledger, "pe"), [parseAssignment("priors.psi.minimum=10")], { installed, command: "asimov analysis set" });
  applyText(ledger, configuration("all", 20), { update: true });
  expect(await refusal(() => undoChange(ledger, 2))).toMatchInlineSnapshot(`
    "PRIOR_RANGE /work/blueprint-1.yaml:13:25
      analysis GW1/pe: "priors.psi.minimum" is 40, which is not below the maximum 20 (/work/blueprint.yaml:4:25)
      Correct one of them."
  `);
});

test("what was built keeps its settings, and what was wrong before is not told again", () => {
  const ledger = ledgerWith(
    configuration("narrow", 1),
    configuration("wide", 10) + event("GW1") + analysis("built", range(5)) + analysis("wrong", range(0)),
  );
  build(ledger, "GW1/built");
  const { id } = findAnalysis(ledger, "wrong");
  ledger.change((transaction) =>
    transaction.update("analyses", id, { content: '{"priors":{"psi":{"type":"Sine","minimum":0},"phase":{"minimum":5,"maximum":4}}}' }),
  );
  remove(ledger, "wide");
  expect(undoChange(ledger, undefined).lines).toEqual(["restored configuration wide"]);
});

test("a circle of needs that settings would close again is refused", async () => {
  const closing = "kind: configuration\nname: closing\npipelines: {welch: {mark: 1}}\n";
  const circle = event("GW1") + analysis("psd", "needs: [pe]\n", "GW1", "welch") + analysis("pe", "needs: [{mark: 1}]\n");
  const ledger = ledgerWith(closing);
  remove(ledger, "closing");
  applyText(ledger, circle);
  const told = [() => undoChange(ledger, 2), () => restore(ledger, "closing")].map((work) => refusal(work));
  expect((await Promise.all(told)).join("\n")).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:9:9
      the analyses of GW1 need each other in a circle: psd -> pe -> psd
      Remove one of these from its "needs", or choose conditions that do not mean it.
    NEEDS_CYCLE /work/blueprint.yaml:9:9
      the analyses of GW1 need each other in a circle: psd -> pe -> psd
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
  const open = ledgerWith(`${closing}---\nkind: configuration\nname: opening\npipelines: {welch: {mark: 2}}\n${circle}`);
  expect(await refusal(() => remove(open, "opening"))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint-1.yaml:16:9
      the analyses of GW1 need each other in a circle: psd -> pe -> psd
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
});

test("a need that nothing matches yet is as good for an undoing as it is for applying", async () => {
  const waiting = analysis("pe", "needs: ['pipeline: welch']\n") + projectAnalysis("joint", "subjects: [GW1]\nanalyses: ['pipeline: welch']\n");
  const ledger = ledgerWith(event("GW1"), waiting);
  undoChange(ledger, 2);
  expect(undoChange(ledger, 3).lines).toEqual(["restored analysis project:joint", "restored analysis GW1/pe"]);
  applyText(ledger, analysis("psd", "", "GW1", "welch"));
  applyText(ledger, analysis("later", "needs: ['pipeline: welch']\n"));
  // What was there before waits again as it did; what was made on top would lose its ground.
  expect(await refusal(() => undoChange(ledger, 5))).toMatchInlineSnapshot(`
    "UNDO_REFUSED nowhere
      transaction 5 (asimov test) has something on top of it:
      analysis GW1/later needs something that would not be there
      Change or delete these first."
  `);
  undoChange(ledger, 6);
  expect(undoChange(ledger, 5).lines).toEqual(["removed analysis GW1/psd"]);
});

test("a need by name that is gone for good is not brought back to", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("psd"));
  applyText(ledger, analysis("pe", "needs: [psd]\n"));
  undoChange(ledger, 2);
  const deletion = planDeletion(ledger, [{ table: "analyses", id: findAnalysis(ledger, "psd").id }]);
  ledger.change((transaction) => removeRows(ledger, transaction, deletion));
  expect(await refusal(() => undoChange(ledger, 3))).toMatchInlineSnapshot(`
    "UNDO_REFUSED nowhere
      transaction 3 (asimov undo 2) has something on top of it:
      analysis GW1/pe needs something that would not be there
      Change or delete these first."
  `);
});
