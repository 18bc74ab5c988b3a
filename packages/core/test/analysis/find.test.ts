import { expect, test } from "vitest";

import { analysisById, findAnalysis, listAnalyses, listSubjects, subjectByName } from "../../src/analysis/index.ts";
import { analysis, event, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

const blueprint =
  event("GW1") + event("GW2") + analysis("psd", "", "GW1", "welch") + analysis("pe", "needs: [psd]\nstatus: wait\n") + analysis("pe", "", "GW2");

test("an analysis as the ledger has it", () => {
  const ledger = ledgerWith(blueprint);
  const found = findAnalysis(ledger, "GW1/pe");
  expect(found).toMatchInlineSnapshot(`
    {
      "address": "GW1/pe",
      "id": 2,
      "kind": "event",
      "name": "pe",
      "needs": [
        {
          "conditions": [
            {
              "negated": false,
              "path": "name",
              "value": "psd",
            },
          ],
          "optional": false,
          "until": "products",
        },
      ],
      "pipeline": "bilby",
      "priority": 0,
      "reason": "held by its blueprint",
      "remedy": "asimov analysis release GW1/pe",
      "request": undefined,
      "revision": 1,
      "since": "2026-03-01T12:00:00.000Z",
      "slug": "pe",
      "status": "wait",
      "subject": "GW1",
      "subjectId": 1,
      "subjectRevision": 1,
      "subjectSlug": "GW1",
    }
  `);
  expect(analysisById(ledger, found.id)).toEqual(found);
});

test("analyses and subjects are listed in the order in which they were applied", () => {
  const ledger = ledgerWith(blueprint);
  expect(listAnalyses(ledger).map(({ address }) => address)).toEqual(["GW1/psd", "GW1/pe", "GW2/pe"]);
  expect(listAnalyses(ledger, "GW2").map(({ address }) => address)).toEqual(["GW2/pe"]);
  expect(listAnalyses(ledger, "GW3")).toEqual([]);
  expect(listSubjects(ledger)).toEqual([
    { id: 1, name: "GW1", slug: "GW1", revision: 1 },
    { id: 2, name: "GW2", slug: "GW2", revision: 1 },
  ]);
  expect(subjectByName(ledger, "GW2")?.id).toBe(2);
  expect(subjectByName(ledger, "gw2")).toBeUndefined();
});

test("a bare name does where it is unique", () => {
  expect(findAnalysis(ledgerWith(blueprint), "psd").address).toBe("GW1/psd");
});

test("a bare name that several have", async () => {
  const ledger = ledgerWith(blueprint);
  expect(await refusal(() => findAnalysis(ledger, "pe"))).toMatchInlineSnapshot(`
    "ANALYSIS_AMBIGUOUS nowhere
      "pe" could be GW1/pe, GW2/pe
      Name it as SUBJECT/ANALYSIS, or as project:ANALYSIS."
  `);
});

test("an address or a name that nothing has, with what was probably meant", async () => {
  const ledger = ledgerWith(blueprint);
  expect(await refusal(() => findAnalysis(ledger, "GW1/psdd"))).toMatchInlineSnapshot(`
    "ANALYSIS_UNKNOWN nowhere
      there is no analysis "GW1/psdd". Did you mean "GW1/psd"?
      asimov report status lists all."
  `);
  expect(await refusal(() => findAnalysis(ledger, "psdd"))).toMatchInlineSnapshot(`
    "ANALYSIS_UNKNOWN nowhere
      there is no analysis "psdd". Did you mean "psd"?
      asimov report status lists all."
  `);
  expect(await refusal(() => findAnalysis(ledger, "nothing like it"))).toMatchInlineSnapshot(`
    "ANALYSIS_UNKNOWN nowhere
      there is no analysis "nothing like it".
      asimov report status lists all."
  `);
  expect(await refusal(() => findAnalysis(ledgerWith(), "pe"))).toMatchInlineSnapshot(`
    "ANALYSIS_UNKNOWN nowhere
      there is no analysis "pe".
      asimov report status lists all."
  `);
});

test("names are taken as they are, not as patterns", async () => {
  const ledger = ledgerWith(event("GW1") + analysis('"50% _off"'));
  expect(findAnalysis(ledger, "GW1/50% _off").slug).toBe("50-_off");
  expect(await refusal(() => findAnalysis(ledger, "%"))).toContain("ANALYSIS_UNKNOWN");
});

test("an address with more after it is not that address", async () => {
  const ledger = ledgerWith(blueprint);
  expect(await refusal(() => findAnalysis(ledger, "GW1/pe/"))).toContain("ANALYSIS_UNKNOWN");
  expect(await refusal(() => findAnalysis(ledger, "GW1/pe/more"))).toContain("ANALYSIS_UNKNOWN");
  expect(await refusal(() => findAnalysis(ledger, ""))).toContain("ANALYSIS_UNKNOWN");
});
