import { expect, test } from "vitest";

import { findAnalysis } from "../../src/analysis/index.ts";
import { planDeletion, findConfiguration } from "../../src/blueprint/index.ts";
import type { Ledger } from "../../src/ledger/index.ts";
import { analysis, applyText, event, ledgerWith } from "../support/project.ts";

const defaults = (more: string): string => `kind: configuration\nname: defaults\n${more}`;

function notes(ledger: Ledger, text: string): readonly string[] {
  return applyText(ledger, text, { update: true }).flatMap((step) => step.notes);
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

test("settings of the project say which analyses they change, and which ran with older ones", () => {
  const ledger = ledgerWith(
    defaults("quality: {q: 1, r: 1}\n") +
      event("GW1") +
      event("GW2", "quality: {q: 5}\n") +
      analysis("pe") +
      analysis("own", "quality: {q: 7}\n") +
      analysis("cut", "quality: null\n") +
      analysis("of-event", "", "GW2") +
      analysis("built"),
  );
  build(ledger, "GW1/built");
  expect(notes(ledger, defaults("quality: {q: 2, r: 1}\n"))).toEqual([
    "changes what is not built yet: GW1/pe",
    "ran with older settings, and keeps them: GW1/built; to change one: asimov analysis restart GW1/built --refresh",
  ]);
  // The other key counts for all that do not cut it away.
  expect(notes(ledger, defaults("quality: {q: 2, r: 2}\n"))[0]).toBe("changes what is not built yet: GW1/pe, GW1/own, GW2/of-event");
  expect(notes(ledger, defaults("quality: {q: 2, r: 2}\n"))).toEqual([]);
  const { notes: told } = planDeletion(ledger, [findConfiguration(ledger, "defaults")]);
  expect(told[0]).toBe("changes what is not built yet: GW1/pe, GW1/own, GW2/of-event");
});

test("settings of a pipeline reach its analyses alone, and an added document counts over earlier ones", () => {
  const ledger = ledgerWith(defaults("quality: {q: 1}\n") + event("GW1") + analysis("pe") + analysis("psd", "", "GW1", "welch"));
  expect(notes(ledger, "kind: configuration\nname: w\npipelines: {Welch: {quality: {q: 2}}}\n")).toEqual(["changes what is not built yet: GW1/psd"]);
  // Over the pipeline nothing changes any more.
  expect(notes(ledger, defaults("quality: {q: 3}\n"))).toEqual(["changes what is not built yet: GW1/pe"]);
});

test("many analyses are counted", () => {
  const many = Array.from({ length: 12 }, (_, index) => analysis(`pe${index}`));
  const ledger = ledgerWith(event("GW1") + many.join(""));
  expect(notes(ledger, defaults("quality: {q: 1}\n"))).toEqual(["changes what is not built yet: 12 analyses"]);
  expect(notes(ledger, event("GW1", "event time: 5\n"))).toEqual([
    "12 analyses: not built yet, still with the event as it was; to move: apply with --update-unstarted",
  ]);
});

test("a configuration without a name from another file is said to count twice", () => {
  const ledger = ledgerWith("kind: configuration\nquality: {q: 1}\n");
  const [step] = applyText(ledger, "kind: configuration\nquality: {q: 1}\n", {}, "/work/moved.yaml");
  expect(step?.notes).toEqual([
    "says the same as configuration /work/blueprint-1.yaml#1, and both count; if it was moved: asimov delete configuration '/work/blueprint-1.yaml#1'",
  ]);
});
