import { expect, test } from "vitest";

import { findAnalysis } from "../../src/analysis/index.ts";
import { parseAssignment, setSettings } from "../../src/blueprint/index.ts";
import { dump } from "../support/ledger.ts";
import { analysis, applyText, event, installed, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";
import { refused } from "./refused.ts";

test("two spellings or homes of one setting in one layer are refused in documents of every kind, with both places", async () => {
  const text = `kind: configuration
quality: {minimum frequency: {H1: 20}}
likelihood: {minimum frequency: {L1: 30}}
pipelines:
  Bilby:
    approximant: X
    waveform: {approximant: Y}
  welch: {lmax: 3}
sampler: {lmax: 4}
---
kind: event
name: GW2
likelihood: {marginalisation: {phase: true}, marginalization: {time: true}}
---
kind: analysis
name: pe
event: GW1
pipeline: bilby
quality: {segment start: null}
likelihood: {segment start: 1}
---
kind: projectanalysis
name: joint
pipeline: bilby
subjects: [GW1]
lmax: 3
sampler: {lmax: 3}
`;
  expect(await refused(text)).toMatchInlineSnapshot(`
    "SETTINGS_TWO_SPELLINGS /work/blueprint.yaml:3:14
      "likelihood.minimum frequency" and "quality.minimum frequency" are the same setting, and project has both (/work/blueprint.yaml:3:14 and /work/blueprint.yaml:2:11)
      Keep "quality.minimum frequency", and take "likelihood.minimum frequency" away.
    SETTINGS_TWO_SPELLINGS /work/blueprint.yaml:6:18
      "approximant" and "waveform.approximant" are the same setting, and pipeline bilby has both (/work/blueprint.yaml:6:18 and /work/blueprint.yaml:7:29)
      Keep "waveform.approximant", and take "approximant" away.
    SETTINGS_TWO_SPELLINGS /work/blueprint.yaml:13:14
      "likelihood.marginalisation" and "likelihood.marginalization" are the same setting, and subject GW2 has both (/work/blueprint.yaml:13:14 and /work/blueprint.yaml:13:46)
      Keep "likelihood.marginalization", and take "likelihood.marginalisation" away.
    SETTINGS_TWO_SPELLINGS /work/blueprint.yaml:19:26
      "quality.segment start" and "likelihood.segment start" are the same setting, and analysis pe has both (/work/blueprint.yaml:19:26 and /work/blueprint.yaml:20:29)
      Keep "likelihood.segment start", and take "quality.segment start" away.
    SETTINGS_TWO_SPELLINGS /work/blueprint.yaml:26:7
      "lmax" and "sampler.lmax" are the same setting, and analysis joint has both (/work/blueprint.yaml:26:7 and /work/blueprint.yaml:27:17)
      Keep "sampler.lmax", and take "lmax" away."
  `);
});

test("two spellings in two layers are none", () => {
  const text = `kind: configuration\nwaveform: {approximant: X}\npipelines: {bilby: {approximant: Y}}\n${event("GW2", "approximant: Z\n")}`;
  expect(applyText(ledgerWith(), text + analysis("pe", "waveform: {approximant: W}\n", "GW2"))).toHaveLength(3);
});

test("what a command set and what the blueprint says in another spelling are refused together", async () => {
  const ledger = ledgerWith(event("GW1") + analysis("pe"));
  const set = (text: string): unknown =>
    setSettings(ledger, findAnalysis(ledger, "GW1/pe"), [parseAssignment(text)], { installed, command: `asimov analysis set pe ${text}` });
  set("waveform.approximant=X");
  const before = dump(ledger);
  const told = [
    await refusal(() => set("approximant=Y")),
    await refusal(() => applyText(ledger, analysis("pe", "approximant: Y\n"), { update: true }), "/work"),
  ];
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "SETTINGS_TWO_SPELLINGS asimov analysis set pe approximant=Y
      "approximant" and "waveform.approximant" are the same setting, and analysis pe has both (asimov analysis set pe approximant=Y and asimov analysis set pe waveform.approximant=X)
      Keep "waveform.approximant", and take "approximant" away.
    SETTINGS_TWO_SPELLINGS /work/blueprint.yaml:6:14
      "approximant" and "waveform.approximant" are the same setting, and analysis pe has both (/work/blueprint.yaml:6:14 and asimov analysis set pe waveform.approximant=X)
      Keep "waveform.approximant", and take "approximant" away."
  `);
  expect(dump(ledger)).toEqual(before);
});
