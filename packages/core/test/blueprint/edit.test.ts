import { expect, test } from "vitest";

import { analysisDefinition, findAnalysis } from "../../src/analysis/index.ts";
import { copyAnalysis, parseAssignment, parseKey, setSettings, type Step } from "../../src/blueprint/index.ts";
import type { Ledger } from "../../src/ledger/index.ts";
import { placeIn } from "../../src/settings/index.ts";
import { dump } from "../support/ledger.ts";
import { analysis, applyText, event, installed, ledgerWith } from "../support/project.ts";
import { refusal } from "../support/refusal.ts";

const options = { installed, command: "asimov analysis set pe ..." };
const pe = (more: string): string => analysis("pe", more);
const start = (): Ledger => ledgerWith(event("GW1") + event("GW2") + pe("sampler: {nlive: 500, walks: 10}\ndata: {length: 4}\nstatus: wait\n"));

function set(ledger: Ledger, ...texts: readonly string[]): readonly Step[] {
  return setSettings(ledger, findAnalysis(ledger, "GW1/pe"), texts.map(parseAssignment), options);
}

function content(ledger: Ledger, address = "GW1/pe"): unknown {
  const {
    kind: _,
    name: _name,
    pipeline: _pipeline,
    event: _event,
    ...settings
  } = analysisDefinition(ledger, findAnalysis(ledger, address).id).content;
  return settings;
}

test("values are YAML", () => {
  const texts = ["a.b c=4096", 'a="4096"', "a=[H1, L1]", "a={H1: 20}", "a=yes", "a=null", "a=x=y"];
  expect(texts.map(parseAssignment).map(({ path, value }) => [path.join("/"), value])).toEqual([
    ["a/b c", 4096],
    ["a", "4096"],
    ["a", ["H1", "L1"]],
    ["a", { H1: 20 }],
    ["a", true],
    ["a", null],
    ["a", "x=y"],
  ]);
});

test("what is no assignment is refused with the form", async () => {
  const texts = ["a", "a=", "=1", "a..b=1", "a=[1", "a=1\nb: 2", "a=1\n---\nb: 2"];
  const told = await Promise.all(texts.map((text) => refusal(() => parseAssignment(text))));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "SETTING_VALUE nowhere
      "a": it is not of the form KEY=VALUE
      Write KEY=null to cut away what is inherited, and --unset KEY to take the key out.
    SETTING_VALUE nowhere
      "a=": it is not of the form KEY=VALUE
      Write KEY=null to cut away what is inherited, and --unset KEY to take the key out.
    SETTING_VALUE nowhere
      "": it is no key
      Write a key such as 'likelihood.sample rate'.
    SETTING_VALUE nowhere
      "a..b": it is no key
      Write a key such as 'likelihood.sample rate'.
    SETTING_VALUE nowhere
      "a=[1": its value can't be read: Flow sequence in block collection must be sufficiently indented and end with a ]
      The value is YAML on one line: 4096, text, "2.0", [H1, L1], {H1: 20}.
    SETTING_VALUE nowhere
      "a=1\\nb: 2": its value is more than one
      The value is YAML on one line: 4096, text, "2.0", [H1, L1], {H1: 20}.
    SETTING_VALUE nowhere
      "a=1\\n---\\nb: 2": its value is more than one
      The value is YAML on one line: 4096, text, "2.0", [H1, L1], {H1: 20}."
  `);
});

test("an update keeps what was set where the blueprint says the same as before, and takes the blueprint's other changes", () => {
  const ledger = start();
  expect(set(ledger, "sampler.nlive=1000", "extra=[H1]")[0]).toMatchObject({ action: "update", what: "analysis GW1/pe" });
  // The blueprint as it was applied is still what was applied.
  expect(applyText(ledger, pe("sampler: {nlive: 500, walks: 10}\ndata: {length: 4}\nstatus: wait\n"))[0]?.action).toBe("unchanged");
  expect(applyText(ledger, pe("sampler: {nlive: 500, walks: 20}\n"), { update: true })[0]?.action).toBe("update");
  expect(content(ledger)).toEqual({ sampler: { nlive: 1000, walks: 20 }, extra: ["H1"], status: "wait" });
  expect(applyText(ledger, pe("sampler: {nlive: 500, walks: 20}\n"))[0]?.action).toBe("unchanged");
  const { source } = analysisDefinition(ledger, findAnalysis(ledger, "pe").id);
  expect(placeIn(source, ["sampler", "nlive"])).toEqual({ file: options.command });
  expect(placeIn(source, ["sampler", "walks"])).toMatchObject({ file: "/work/blueprint.yaml" });
});

test("a key that both changed is a conflict, with three values and both ways out", async () => {
  const ledger = start();
  set(ledger, "sampler.nlive=1000", "data.length=8");
  const changed = pe("sampler: {nlive: 2000, walks: 10}\ndata: {length: 8}\n");
  const before = dump(ledger);
  expect(await refusal(() => applyText(ledger, changed, { update: true }))).toMatchInlineSnapshot(`
    "BLUEPRINT_CONFLICT /work/blueprint.yaml:6:18
      analysis GW1/pe was changed in the ledger since it was applied, and differently in the blueprint:
      sampler.nlive: was 500, is 1000 in the ledger and 2000 in the blueprint
      Apply with --update --take blueprint for the blueprint's values there, or --update --take ledger to keep those of the ledger."
  `);
  expect(dump(ledger)).toEqual(before);
  applyText(ledger, changed, { update: true, take: "ledger" });
  expect(content(ledger)).toMatchObject({ sampler: { nlive: 1000 } });
  expect(applyText(ledger, changed)[0]?.action).toBe("unchanged");
  applyText(ledger, pe("sampler: {nlive: 3000, walks: 10}\ndata: {length: 8}\n"), { update: true, take: "blueprint" });
  expect(content(ledger)).toMatchObject({ sampler: { nlive: 3000 } });
  expect(ledger.get("SELECT applied FROM analyses")).toEqual({ applied: null });
});

test("what was set back to the blueprint's value is the blueprint's again", () => {
  const ledger = start();
  set(ledger, "sampler.nlive=1000");
  set(ledger, "sampler.nlive=500");
  expect(ledger.get("SELECT applied FROM analyses")).toEqual({ applied: null });
});

test("a key can be taken out, and what is no setting is refused", async () => {
  const ledger = start();
  setSettings(ledger, findAnalysis(ledger, "pe"), [{ path: parseKey("data.length"), value: undefined }], options);
  expect(content(ledger)).toEqual({ sampler: { nlive: 500, walks: 10 }, data: {}, status: "wait" });
  const told = ["status=ready", "name=x", "needs=[nothing]", "pipeline=nothing"].map((text) => refusal(() => set(ledger, text)));
  expect((await Promise.all(told)).join("\n")).toMatchInlineSnapshot(`
    "SETTING_FIXED nowhere
      "status" can't be changed like a setting
      asimov analysis --help lists what can be decided.
    SETTING_FIXED nowhere
      "name" can't be changed like a setting
      asimov copy ADDRESS NEW makes another one.
    NEEDS_UNKNOWN asimov analysis set pe ...
      analysis GW1/pe needs "nothing", which is not an analysis of GW1.
      Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}
    BLUEPRINT_UNKNOWN_PIPELINE asimov analysis set pe ...
      analysis "pe": pipeline "nothing" is not installed.
      Installed: bilby 1.2.0, welch 0.1.0 (asimov plugins). To add one: npm install @asimov-gw/pipeline-NAME"
  `);
});

test("setting what is there already changes nothing", () => {
  const ledger = start();
  expect(set(ledger, "sampler.nlive=500")[0]?.action).toBe("unchanged");
});

test("a status in the blueprint counts only for a new analysis, and that is said where it changed", () => {
  const ledger = start();
  const text = pe("sampler: {nlive: 500, walks: 10}\ndata: {length: 4}\nstatus: ready\n");
  expect(applyText(ledger, text).map(({ action, notes }) => [action, notes])).toEqual([
    ["unchanged", ['it stays wait: "status: ready" counts only for a new analysis']],
  ]);
});

test("a copy is a new analysis with the same settings but those that are given", async () => {
  const ledger = start();
  const origin = findAnalysis(ledger, "pe");
  copyAnalysis(ledger, origin, "pe-long", [parseAssignment("data.length=8")], options);
  copyAnalysis(ledger, origin, "GW2/pe", [], options);
  expect(content(ledger, "pe-long")).toEqual({ sampler: { nlive: 500, walks: 10 }, data: { length: 8 } });
  expect(findAnalysis(ledger, "GW2/pe")).toMatchObject({ status: "ready", subjectRevision: 1 });
  expect(analysisDefinition(ledger, findAnalysis(ledger, "pe-long").id).source).toMatchObject({ copiedFrom: "GW1/pe" });
  const told = ["pe", "GW3/pe", "GW1/p/e", "pe long"].map((to) => refusal(() => copyAnalysis(ledger, origin, to, [], options)));
  expect((await Promise.all(told)).join("\n")).toMatchInlineSnapshot(`
    "ANALYSIS_EXISTS GW1/pe
      there is an analysis of this name already
      Choose another name; asimov analysis set ADDRESS KEY=VALUE changes the one that is there.
    BLUEPRINT_UNKNOWN_EVENT asimov analysis set pe ...
      analysis "pe": there is no event "GW3". Did you mean "GW1"?
      Apply its blueprint ("kind: event") first, or above it in the same file.
    BLUEPRINT_NAME asimov analysis set pe ...
      "p/e" can't be a name: it has a path separator
      Names become directories: use letters, digits, blanks, dots, dashes and underscores.
    BLUEPRINT_DUPLICATE asimov analysis set pe ...
      analysis GW1/pe long would share its directory with "pe-long"
      Choose a name that differs in more than blanks and punctuation."
  `);
});
