import { expect, test } from "vitest";

import {
  findAnalysis,
  findTarget,
  listAnalyses,
  listProjectAnalyses,
  resolveAnalysis,
  resolveSubject,
  subjectByName,
} from "../../src/analysis/index.ts";
import { analysis, event, ledgerWith, projectAnalysis } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

const blueprint = event("GW1", "shared: 2\n") + event("GW2") + analysis("pe") + projectAnalysis("joint", "subjects: [GW1, GW2]\nown: 3\n");

test("a project analysis as the ledger has it", () => {
  expect(findAnalysis(ledgerWith(blueprint), "project:joint")).toMatchInlineSnapshot(`
    {
      "address": "project:joint",
      "id": 2,
      "kind": "project",
      "name": "joint",
      "needs": [],
      "pipeline": "bilby",
      "priority": 0,
      "reason": "applied",
      "remedy": undefined,
      "request": undefined,
      "revision": 1,
      "selects": [],
      "since": "2026-03-01T12:00:00.000Z",
      "slug": "joint",
      "status": "ready",
      "subject": undefined,
      "subjectId": undefined,
      "subjectRevision": undefined,
      "subjectSlug": undefined,
      "subjects": [
        "GW1",
        "GW2",
      ],
    }
  `);
});

test("it is found by its address, and by its name where that is unique", async () => {
  const ledger = ledgerWith(blueprint, projectAnalysis("pe", "subjects: [GW1]\n"));
  expect(findAnalysis(ledger, "joint").address).toBe("project:joint");
  expect(findAnalysis(ledger, "project: pe").address).toBe("project:pe");
  expect(findTarget(ledger, "project:pe")).toMatchObject({ subject: undefined, analysis: { address: "project:pe" } });
  expect(await refusal(() => findAnalysis(ledger, "pe"))).toMatchInlineSnapshot(`
    "ANALYSIS_AMBIGUOUS nowhere
      "pe" could be GW1/pe, project:pe
      Name it as SUBJECT/ANALYSIS, or as project:ANALYSIS."
  `);
  expect(await refusal(() => findTarget(ledger, "project:jiont"))).toMatchInlineSnapshot(`
    "ANALYSIS_UNKNOWN nowhere
      there is no analysis "project:jiont". Did you mean "project:joint"?
      asimov report status lists all."
  `);
  expect(await refusal(() => findTarget(ledger, "project:joint", "pe"))).toMatchInlineSnapshot(`
    "EVENT_UNKNOWN nowhere
      there is no event "project:joint".
      asimov report status lists all."
  `);
});

test("it is listed with all, in the order of applying, and with no event", () => {
  const ledger = ledgerWith(blueprint, analysis("later"));
  expect(listAnalyses(ledger).map(({ address }) => address)).toEqual(["GW1/pe", "project:joint", "GW1/later"]);
  expect(listAnalyses(ledger, "GW1").map(({ address }) => address)).toEqual(["GW1/pe", "GW1/later"]);
  expect(listProjectAnalyses(ledger).map(({ address }) => address)).toEqual(["project:joint"]);
});

test("its settings are the project's, its pipeline's and its own; those of events are with the events", () => {
  const ledger = ledgerWith("kind: configuration\nshared: 0\nall: 0\npipelines: {bilby: {shared: 1}}\n", blueprint);
  expect(resolveAnalysis(ledger, findAnalysis(ledger, "joint"), [], undefined).settings).toEqual({ shared: 1, all: 0, own: 3 });
  expect(resolveSubject(ledger, subjectByName(ledger, "GW1")!, "bilby", undefined).settings).toEqual({ shared: 2, all: 0 });
  expect(resolveSubject(ledger, subjectByName(ledger, "GW2")!, "welch", undefined).settings).toEqual({ shared: 0, all: 0 });
});
