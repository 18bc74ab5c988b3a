import { expect, test } from "vitest";

import { findAnalysis } from "../../src/analysis/index.ts";
import { analysis, applyText, event, ledgerWith, projectAnalysis } from "../support/project.ts";
import { refused, standing } from "./refused.ts";

test("an analysis with a selection is a subject analysis", () => {
  const ledger = ledgerWith(standing, analysis("all", 'analyses: ["pipeline: welch", psd]\nneeds: [psd]\nrefreshable: true\n'));
  expect(findAnalysis(ledger, "all")).toMatchObject({
    kind: "subject",
    selects: [{ conditions: [{ path: "pipeline", value: "welch" }] }, { conditions: [{ path: "name", value: "psd" }] }],
    needs: [{ conditions: [{ path: "name", value: "psd" }] }],
  });
});

test("an update makes it one, and one of an event again", () => {
  const ledger = ledgerWith(standing, analysis("all"));
  applyText(ledger, analysis("all", "analyses: [psd]\n"), { update: true });
  expect(findAnalysis(ledger, "all")).toMatchObject({ kind: "subject", selects: [{}], revision: 2 });
  applyText(ledger, analysis("all", "analyses: null\n"), { update: true });
  expect(findAnalysis(ledger, "all")).toMatchObject({ kind: "event", revision: 3 });
});

test("an update of a project analysis changes what it says, not its status", () => {
  const ledger = ledgerWith(standing + event("GW2"), projectAnalysis("joint", "subjects: [GW1]\nstatus: wait\n"));
  applyText(ledger, projectAnalysis("joint", "subjects: [GW1, GW2]\nanalyses: [psd]\n"), { update: true });
  expect(findAnalysis(ledger, "joint")).toMatchObject({ subjects: ["GW1", "GW2"], selects: [{}], status: "wait", reason: "held by its blueprint" });
});

test("a selection of the wrong form", async () => {
  expect(await refused(analysis("all", "analyses: []\nrefreshable: often\n"))).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:6:1
      "analyses" is [], expected the analyses that it combines, such as [pe-a, pe-b] or ["pipeline: NAME"]
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:7:14
      "refreshable" is "often", expected true or false
      asimov vocabulary show 'refreshable' tells more."
  `);
  expect(await refused(analysis("all", "analyses: psd\n"))).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/blueprint.yaml:6:11
      "analyses" is "psd", not a list
      Write a list: "analyses: [psd]"."
  `);
  expect(await refused(analysis("all", "analyses: [psd, {pipeline: {a: 1}}]\n"))).toMatchInlineSnapshot(`
    "NEEDS_INVALID /work/blueprint.yaml:6:17
      {"pipeline":{"a":1}} is not an item of "analyses"
      Items of "analyses" are names (psd), conditions ("pipeline: NAME", {status: "!stuck"}), or lists of conditions that must all hold."
  `);
});

test("a selection that names what is not there", async () => {
  expect(await refused(analysis("all", "analyses: [psd, psdd]\n"))).toMatchInlineSnapshot(`
    "NEEDS_UNKNOWN /work/blueprint.yaml:6:17
      analysis GW1/all combines "psdd", which is not an analysis of GW1. Did you mean "psd"?
      Apply that analysis first or in the same file, or mark the item as optional: {name: NAME, optional: true}"
  `);
  expect(await refused(event("GW2") + projectAnalysis("joint", "subjects: [GW1, GW2]\nanalyses: [psdd]\nneeds: [joint]\n"))).toMatchInlineSnapshot(`
    "NEEDS_UNKNOWN /work/blueprint.yaml:10:9
      project analysis joint needs "joint", which is neither a project analysis nor an analysis of GW1, GW2.
      Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}
    NEEDS_UNKNOWN /work/blueprint.yaml:9:12
      project analysis joint combines "psdd", which is not an analysis of GW1, GW2. Did you mean "psd"?
      Apply that analysis first or in the same file, or mark the item as optional: {name: NAME, optional: true}"
  `);
});

test("circles through what is combined", async () => {
  const circle = analysis("pe", "needs: [all]\n") + analysis("all", 'analyses: ["pipeline: bilby"]\n', "GW1", "welch");
  expect(await refused(circle)).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:9
      the analyses of GW1 need each other in a circle: pe -> all -> pe
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
  expect(await refused(analysis("all", "analyses: [all, psd]\n"))).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:12
      the analyses of GW1 need each other in a circle: all -> all
      Remove one of these from its "analyses", or choose conditions that do not mean it."
  `);
  const joint = projectAnalysis("a", "subjects: [GW1]\nneeds: [b]\n") + projectAnalysis("b", "subjects: [GW1]\nneeds: [a]\n");
  expect(await refused(joint)).toMatchInlineSnapshot(`
    "NEEDS_CYCLE /work/blueprint.yaml:6:9
      the project analyses need each other in a circle: a -> b -> a
      Remove one of these from its "needs", or choose conditions that do not mean it."
  `);
});

test("a project analysis may have the name of what it needs of its events", () => {
  const ledger = ledgerWith(standing, projectAnalysis("psd", "subjects: [GW1]\nneeds: [psd]\n"));
  expect(findAnalysis(ledger, "project:psd").needs).toHaveLength(1);
});

test("a condition that nothing matches now is worth a note", () => {
  const [, step] = applyText(ledgerWith(), standing + analysis("all", 'analyses: ["pipeline: bilby"]\n')).slice(1);
  expect(step?.notes).toMatchInlineSnapshot(`
    [
      "all combines "pipeline: bilby", which nothing matches now: it waits until something does",
    ]
  `);
});

test("a project analysis of the wrong form", async () => {
  expect(await refused(projectAnalysis("joint"))).toMatchInlineSnapshot(`
    "BLUEPRINT_MISSING_KEY /work/blueprint.yaml:2:1
      the document has no "subjects"
      Name the events whose analyses it combines: "subjects: [GW150914, GW151226]"."
  `);
  expect(await refused(projectAnalysis("joint", "subjects: GW1\nevent: GW1\n"))).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:5:11
      "subjects" is "GW1", expected a list of events such as [GW150914, GW151226]
    BLUEPRINT_UNKNOWN_KEY /work/blueprint.yaml:6:8
      a project analysis has no "event"
      Name its events in "subjects", or make it an analysis of one event: "kind: analysis"."
  `);
  expect(await refused(projectAnalysis("joint", "subjects: [GW1, 7, GW1, GW]\n"))).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:5:17
      "subjects.1" is 7, expected the name of an event; put a number in quotes
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:5:20
      "subjects.2" is "GW1", expected each event once"
  `);
  expect(await refused(projectAnalysis("joint", "subjects: [GW1, GW11, GW9]\n"))).toMatchInlineSnapshot(`
    "BLUEPRINT_UNKNOWN_EVENT /work/blueprint.yaml:5:17
      project analysis joint: there is no event "GW11". Did you mean "GW1"?
      Apply its blueprint ("kind: event") first, or above it in the same file.
    BLUEPRINT_UNKNOWN_EVENT /work/blueprint.yaml:5:23
      project analysis joint: there is no event "GW9". Did you mean "GW1"?
      Apply its blueprint ("kind: event") first, or above it in the same file."
  `);
  expect(await refused(projectAnalysis("joint", "subjects: [GW1]\nneeds: [bilby]\nneeds settings: {minimum: 2}\n"))).toMatchInlineSnapshot(`
    "BLUEPRINT_NEEDS_SETTINGS /work/blueprint.yaml:7:1
      "needs settings" weighs the results of pipelines, which "needs" does not do
      Write what must be done before it as "needs", such as needs: ["pipeline: NAME"], and take "needs settings" out."
  `);
});

test("names that would be taken for another thing", async () => {
  expect(await refused(event("'project:GW'") + event("Project-Analyses") + event("'project analyses'"))).toMatchInlineSnapshot(`
    "BLUEPRINT_NAME /work/blueprint.yaml:3:7
      "project:GW" can't be a name: that is how project analyses are addressed
      Names become directories: use letters, digits, blanks, dots, dashes and underscores.
    BLUEPRINT_NAME /work/blueprint.yaml:6:7
      "Project-Analyses" can't be a name: its directory would be that of the project analyses
      Names become directories: use letters, digits, blanks, dots, dashes and underscores.
    BLUEPRINT_NAME /work/blueprint.yaml:9:7
      "project analyses" can't be a name: its directory would be that of the project analyses
      Names become directories: use letters, digits, blanks, dots, dashes and underscores."
  `);
  const twice =
    projectAnalysis("a b", "subjects: [GW1]\n") + projectAnalysis("a-b", "subjects: [GW1]\n") + projectAnalysis("a b", "subjects: [GW1]\n");
  expect(await refused(twice)).toMatchInlineSnapshot(`
    "BLUEPRINT_DUPLICATE /work/blueprint.yaml:8:7
      project analysis a-b would share its directory with "a b"
      Choose a name that differs in more than blanks and punctuation.
    BLUEPRINT_DUPLICATE /work/blueprint.yaml:13:7
      project analysis a b is there twice, first at /work/blueprint.yaml:3:7
      Rename or remove one of them."
  `);
});

test("the event of the command line is nothing to a project analysis", () => {
  const ledger = ledgerWith(standing);
  applyText(ledger, projectAnalysis("joint", "subjects: [GW1]\n"), { event: "GW7" });
  expect(findAnalysis(ledger, "joint").address).toBe("project:joint");
});

test("kinds in any case", () => {
  const text = `${event("GW2").replace("event", "EVENT")}---\nkind: ProjectAnalysis\nname: joint\npipeline: bilby\nsubjects: [GW2]\n`;
  expect(applyText(ledgerWith(), text).map(({ kind }) => kind)).toEqual(["event", "projectanalysis"]);
});
