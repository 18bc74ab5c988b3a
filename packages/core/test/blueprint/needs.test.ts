import { expect, test } from "vitest";

import { analysis, applyText, event, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";
import { refused, standing } from "./refused.ts";

test("a need on an analysis that is not there, with what was probably meant", async () => {
  expect(await refused(analysis("pe", "needs: [psd, psdd]\n"))).toMatchInlineSnapshot(`
    "NEEDS_UNKNOWN /work/blueprint.yaml:6:14
      analysis GW1/pe needs "psdd", which is not an analysis of GW1. Did you mean "psd"?
      Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}"
  `);
  expect(await refused(analysis("pe", "needs:\n  - psd\n  - name: other\n"))).toMatchInlineSnapshot(`
    "NEEDS_UNKNOWN /work/blueprint.yaml:8:5
      analysis GW1/pe needs "other", which is not an analysis of GW1.
      Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}"
  `);
});

test("a need on an analysis of another event", async () => {
  expect(await refused(event("GW2") + analysis("pe", "needs: [psd]\n", "GW2"))).toMatchInlineSnapshot(`
    "NEEDS_UNKNOWN /work/blueprint.yaml:9:9
      analysis GW2/pe needs "psd", which is not an analysis of GW2.
      Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}"
  `);
});

test("a need that is not one", async () => {
  expect(await refused(analysis("pe", "needs:\n  - psd\n  - pipeline: welch\n"))).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/blueprint.yaml:8:5
      {"pipeline":"welch"} is not an item of "needs"
      Write a list of names of analyses of the same event: "needs: [psd]", or maps: "needs: [{name: psd, optional: true}]"."
  `);
  expect(await refused(analysis("pe", "needs: psd\n"))).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/blueprint.yaml:6:8
      "needs" is "psd", not a list
      Write a list of names of analyses of the same event: "needs: [psd]", or maps: "needs: [{name: psd, optional: true}]"."
  `);
});

test("an analysis that needs itself", async () => {
  expect(await refused(analysis("pe", "needs: [psd, pe]\n"))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:14
      the analyses of GW1 need each other in a circle: pe -> pe
      Remove one of these from its "needs"."
  `);
});

test("a circle within one file", async () => {
  expect(await refused(analysis("a", "needs: [psd, b]\n") + analysis("b", "needs: [c]\n") + analysis("c", "needs: [a]\n"))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:14
      the analyses of GW1 need each other in a circle: a -> b -> c -> a
      Remove one of these from its "needs"."
  `);
});

test("a circle that an update closes", async () => {
  const ledger = ledgerWith(standing + analysis("pe", "needs: [psd]\n"));
  const text = analysis("psd", "needs: [pe]\n", "GW1", "welch");
  expect(await refusal(() => applyText(ledger, text, { update: true }))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:9
      the analyses of GW1 need each other in a circle: psd -> pe -> psd
      Remove one of these from its "needs"."
  `);
});

test("needs may point forward in a file, and at what an optional need does not find", () => {
  const ledger = ledgerWith(standing + analysis("a", "needs: [b]\n") + analysis("b", "needs: [{name: nothing, optional: true}]\n"));
  expect(ledger.all("SELECT name FROM analyses ORDER BY id")).toEqual([{ name: "psd" }, { name: "a" }, { name: "b" }]);
});

test("an update may turn a need around", () => {
  const ledger = ledgerWith(event("GW1") + analysis("a", "needs: [b]\n") + analysis("b"));
  applyText(ledger, analysis("a") + analysis("b", "needs: [a]\n"), { update: true });
  expect(ledger.all("SELECT name, needs FROM analyses ORDER BY id").map((row) => [row["name"], JSON.parse(String(row["needs"]))])).toEqual([
    ["a", []],
    ["b", [{ name: "a", optional: false, until: "products" }]],
  ]);
});
