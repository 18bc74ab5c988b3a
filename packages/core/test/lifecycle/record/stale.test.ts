import { expect, test } from "vitest";

import { candidatesIn, findAnalysis } from "../../../src/analysis/index.ts";
import type { Ledger } from "../../../src/ledger/index.ts";
import { staleAnalyses } from "../../../src/lifecycle/record/index.ts";
import { analysis, applyText, event, ledgerWith } from "../../support/project.ts";

function setStatus(ledger: Ledger, name: string, status: string): void {
  ledger.change((transaction) => transaction.update("analyses", findAnalysis(ledger, name).id, { status }));
}

/** Another attempt of an analysis that finished, with the attempts that it used by name. */
function finish(ledger: Ledger, name: string, used: Readonly<Record<string, number>> = {}, outcome = "finished"): void {
  const { id } = findAnalysis(ledger, name);
  const number = 1 + Number(ledger.get("SELECT count(*) AS n FROM attempts WHERE analysis_id = ?", id)!["n"]);
  const needs = Object.entries(used).map(([needed, attempt]) => ({ address: `GW1/${needed}`, attempt }));
  ledger.change((transaction) =>
    transaction.insert("attempts", {
      analysis_id: id,
      number,
      snapshot: JSON.stringify({ settings: {}, needs }),
      run_directory: "",
      started: "",
      outcome,
    }),
  );
  if (outcome === "finished") setStatus(ledger, name, "uploaded");
}

const stale = (ledger: Ledger, name: string): readonly string[] =>
  staleAnalyses(ledger, candidatesIn(ledger)).get(findAnalysis(ledger, name).id) ?? [];

function finished(needs: string): Ledger {
  const ledger = ledgerWith(event("GW1") + analysis("psd", "", "GW1", "welch") + analysis("pe", `needs: ${needs}\n`));
  finish(ledger, "psd");
  finish(ledger, "pe", { psd: 1 });
  return ledger;
}

test("an analysis that used what it needs is not stale, and one that is not finished never is", () => {
  const ledger = finished("[psd]");
  expect(staleAnalyses(ledger, candidatesIn(ledger)).size).toBe(0);
  finish(ledger, "psd");
  setStatus(ledger, "pe", "running");
  expect(staleAnalyses(ledger, candidatesIn(ledger)).size).toBe(0);
});

test("a newer attempt counts when it finished, and a rerun with it is not stale any more", () => {
  const ledger = finished("[psd]");
  finish(ledger, "psd", {}, "failed");
  expect(stale(ledger, "pe")).toEqual([]);
  finish(ledger, "psd");
  expect(stale(ledger, "pe")).toEqual(["GW1/psd has run again: it used attempt 1, the newest is 3"]);
  finish(ledger, "pe", { psd: 3 });
  expect(stale(ledger, "pe")).toEqual([]);
});

test("members that come and go", () => {
  const ledger = finished("['pipeline: welch']");
  applyText(ledger, analysis("psd 2", "", "GW1", "welch"));
  expect(stale(ledger, "pe")).toEqual(["GW1/psd 2 is now among what it needs"]);
  applyText(ledger, analysis("pe", "needs: ['name: psd 2']\n"), { update: true });
  expect(stale(ledger, "pe")).toEqual(["GW1/psd is no longer among what it needs", "GW1/psd 2 is now among what it needs"]);
});

test("a status that moves on takes nothing away, a label that is gone does", () => {
  const ledger = finished("[['status: finished', 'label.good: true']]");
  const psd = findAnalysis(ledger, "psd").id;
  const label = ledger.change((transaction) => transaction.insert("labels", { analysis_id: psd, name: "good", value: "true", origin: "test" }));
  expect(stale(ledger, "pe")).toEqual([]);
  ledger.change((transaction) => transaction.remove("labels", label));
  expect(stale(ledger, "pe")).toEqual(["GW1/psd is no longer among what it needs"]);
});

test("what counts as done without an attempt can't have been recorded", () => {
  const ledger = finished("['pipeline: welch']");
  applyText(ledger, analysis("by hand", "", "GW1", "welch"));
  setStatus(ledger, "by hand", "finished");
  expect(stale(ledger, "pe")).toEqual([]);
});
