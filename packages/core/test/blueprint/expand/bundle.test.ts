import { expect, test } from "vitest";

import { refusal } from "../../support/refusal.ts";
import { expandText } from "./support.ts";

const psd = "kind: Analysis\nname: psd\npipeline: welch\n";

function bundle(more: string): string {
  return `kind: AnalysisBundle\nname: std\n${more}`;
}

test("a bundle is the analyses of its items, in their order", () => {
  const documents = expandText(bundle("analyses: [psd, {name: pe, pipeline: bilby, needs: [psd]}, two]\n"), {
    psd,
    two: "kind: analysis\nname: a\nevent: GW2\n---\nkind: analysis\nname: b\n",
  });
  expect(documents.map(({ content, source }) => [content, source.file, source.document])).toEqual([
    [{ kind: "Analysis", name: "psd", pipeline: "welch" }, "/data/psd.yaml", 0],
    [{ kind: "analysis", name: "pe", pipeline: "bilby", needs: ["psd"] }, "/work/blueprint.yaml", 0],
    [{ kind: "analysis", name: "a", event: "GW2" }, "/data/two.yaml", 0],
    [{ kind: "analysis", name: "b" }, "/data/two.yaml", 1],
  ]);
});

test("its event counts over those of its items", () => {
  const documents = expandText(bundle("event: GW1\nanalyses: [psd, {name: pe, event: GW2}, {name: pe2}]\n"), { psd: `${psd}event: GW3\n` });
  expect(documents.map(({ content }) => content["event"])).toEqual(["GW1", "GW1", "GW1"]);
  expect(documents[0]?.source.places["/event"]).toBeUndefined();
});

test("analyses that are written in it have their places there", () => {
  const [document] = expandText(bundle("analyses:\n- name: pe\n  needs: [psd]\n"));
  expect(document?.source.places).toEqual({ "": [4, 3], "/name": [4, 9, 3], "/needs": [5, 3], "/needs/0": [5, 11] });
});

test("an item may combine other analyses", () => {
  const [document] = expandText(bundle("analyses: [{name: all, pipeline: welch, analyses: [psd]}]\n"));
  expect(document?.content).toEqual({ kind: "analysis", name: "all", pipeline: "welch", analyses: ["psd"] });
});

test("strategies of its items are expanded", () => {
  const more = "analyses: [wave, {name: 'n{nlive}', strategy: {nlive: [1, 2]}}]\n";
  const documents = expandText(bundle(more), { wave: "kind: analysis\nname: 'pe-{w}'\nstrategy: {w: [A, B]}\n" });
  expect(documents.map(({ content }) => content["name"])).toEqual(["pe-A", "pe-B", "n1", "n2"]);
});

test("a bundle of the wrong form", async () => {
  const forms = [
    "",
    "analyses: psd\n",
    "analyses: []\n",
    "analyses: [5, [psd], null]\nevent: 7\n",
    "analysis: [psd]\ndata: {a: 1}\nanalyses: [psd]\n",
  ];
  const told = await Promise.all(forms.map((form) => refusal(() => expandText(bundle(form), { psd }))));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "BLUEPRINT_MISSING_KEY /work/blueprint.yaml:1:1
      the document has no "analyses"
      Add a line such as "analyses: [psd, pe]", with the names of files or with whole analyses.
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:11
      "analyses" is "psd", expected a list such as [psd, {name: pe, pipeline: NAME}]
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:3:1
      "analyses" is [], expected a list such as [psd, {name: pe, pipeline: NAME}]
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:4:8
      "event" is 7, expected text; put a number in quotes
    BLUEPRINT_UNKNOWN_KEY /work/blueprint.yaml:3:1
      a bundle has no "analysis". Did you mean "analyses"?
      It has: kind, name, comment, event, analyses. Settings belong to the analyses, or to a document with "kind: configuration".
    BLUEPRINT_UNKNOWN_KEY /work/blueprint.yaml:4:1
      a bundle has no "data".
      It has: kind, name, comment, event, analyses. Settings belong to the analyses, or to a document with "kind: configuration"."
  `);
});

test("items that lead out of the directories, or to nothing", async () => {
  const items = ["../psd", "a/../../psd", "/etc/passwd", "~/psd", "a\\\\..\\\\psd", "", " ", "a\\0b", "a\\u202Eb", "pds"];
  expect(await refusal(() => expandText(bundle(`analyses: [${items.map((item) => `"${item}"`).join(", ")}, psd, x..y]\n`), { psd, "x..y": psd })))
    .toMatchInlineSnapshot(`
      "BLUEPRINT_ITEM_NAME /work/blueprint.yaml:3:12
        "../psd" leads out of the directories that are searched
        Write the name of a file in one of the directories that are searched, with or without .yaml.
      BLUEPRINT_ITEM_NAME /work/blueprint.yaml:3:22
        "a/../../psd" leads out of the directories that are searched
        Write the name of a file in one of the directories that are searched, with or without .yaml.
      BLUEPRINT_ITEM_NAME /work/blueprint.yaml:3:37
        "/etc/passwd" leads out of the directories that are searched
        Write the name of a file in one of the directories that are searched, with or without .yaml.
      BLUEPRINT_ITEM_NAME /work/blueprint.yaml:3:52
        "~/psd" leads out of the directories that are searched
        Write the name of a file in one of the directories that are searched, with or without .yaml.
      BLUEPRINT_ITEM_NAME /work/blueprint.yaml:3:61
        "a\\\\..\\\\psd" leads out of the directories that are searched
        Write the name of a file in one of the directories that are searched, with or without .yaml.
      BLUEPRINT_ITEM_NAME /work/blueprint.yaml:3:75
        "" is no name of a file
        Write the name of a file in one of the directories that are searched, with or without .yaml.
      BLUEPRINT_ITEM_NAME /work/blueprint.yaml:3:79
        " " is no name of a file
        Write the name of a file in one of the directories that are searched, with or without .yaml.
      BLUEPRINT_ITEM_NAME /work/blueprint.yaml:3:84
        "a\\u0000b" has a control or invisible character
        Write the name of a file in one of the directories that are searched, with or without .yaml.
      BLUEPRINT_ITEM_NAME /work/blueprint.yaml:3:92
        "a\\u{202e}b" has a control or invisible character
        Write the name of a file in one of the directories that are searched, with or without .yaml.
      BLUEPRINT_ITEM_NOT_FOUND /work/blueprint.yaml:3:104
        there is no file for "pds"; looked for:
        /work/pds.yaml
        Mend the name, or put the file into one of these places."
    `);
});

test("items that are no analyses", async () => {
  const files = { event: `${psd}---\nkind: event\nname: GW1\n`, none: "name: pe\n", nested: bundle("analyses: [psd]\n"), broken: "kind: [\n" };
  const told = await refusal(() => expandText(bundle("analyses: [event, none, nested, broken, {kind: event, name: GW1}]\n"), files));
  expect(told).toMatchInlineSnapshot(`
    "BLUEPRINT_ITEM_KIND /data/event.yaml:5:7
      a bundle holds analyses only, but this is of kind "event"
      Apply other kinds of documents by themselves; an analysis begins with "kind: analysis".
    BLUEPRINT_ITEM_KIND /data/none.yaml:1:1
      a bundle holds analyses only, but this has no "kind"
      Apply other kinds of documents by themselves; an analysis begins with "kind: analysis".
    BLUEPRINT_ITEM_KIND /data/nested.yaml:1:7
      a bundle holds analyses only, but this is of kind "AnalysisBundle"
      Apply other kinds of documents by themselves; an analysis begins with "kind: analysis".
    BLUEPRINT_SYNTAX /data/broken.yaml:2:1
      Flow sequence in block collection must be sufficiently indented and end with a ]
      Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes.
    BLUEPRINT_ITEM_KIND /work/blueprint.yaml:3:48
      a bundle holds analyses only, but this is of kind "event"
      Apply other kinds of documents by themselves; an analysis begins with "kind: analysis"."
  `);
});
