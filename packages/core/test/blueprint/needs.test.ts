import { expect, test } from "vitest";

import { findAnalysis, needOf } from "../../src/analysis/index.ts";
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

test("addresses, where a name alone is meant", async () => {
  expect(await refused(analysis("pe", "needs: [GW1/psd]\n"))).toMatchInlineSnapshot(`
    "NEEDS_UNKNOWN /work/blueprint.yaml:6:9
      analysis GW1/pe needs "GW1/psd", which is not an analysis of GW1. Write its name alone: "psd".
      Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}"
  `);
  expect(await refused(analysis("pe", "needs: [psd, 'project:joint']\n"))).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/blueprint.yaml:6:14
      "project:joint" is the address of a project analysis, and a condition is about a name: joint
      Between project analyses write the name alone: joint. Analyses of an event can't wait for a project analysis, only for those of their own event."
  `);
});

test("a status that nothing has is told with the nearest one, unless some analysis is in it", () => {
  const ledger = ledgerWith(event("GW1") + analysis("psd"));
  const told = (needs: string): readonly string[] =>
    applyText(ledger, analysis("pe", needs), { update: true }).flatMap(({ warnings = [] }) =>
      warnings.map(({ code, message, at }) => `${code} ${at.line}:${at.column} ${message}`),
    );
  expect(told("needs: ['status: finshed', {status: '!Ready'}, [psd, 'status: vetted']]\n")).toMatchInlineSnapshot(`
    [
      "STATUS_UNKNOWN 6:9 no status is called "finshed", unless a plugin adds it. Did you mean "finished"?",
      "STATUS_UNKNOWN 6:48 no status is called "vetted", unless a plugin adds it.",
    ]
  `);
  ledger.change((transaction) => transaction.update("analyses", findAnalysis(ledger, "psd").id, { status: "vetted" }));
  expect(told("needs: ['status: vetted']\n")).toEqual([]);
});

test("a need that is not one", async () => {
  expect(await refused(analysis("pe", "needs:\n  - psd\n  - pipline: welch\n"))).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/blueprint.yaml:8:5
      "pipline" is nothing that an analysis has. Did you mean "pipeline"?
      Conditions are about name, subject, pipeline, status, cause, review, label.NAME, or the path of a setting such as likelihood.sample rate."
  `);
  expect(await refused(analysis("pe", "needs: psd\n"))).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/blueprint.yaml:6:8
      "needs" is "psd", not a list
      Write a list: "needs: [psd]"."
  `);
});

test("an analysis that needs itself", async () => {
  expect(await refused(analysis("pe", "needs: [psd, pe]\n"))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:14
      the analyses of GW1 need each other in a circle: pe -> pe
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
});

test("a circle within one file", async () => {
  expect(await refused(analysis("a", "needs: [psd, b]\n") + analysis("b", "needs: [c]\n") + analysis("c", "needs: [a]\n"))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:14
      the analyses of GW1 need each other in a circle: a -> b -> c -> a
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
});

test("a circle that an update closes", async () => {
  const ledger = ledgerWith(standing + analysis("pe", "needs: [psd]\n"));
  const text = analysis("psd", "needs: [pe]\n", "GW1", "welch");
  expect(await refusal(() => applyText(ledger, text, { update: true }))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:9
      the analyses of GW1 need each other in a circle: psd -> pe -> psd
      Remove one of these from its "needs", or choose conditions that do not mean it."
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
    ["b", [needOf("a")]],
  ]);
});

test("conditions that mean each other, by name, pipeline or settings, make a circle", async () => {
  const by = (condition: string, more = ""): Promise<string> =>
    refused(analysis("a", `needs: ["${condition}"]\n`, "GW1", "welch") + analysis("b", `needs: ["pipeline: welch", psd]\n${more}`));
  expect(await by("pipeline: bilby")).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:9
      the analyses of GW1 need each other in a circle: a -> b -> a
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
  expect(await by("name: !psd")).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:9
      the analyses of GW1 need each other in a circle: a -> b -> a
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
  expect(await by("waveform.approximant: X", "waveform: {approximant: X}\n")).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:9
      the analyses of GW1 need each other in a circle: a -> b -> a
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
  const pipelines = "---\nkind: configuration\nname: project\npipelines: {bilby: {sampler: {sampler: dynesty}}}\n";
  expect(await refused(pipelines + analysis("a", `needs: ["sampler.sampler: dynesty"]\n`, "GW1", "welch") + analysis("b", "needs: [a]\n")))
    .toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:10:9
      the analyses of GW1 need each other in a circle: a -> b -> a
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
});

test("a circle over statuses, reviews or labels is none yet", () => {
  const text =
    analysis("a", 'needs: [["name: b", "status: finished"], {review: approved}]\n') + analysis("b", 'needs: [["name: a", {label.good: true}]]\n');
  const [, , a, b] = applyText(ledgerWith(standing), standing + text);
  expect([a!.notes, b!.notes]).toMatchInlineSnapshot(`
    [
      [
        "a needs "[name: b, status: finished]", which nothing matches now: it waits until something does",
        "a needs "review: approved", which nothing matches now: it waits until something does",
      ],
      [
        "b needs "[name: a, label.good: true]", which nothing matches now: it waits until something does",
      ],
    ]
  `);
});

test("conditions see the event and the settings as the same files make them", () => {
  const ledger = ledgerWith(standing);
  const settings = "---\nkind: configuration\nname: more\nwaveform: {approximant: X}\n";
  const text = event("GW1", "quality: {minimum frequency: {H1: 10}}\n") + settings;
  const needs = analysis("a", 'needs: [["name: !x", "waveform.approximant: X"], {"quality.minimum frequency.H1": 10}]\n');
  const [, , old] = applyText(ledger, text + needs, { update: true });
  // psd stays on the event as it was.
  expect(old!.notes).toMatchInlineSnapshot(`
    [
      "a needs "quality.minimum frequency.H1: 10", which nothing matches now: it waits until something does",
    ]
  `);
  const [, , moved] = applyText(ledgerWith(standing), text + needs, { updateUnstarted: true });
  expect(moved!.notes).toEqual([]);
});

test("a condition about a setting that nobody knows says what was most likely meant", () => {
  const text = analysis("a", 'needs: ["wavefrom.approximant: X", "waveform.approximant: Y", "qualty.my own: 1"]\nquality: {my own: 2}\n');
  expect(applyText(ledgerWith(standing), text)[0]!.notes).toMatchInlineSnapshot(`
    [
      "a needs "wavefrom.approximant: X", which nothing matches now: it waits until something does. Did you mean "waveform.approximant"?",
      "a needs "waveform.approximant: Y", which nothing matches now: it waits until something does",
      "a needs "qualty.my own: 1", which nothing matches now: it waits until something does. Did you mean "quality.my own"?",
    ]
  `);
});

test("an optional condition that matches nothing is noted too, one that matches is not", () => {
  const text = analysis("a", "needs: [{pipeline: other, optional: true}, {status: ready}]\n");
  expect(applyText(ledgerWith(standing), text)[0]!.notes).toMatchInlineSnapshot(`
    [
      "a needs "pipeline: other", which nothing matches now: it is optional, so that nothing waits for it",
    ]
  `);
});

test("a circle that other settings close: of the project, of an event that analyses are moved to", async () => {
  const asks = event("CC") + analysis("x", 'needs: ["answer: 5"]\n', "CC", "welch") + analysis("y", 'needs: ["pipeline: welch"]\n', "CC");
  const ledger = ledgerWith(asks);
  expect(await refusal(() => applyText(ledger, "kind: configuration\nname: five\npipelines: {bilby: {answer: 5}}\n"))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint-1.yaml:9:9
      the analyses of CC need each other in a circle: x -> y -> x
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
  applyText(ledger, event("CC", "answer: 5\n"), { update: true });
  expect(await refusal(() => applyText(ledger, event("CC", "answer: 5\n"), { updateUnstarted: true }))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint-1.yaml:9:9
      the analyses of CC need each other in a circle: x -> y -> x
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
  applyText(ledger, "kind: configuration\nname: six\npipelines: {bilby: {answer: 6}}\n");
});
