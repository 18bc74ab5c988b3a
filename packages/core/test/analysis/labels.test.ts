import { expect, test } from "vitest";

import {
  candidatesIn,
  findAnalysis,
  formatLabel,
  labelsOf,
  ledgerFacts,
  listAnalyses,
  neededAnalyses,
  parseLabel,
  removeLabels,
  writeLabels,
} from "../../src/analysis/index.ts";
import { readLog } from "../../src/lifecycle/record/index.ts";
import { analysis, event, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

test("labels as they are typed", () => {
  const texts = ["good", "good=false", "snr=24.5", "n=-3", "who=me = you", "id=007", "big=12345678901234567890", "is good =TRUE"];
  expect(texts.map((text) => JSON.stringify(parseLabel(text).value))).toEqual([
    "true",
    "false",
    "24.5",
    "-3",
    '"me = you"',
    '"007"',
    '"12345678901234567890"',
    "true",
  ]);
  expect(texts.map((text) => formatLabel(parseLabel(text))).map(parseLabel)).toEqual(texts.map(parseLabel));
});

test("what is no label", async () => {
  const told = await Promise.all(["", "=1", "a=", "a:b", "a,b", " -x"].map((text) => refusal(() => parseLabel(text))));
  expect(told.map((text) => text.split("\n")[1]).join("\n")).toMatchInlineSnapshot(`
    "  "" is not a label
      "" is not a label
      "a=" is not a label
      "a:b" is not a label
      "a,b" is not a label
      " -x" is not a label"
  `);
});

test("labels are written over, taken away, told by the history, and met by needs", () => {
  const ledger = ledgerWith(event("GW1") + analysis("psd") + analysis("pe", "needs: ['label.snr: 24.0']\n"));
  const psd = findAnalysis(ledger, "psd");
  const needed = (): readonly string[] => neededAnalyses(findAnalysis(ledger, "pe"), candidatesIn(ledger)).map(({ name }) => name);
  writeLabels(ledger, psd, [
    { name: "snr", value: 23, origin: "person" },
    { name: "good", value: true, origin: "someplugin" },
  ]);
  expect(needed()).toEqual([]);
  writeLabels(ledger, psd, [{ name: "snr", value: 24, origin: "person" }]);
  expect([needed(), labelsOf(ledger, psd)]).toEqual([
    ["psd"],
    [
      { name: "good", value: true, origin: "someplugin" },
      { name: "snr", value: 24, origin: "person" },
    ],
  ]);
  removeLabels(ledger, psd, ["snr", "never there"]);
  expect(needed()).toEqual([]);
  expect([...readLog(ledger)].slice(-4).map(({ text }) => text)).toMatchInlineSnapshot(`
    [
      "analysis GW1/psd: label snr = 23",
      "analysis GW1/psd: label good = true by someplugin",
      "analysis GW1/psd: label snr: 23 -> 24",
      "analysis GW1/psd: label snr removed (was 24)",
    ]
  `);
});

test("facts are those of the moment when they were first asked for", () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  const facts = ledgerFacts(ledger);
  const [pe] = listAnalyses(ledger);
  const review = (status: string | null, time: string): number =>
    ledger.change((transaction) => transaction.insert("reviews", { analysis_id: pe!.id, status, message: "", user: "me", time }));
  review("APPROVED", "2026-01-02");
  review("REJECTED", "2026-01-01");
  review(null, "2026-01-03");
  expect(facts.review(pe!)).toBe("APPROVED");
  review("REJECTED", "2026-01-04");
  expect([facts.review(pe!), ledgerFacts(ledger).review(pe!)]).toEqual(["APPROVED", "REJECTED"]);
});
