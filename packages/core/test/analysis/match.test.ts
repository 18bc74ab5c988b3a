import fc from "fast-check";
import { expect, test } from "vitest";

import { matches, parseNeeds, selectAnalyses, type Candidate } from "../../src/analysis/index.ts";
import type { Settings, Value } from "../../src/settings/index.ts";
import { someAnalysis, someFacts, type Known } from "../support/candidates.ts";

const candidate: Candidate = { name: "pe", subject: "GW1", pipeline: "bilby", status: "finished" };
const settings: Settings = {
  likelihood: { "sample rate": 1024, marginalization: { phase: true } },
  interferometers: ["H1", "L1"],
  waveform: { approximant: "IMRPhenomXPHM", "reference frequency": "20" },
};

function match(item: Value, known: Known = { settings }): boolean {
  const [need] = parseNeeds([item], () => ({ file: "/work/b.yaml" }));
  return matches(need!, candidate, someFacts({ pe: known }));
}

test.each<[Value, boolean]>([
  ["pe", true],
  ["PE", false],
  [{ name: "!PE" }, true],
  [{ name: "!pe" }, false],
  ["pipeline: Bilby", true],
  ["status: FINISHED", true],
  ["status: !finished", false],
  ["subject: gw1", true],
  ["event: GW2", false],
  ["likelihood.sample rate: 1024", true],
  ["likelihood.sample rate: 1024.0", true],
  ["likelihood.sample rate: 1.024e3", true],
  ["likelihood.sample rate: 1024 Hz", false],
  [{ "likelihood.sample rate": 1024 }, true],
  [{ "likelihood.sample rate": true }, false],
  [{ "likelihood.marginalization.phase": true }, true],
  ["likelihood.marginalization.phase: True", true],
  ["likelihood.marginalization.phase: 1", false],
  ["waveform.approximant: imrphenomxphm", true],
  ["approximant: imrphenomxphm", true],
  ["likelihood.reference frequency: 20", true],
  [{ "waveform.reference frequency": 20 }, true],
  [{ "waveform.reference frequency": 20.5 }, false],
  [{ interferometers: ["H1", "L1"] }, true],
  [{ interferometers: ["h1", "L1"] }, true],
  [{ interferometers: ["L1", "H1"] }, false],
  [{ interferometers: ["H1"] }, false],
  ["interferometers: [H1, L1]", true],
  ["interferometers: ['H1', 'L1']", true],
  ["interferometers: H1", false],
  [{ interferometers: [] }, false],
  ["waveform: IMRPhenomXPHM", false],
  ["waveform.mode: 22", false],
  ["waveform.mode: !22", true],
  [{ "waveform.mode": null }, true],
  [{ "waveform.approximant": null }, false],
  ["waveform.approximant.deeper: x", false],
  ["__proto__.toString: x", false],
  [["pe", "status: finished"], true],
  [["pe", "status: stuck"], false],
])("%j: %s", (item, expected) => {
  expect(match(item)).toBe(expected);
});

test("reviews and labels", () => {
  const known: Known = { review: "APPROVED", labels: { good: true, snr: 24.5, "who.knows": "me" } };
  const items = ["review: approved", "review.status: Approved", "review: none", "label.good: true", "label.snr: 24.50", "label.who.knows: me"];
  expect(items.map((item) => match(item, known))).toEqual([true, true, false, true, true, true]);
  expect(items.map((item) => match(item, {}))).toEqual([false, false, true, false, false, false]);
  expect([match({ review: null }, {}), match({ "label.good": null }, {}), match("review: !approved", {})]).toEqual([true, true, true]);
});

test("a negated condition holds exactly where the condition does not", () => {
  const path = fc.constantFrom("name", "status", "pipeline", "review", "label.a", "likelihood.sample rate", "interferometers", "waveform.none");
  const value = fc.constantFrom("pe", "finished", "bilby", "none", "1024", "[H1, L1]", "x");
  fc.assert(
    fc.property(path, value, (where, text) => {
      expect(match(`${where}: !${text}`)).toBe(!match(`${where}: ${text}`));
    }),
  );
});

test("numbers are equal however they are written", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const known: Known = { settings: { waveform: { x: number } } };
      for (const text of [String(number), number.toExponential(), { value: number }]) {
        const item = typeof text === "string" ? `waveform.x: ${text}` : { "waveform.x": text.value };
        expect(match(item, known)).toBe(true);
      }
    }),
  );
});

test("a selection takes what at least one item means, itself included, in the order of the analyses", () => {
  const all = [someAnalysis("a", "stuck"), someAnalysis("b", "ready"), someAnalysis("c", "finished", [], { subject: "GW2" })];
  const needs = parseNeeds(["status: finished", "a", "status: stuck"], () => ({ file: "/work/b.yaml" }));
  expect(selectAnalyses(needs, all, someFacts()).map(({ name }) => name)).toEqual(["a", "c"]);
});
