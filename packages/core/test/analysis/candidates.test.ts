import { expect, test } from "vitest";

import { candidateBatches, candidatesIn, listAnalyses, waitingReasons } from "../../src/analysis/index.ts";
import { analysis, event, ledgerWith, projectAnalysis } from "../support/project.ts";

// More than go into one batch.
const count = 120;

test("in batches every analysis comes once, subjects whole and project analyses last, and waits for what it waits for among all", () => {
  const names = Array.from({ length: count }, (_, index) => `GW${index}`);
  const first = names.map((name) => event(name) + analysis("psd", "", name)).join("");
  // In two rounds, so that the analyses of a subject do not follow each other in the ledger.
  const second = names.map((name) => analysis("pe", "needs: [psd]\n", name)).join("");
  const joint = projectAnalysis("joint", `subjects: [${names[0]}, ${names.at(-1)}]\nneeds: ["name: pe"]\n`);
  const last = projectAnalysis("last", `subjects: [${names[1]}]\nneeds: [joint]\n`);
  const ledger = ledgerWith(first + joint + second + last);

  const batches = [...candidateBatches(ledger)];
  const all = batches.flatMap(({ analyses }) => analyses);
  expect(batches.length).toBeGreaterThan(2);
  expect(all.toSorted((one, other) => one.id - other.id)).toEqual(listAnalyses(ledger));
  expect(all.slice(-2).map(({ address }) => address)).toEqual(["project:joint", "project:last"]);
  const subjects = batches.map(({ analyses }) => [...new Set(analyses.flatMap(({ subject }) => (subject === undefined ? [] : [subject])))]);
  expect(subjects.flat()).toEqual(names);

  const together = batches.flatMap(({ analyses, candidates }) => [...waitingReasons(candidates, analyses)]);
  expect(together.toSorted(([one], [other]) => one - other)).toEqual([...waitingReasons(candidatesIn(ledger))]);
  expect(together).toHaveLength(count + 2);
});

test("of one subject there is one batch", () => {
  const ledger = ledgerWith(event("GW1") + analysis("a", "", "GW1") + event("GW2") + analysis("b", "", "GW2"));
  expect([...candidateBatches(ledger, "GW2")].map(({ analyses }) => analyses.map(({ address }) => address))).toEqual([["GW2/b"]]);
});
