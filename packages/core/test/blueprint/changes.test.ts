import { expect, test } from "vitest";

import { findAnalysis } from "../../src/analysis/index.ts";
import { formatChanges, setSettings, type Step } from "../../src/blueprint/index.ts";
import { analysis, applyText, event, installed, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

const lines = ([step]: readonly Step[]): readonly string[] => formatChanges(step!.changes);

test("an update tells what it changes, from what is in the ledger to what will be", () => {
  const ledger = ledgerWith(event("GW1", "data: {a: 1, b: {c: x}, gone: 2}\n"));
  const [step] = applyText(ledger, event("GW1", "data: {a: 2, b: {c: x, d: [1]}}\n"), { update: true });
  expect(step?.changes).toEqual([
    { path: ["data", "a"], before: 1, after: 2 },
    { path: ["data", "b", "d"], before: undefined, after: [1] },
    { path: ["data", "gone"], before: 2, after: undefined },
  ]);
  expect(formatChanges(step!.changes)).toEqual(["data.a: 1 -> 2", "data.b.d: (none) -> [1]", "data.gone: 2 -> (none)"]);
  expect(applyText(ledger, event("GW2"))[0]?.changes).toEqual([]);
});

test("many changes are cut with how many there are, and so are long values", () => {
  const many = (value: number): string => `data: {${Array.from({ length: 30 }, (_, index) => `k${index}: ${value}`).join(", ")}}\n`;
  const ledger = ledgerWith(event("GW1", many(1)));
  const told = lines(applyText(ledger, event("GW1", many(2)), { update: true }));
  expect([told.length, told[19], told[20]]).toEqual([21, "data.k19: 1 -> 2", "... and 10 more changes"]);
  expect(lines(applyText(ledger, event("GW1", many(2).replace("k0: 2", `k0: ${"x".repeat(500)}`)), { update: true }))[0]).toMatch(
    /^.{100,140}\.\.\.$/,
  );
});

test("the blueprint's value is given back when it is asked for, also where it was the same before", async () => {
  const said = (value: string): string => analysis("pe", `data: {${value}kept: 1}\n`);
  const ledger = ledgerWith(event("GW1") + said(""));
  const set = (key: string, value: number): void => {
    setSettings(ledger, findAnalysis(ledger, "pe"), [{ path: ["data", key], value }], { installed, command: "asimov analysis set" });
  };
  const live = (): unknown => JSON.parse(String(ledger.get("SELECT content FROM analyses")!["content"])).data;
  set("time", 0.8);
  set("mine", 7);
  applyText(ledger, said("time: 0.6, "), { update: true, take: "ledger" });
  expect(live()).toEqual({ time: 0.8, kept: 1, mine: 7 });
  const [step] = applyText(ledger, said("time: 0.6, "), { update: true, take: "blueprint" });
  expect([step?.action, formatChanges(step!.changes)]).toEqual(["update", ["data.time: 0.8 -> 0.6"]]);
  // What only the ledger speaks of is no matter of the blueprint.
  expect(live()).toEqual({ time: 0.6, kept: 1, mine: 7 });
  expect(applyText(ledger, said("time: 0.6, "), { update: true, take: "blueprint" })[0]?.action).toBe("unchanged");
});

test("a difference is told from what is in the ledger, not from what was applied last", async () => {
  const said = (value: string): string => analysis("pe", `data: {${value}}\n`);
  const ledger = ledgerWith(event("GW1") + said("time: 0.6"));
  setSettings(ledger, findAnalysis(ledger, "pe"), [{ path: ["data", "time"], value: 0.8 }], { installed, command: "asimov analysis set" });
  expect(await refusal(() => applyText(ledger, said("")))).toMatchInlineSnapshot(`
    "BLUEPRINT_DIFFERENT /work/blueprint.yaml:3:7
      analysis GW1/pe is in the ledger already, with other content: data.time: 0.8 -> (none)
      To change it, apply with --update; to have both, give it another name."
  `);
});
