import fc from "fast-check";
import { expect, test } from "vitest";

import { findAnalysis } from "../../src/analysis/index.ts";
import {
  findInTrash,
  listTrash,
  parseAssignment,
  personsChanges,
  planDeletion,
  removeRows,
  restoreRows,
  setSettings,
  undoChange,
} from "../../src/blueprint/index.ts";
import { Ledger, readHistory } from "../../src/ledger/index.ts";
import { dump, newLedgerFile, openLedger } from "../support/ledger.ts";
import { analysis, applyText, event, installed, ledgerWith, projectAnalysis } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";
import { doDeed, logicalDump, someDeeds } from "./life.ts";

test("what keeps a change from being undone is named: each label by its name", async () => {
  const ledger = ledgerWith(event("GW1"), analysis("pe"));
  const { id } = findAnalysis(ledger, "pe");
  ledger.change((transaction) => {
    for (const name of ["good", "old"]) transaction.insert("labels", { analysis_id: id, name, value: "true", origin: "person" });
  });
  const number = Number(ledger.get("SELECT max(transaction_id) AS id FROM history WHERE entity = 'analyses'")?.["id"]);
  expect(await refusal(() => undoChange(ledger, number))).toMatchInlineSnapshot(`
    "UNDO_REFUSED nowhere
      transaction 2 (asimov test) has something on top of it:
      label "good" of GW1/pe was added (3: asimov test)
      label "old" of GW1/pe was added (3: asimov test)
      Undo the newest of them first: asimov undo 3"
  `);
});

test("whatever people do, undoing it from the newest on gives back every state, and redoing it too", () => {
  fc.assert(
    fc.property(someDeeds, (deeds) => {
      const ledger = Ledger.open(newLedgerFile(), { command: "asimov apply" });
      const states = [logicalDump(ledger)];
      const numbers: number[] = [];
      for (const deed of deeds) {
        doDeed(ledger, deed);
        const newest = Number(ledger.get("SELECT max(id) AS id FROM transactions")?.["id"] ?? 0);
        if (newest === (numbers.at(-1) ?? 0)) continue;
        numbers.push(newest);
        states.push(logicalDump(ledger));
      }
      const redo: number[] = [];
      for (const [index, number] of [...numbers.entries()].toReversed()) {
        const { change, transaction } = undoChange(ledger, undefined);
        expect(change.transaction).toBe(number);
        expect(logicalDump(ledger)).toEqual(states[index]);
        redo.push(transaction!);
      }
      for (const [index, number] of redo.toReversed().entries()) {
        undoChange(ledger, number);
        expect(logicalDump(ledger)).toEqual(states[index + 1]);
      }
      ledger.close();
    }),
    { numRuns: 30 },
  );
});

const whole =
  "kind: configuration\nname: defaults\ndata: {a: 1}\n" + event("GW1") + analysis("psd", "", "GW1", "welch") + analysis("pe", "needs: [psd]\n");

function built(ledger: Ledger, address: string, number = 1): void {
  const attempt = { analysis_id: findAnalysis(ledger, address).id, number, snapshot: "{}", run_directory: "/x", started: "", config_commit: "abc" };
  ledger.change((transaction) => transaction.insert("attempts", attempt));
}

function change(ledger: Ledger, text: string): void {
  applyText(ledger, text, { update: true });
}

function set(ledger: Ledger, address: string, text: string): void {
  setSettings(ledger, findAnalysis(ledger, address), [parseAssignment(text)], { installed, command: "asimov analysis set" });
}

test("what was built or changed on top is listed, and nothing is undone", async () => {
  const ledger = ledgerWith(whole);
  built(ledger, "GW1/psd");
  set(ledger, "GW1/pe", "data.a=2");
  applyText(ledger, analysis("later"));
  const before = dump(ledger);
  expect(await refusal(() => undoChange(ledger, 1))).toMatchInlineSnapshot(`
    "UNDO_REFUSED nowhere
      transaction 1 (asimov test) has something on top of it:
      analysis GW1/later was added (4: asimov test)
      an attempt of GW1/psd was added (2: asimov test)
      analysis GW1/pe was changed (3: asimov test)
      What was run stays: change the blueprint and apply it with --update instead."
  `);
  expect(dump(ledger)).toEqual(before);
});

test("an event's update is not undone below analyses that are on it, nor settings below a build that used them", async () => {
  const ledger = ledgerWith(whole);
  change(ledger, event("GW1", "event time: 5\n"));
  applyText(ledger, analysis("later"));
  expect(await refusal(() => undoChange(ledger, 2))).toMatchInlineSnapshot(`
    "UNDO_REFUSED nowhere
      transaction 2 (asimov test) has something on top of it:
      analysis GW1/later is on this revision of its event (3: asimov test)
      Undo the newest of them first: asimov undo 3"
  `);
  change(ledger, "kind: configuration\nname: defaults\ndata: {a: 2}\n");
  change(ledger, "kind: configuration\nname: of bilby\npipelines: {bilby: {data: {a: 3}}}\n");
  built(ledger, "GW1/psd");
  expect(await refusal(() => undoChange(ledger, 4))).toMatchInlineSnapshot(`
    "UNDO_REFUSED nowhere
      transaction 4 (asimov test) has something on top of it:
      analysis GW1/psd was built (6: asimov test)
      What was run stays: change the blueprint and apply it with --update instead."
  `);
  // Nothing of bilby was built.
  expect(undoChange(ledger, 5).lines).toEqual(["removed configuration of bilby"]);
});

test("an analysis that others need is not undone away", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("psd"), analysis("pe", "needs: [psd]\n"));
  applyText(ledger, analysis("extra"));
  expect(await refusal(() => undoChange(ledger, 1))).toMatchInlineSnapshot(`
    "UNDO_REFUSED nowhere
      transaction 1 (asimov test) has something on top of it:
      analysis GW1/extra was added (3: asimov test)
      analysis GW1/pe was added (2: asimov test)
      Undo the newest of them first: asimov undo 3"
  `);
  expect(undoChange(ledger, 3, { dryRun: true }).lines).toEqual(["removed analysis GW1/extra"]);
  expect(undoChange(ledger, 3).lines).toEqual(["removed analysis GW1/extra"]);
  undoChange(ledger, 2);
  expect(undoChange(ledger, 1).lines).toEqual(["removed event GW1", "removed analysis GW1/psd"]);
});

test("what was undone already, what a pass did and what never was are refused", async () => {
  const file = newLedgerFile();
  const ledger = openLedger(file);
  expect(await refusal(() => undoChange(ledger, undefined))).toMatchInlineSnapshot(`
    "UNDO_NOTHING nowhere
      there is no change of a person that could be undone
      asimov log shows what changed."
  `);
  applyText(ledger, whole);
  const pass = openLedger(file, { command: "asimov -C /work monitor --chain" });
  const { id, revision } = findAnalysis(ledger, "psd");
  pass.change((transaction) => transaction.update("analyses", id, { reason: "built", revision: revision + 1 }));
  built(ledger, "GW1/psd");
  applyText(ledger, event("GW2"));
  undoChange(ledger, 4);
  const told = [2, 3, 4, 99].map((number) => refusal(() => undoChange(ledger, number)));
  expect((await Promise.all(told)).join("\n")).toMatchInlineSnapshot(`
    "UNDO_UNKNOWN nowhere
      transaction 2 is no decision that could be taken back: asimov -C /work monitor --chain
      asimov undo --list shows what can be undone.
    UNDO_UNKNOWN nowhere
      transaction 3 is no decision that could be taken back: asimov test
      asimov undo --list shows what can be undone.
    UNDO_DONE nowhere
      transaction 4 was undone already: asimov test
    UNDO_UNKNOWN nowhere
      there is no transaction 99
      asimov undo --list shows what can be undone."
  `);
  expect([...personsChanges(ledger)].map(({ transaction, undone }) => [transaction, undone])).toEqual([
    [5, false],
    [4, true],
    [1, false],
  ]);
});

test("undoing gives an analysis a new revision, so that a pass that saw it before loses", () => {
  const ledger = ledgerWith(whole);
  const before = findAnalysis(ledger, "pe").revision;
  set(ledger, "GW1/pe", "data.a=2");
  undoChange(ledger, undefined);
  expect(findAnalysis(ledger, "pe").revision).toBe(before + 2);
});

function remove(ledger: Ledger, address: string, withDependents = false): void {
  const deletion = planDeletion(ledger, [{ table: "analyses", id: findAnalysis(ledger, address).id }], withDependents);
  ledger.change((transaction) => removeRows(ledger, transaction, deletion));
}

test("the trash keeps every version of a name, and gives each back while the name is free", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe", "a: 1\n"));
  remove(ledger, "GW1/pe");
  applyText(ledger, analysis("pe", "a: 2\n"));
  remove(ledger, "GW1/pe");
  expect(listTrash(ledger).map(({ what, transaction, analyses }) => [what, transaction, analyses])).toEqual([
    ["analysis GW1/pe", 4, 1],
    ["analysis GW1/pe", 2, 1],
  ]);
  const restore = (item: string): unknown => ledger.change((transaction) => restoreRows(ledger, transaction, findInTrash(ledger, item)));
  restore("GW1/pe@2");
  expect(ledger.get("SELECT json_extract(content, '$.a') AS a FROM analyses")).toEqual({ a: 1 });
  const told = ["GW1/pe", "GW1/nothing", "2"].map((item) => refusal(() => restore(item)));
  expect((await Promise.all(told)).join("\n")).toMatchInlineSnapshot(`
    "UNDO_NAME_TAKEN nowhere
      "pe" (analyses) can't come back: there is another one of its name or directory now
      Delete that one first: asimov trash keeps it.
    TRASH_UNKNOWN nowhere
      the trash has no "GW1/nothing".
      asimov trash lists what is there.
    TRASH_UNKNOWN nowhere
      the trash has no "2".
      asimov trash lists what is there."
  `);
  remove(ledger, "GW1/pe");
  restore("4");
  expect(ledger.get("SELECT json_extract(content, '$.a') AS a FROM analyses")).toEqual({ a: 2 });
});

test("an event comes back with all that it had, and an analysis only to its own event", async () => {
  const ledger = ledgerWith(whole);
  const { revision: _, ...state } = findAnalysis(ledger, "pe");
  built(ledger, "GW1/psd");
  remove(ledger, "GW1/pe");
  const [subject] = ledger.all("SELECT id FROM subjects");
  const deletion = planDeletion(ledger, [{ table: "subjects", id: Number(subject!["id"]) }]);
  ledger.change((transaction) => removeRows(ledger, transaction, deletion));
  applyText(ledger, event("GW1"));
  expect(listTrash(ledger).map(({ what, analyses }) => [what, analyses])).toEqual([
    ["event GW1", 1],
    ["analysis GW1/pe", 1],
  ]);
  const restore = (item: string): unknown => ledger.change((transaction) => restoreRows(ledger, transaction, findInTrash(ledger, item)));
  const told = ["GW1", "GW1/pe"].map((item) => refusal(() => restore(item)));
  expect((await Promise.all(told)).join("\n")).toMatchInlineSnapshot(`
    "UNDO_NAME_TAKEN nowhere
      "GW1" (subjects) can't come back: there is another one of its name or directory now
      Delete that one first: asimov trash keeps it.
    TRASH_NO_EVENT nowhere
      its event GW1 is in the trash itself
      asimov trash restore GW1"
  `);
  undoChange(ledger, undefined);
  restore("GW1@4");
  restore("GW1/pe");
  expect(findAnalysis(ledger, "pe")).toMatchObject(state);
  expect(ledger.all("SELECT number FROM attempts")).toEqual([{ number: 1 }]);
  expect(listTrash(ledger).map(({ what }) => what)).toEqual(["event GW1"]);
  expect(readHistory(ledger).length).toBeGreaterThan(0);
});

test("what is at work, and what others need, is not deleted", async () => {
  const ledger = ledgerWith(whole + analysis("after", "needs: [pe]\n") + analysis("maybe", "needs: [{name: psd, optional: true}]\n"));
  expect(await refusal(() => remove(ledger, "psd"))).toMatchInlineSnapshot(`
    "DELETE_REFUSED GW1/pe
      it needs what would go
      Delete it too: --with-dependents
    DELETE_REFUSED GW1/after
      it needs what would go
      Delete it too: --with-dependents"
  `);
  ledger.change((transaction) => transaction.update("analyses", findAnalysis(ledger, "pe").id, { status: "running" }));
  expect(await refusal(() => remove(ledger, "psd", true))).toMatchInlineSnapshot(`
    "DELETE_REFUSED GW1/pe
      it is running
      asimov analysis stop GW1/pe"
  `);
  ledger.change((transaction) => transaction.update("analyses", findAnalysis(ledger, "pe").id, { status: "ready" }));
  remove(ledger, "psd", true);
  expect(ledger.all("SELECT name FROM analyses")).toEqual([{ name: "maybe" }]);
});

const joint = projectAnalysis("joint", "subjects: [GW1, GW2]\nanalyses: [pe]\n");

test("what a project analysis combines is neither undone nor deleted below it", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"), event("GW2"), joint + projectAnalysis("after", "subjects: [GW1]\nneeds: [joint]\n"));
  const subject = (name: string): number => Number(ledger.get("SELECT id FROM subjects WHERE name = ?", name)?.["id"]);
  const event2 = [{ table: "subjects", id: subject("GW2") }] as const;
  const told = [() => undoChange(ledger, 1), () => undoChange(ledger, 2), () => remove(ledger, "pe"), () => planDeletion(ledger, event2)].map(
    (work) => refusal(work),
  );
  expect((await Promise.all(told)).join("\n")).toMatchInlineSnapshot(`
    "UNDO_REFUSED nowhere
      transaction 1 (asimov test) has something on top of it:
      analysis project:joint needs something that would not be there
      analysis project:after needs something that would not be there
      Change or delete these first.
    UNDO_REFUSED nowhere
      transaction 2 (asimov test) has something on top of it:
      analysis project:joint needs something that would not be there
      Change or delete these first.
    DELETE_REFUSED project:joint
      it needs what would go
      Delete it too: --with-dependents
    DELETE_REFUSED project:after
      it needs what would go
      Delete it too: --with-dependents
    DELETE_REFUSED project:joint
      it needs what would go
      Delete it too: --with-dependents
    DELETE_REFUSED project:after
      it needs what would go
      Delete it too: --with-dependents"
  `);
  expect(planDeletion(ledger, event2, true).analyses).toEqual([findAnalysis(ledger, "joint").id, findAnalysis(ledger, "after").id]);
  remove(ledger, "pe", true);
  expect(ledger.all("SELECT name FROM analyses")).toEqual([]);
  expect(findInTrash(ledger, "joint").map(({ address }) => address)).toEqual(["project:joint"]);
  expect(findInTrash(ledger, "pe").map(({ address }) => address)).toEqual(["GW1/pe"]);
  applyText(ledger, analysis("pe", "", "GW2"));
  remove(ledger, "pe");
  expect(await refusal(() => findInTrash(ledger, "pe"))).toMatchInlineSnapshot(`
    "TRASH_UNKNOWN nowhere
      the trash has no "pe".
      asimov trash lists what is there."
  `);
});
