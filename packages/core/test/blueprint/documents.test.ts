import { describe, expect, test } from "vitest";

import { analysis, event } from "../support/project.ts";
import { refused } from "./refused.ts";

describe("the kind", () => {
  test("unknown, with what was probably meant", async () => {
    expect(await refused("kind: analisys\nname: pe\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_UNKNOWN_KIND /work/blueprint.yaml:1:7
        "analisys" is not a kind of blueprint. Did you mean "analysis"?
        Kinds: event, subject, analysis, projectanalysis, configuration, analysisbundle, postprocessing."
    `);
  });

  test("one that resembles none", async () => {
    expect(await refused("kind: bundle\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_UNKNOWN_KIND /work/blueprint.yaml:1:7
        "bundle" is not a kind of blueprint.
        Kinds: event, subject, analysis, projectanalysis, configuration, analysisbundle, postprocessing."
    `);
  });

  test("of another type, or with the name of something that all objects have", async () => {
    expect(await refused("kind: [event]\n---\nkind: constructor\n---\nkind: 1\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_UNKNOWN_KIND /work/blueprint.yaml:1:1
        "["event"]" is not a kind of blueprint.
        Kinds: event, subject, analysis, projectanalysis, configuration, analysisbundle, postprocessing.
      BLUEPRINT_UNKNOWN_KIND /work/blueprint.yaml:3:7
        "constructor" is not a kind of blueprint.
        Kinds: event, subject, analysis, projectanalysis, configuration, analysisbundle, postprocessing.
      BLUEPRINT_UNKNOWN_KIND /work/blueprint.yaml:5:7
        "1" is not a kind of blueprint.
        Kinds: event, subject, analysis, projectanalysis, configuration, analysisbundle, postprocessing."
    `);
  });

  test("missing, with the most likely one", async () => {
    const texts = ["name: pe\npipeline: bilby\n", "name: GW2\nevent time: 1\n", "data: {}\n", "kindd: event\n", "kind:\nname: x\n"];
    expect(await refused(texts.join("---\n"))).toMatchInlineSnapshot(`
      "BLUEPRINT_NO_KIND /work/blueprint.yaml:1:1
        the document has no "kind"
        Add a first line such as "kind: analysis".
      BLUEPRINT_NO_KIND /work/blueprint.yaml:4:1
        the document has no "kind"
        Add a first line such as "kind: event".
      BLUEPRINT_NO_KIND /work/blueprint.yaml:7:1
        the document has no "kind"
        Add a first line such as "kind: configuration".
      BLUEPRINT_NO_KIND /work/blueprint.yaml:9:1
        the document has no "kind", but "kindd"
        Add a first line such as "kind: configuration".
      BLUEPRINT_NO_KIND /work/blueprint.yaml:11:1
        the document has no "kind"
        Add a first line such as "kind: configuration"."
    `);
  });
});

describe("the name", () => {
  test("missing", async () => {
    expect(await refused("kind: event\n---\nkind: analysis\npipeline: bilby\nevent: GW1\nname:\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_MISSING_KEY /work/blueprint.yaml:1:1
        the document has no "name"
        Add a line such as "name: GW150914".
      BLUEPRINT_MISSING_KEY /work/blueprint.yaml:3:1
        the document has no "name"
        Add a line such as "name: pe"."
    `);
  });

  test("not text", async () => {
    expect(await refused("kind: event\nname: 150914\n---\nkind: event\nname: [GW2]\n---\nkind: event\nname: yes\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:2:7
        "name" is 150914, expected text; put it in quotes
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:5:1
        "name" is ["GW2"], expected text
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:8:7
        "name" is true, expected text; put it in quotes, as YAML 1.1 reads yes, no, on and off as true and false"
    `);
  });

  test("with what can't be in the name of a directory", async () => {
    const names = ["a/b", "../x", "a\\\\b", "a\\nb", "a\\0b", "a\\u202Eb", "a\\u200Bb", "a\\uFEFFb", " a", "a ", "...", "-", "\\u03B1", "", "."];
    expect(await refused(names.map((name) => event(`"${name}"`)).join(""))).toMatchInlineSnapshot(`
      "BLUEPRINT_NAME /work/blueprint.yaml:3:7
        "a/b" can't be a name: it has a path separator
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:6:7
        "../x" can't be a name: it has a path separator
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:9:7
        "a\\\\b" can't be a name: it has a path separator
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:12:7
        "a\\nb" can't be a name: it has a control or invisible character
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:15:7
        "a\\u0000b" can't be a name: it has a control or invisible character
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:18:7
        "a\\u{202e}b" can't be a name: it has a control or invisible character
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:21:7
        "a\\u{200b}b" can't be a name: it has a control or invisible character
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:24:7
        "a\\u{feff}b" can't be a name: it has a control or invisible character
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:27:7
        " a" can't be a name: it begins or ends with a blank
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:30:7
        "a " can't be a name: it begins or ends with a blank
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:33:7
        "..." can't be a name: it has no letter from A to Z and no digit
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:36:7
        "-" can't be a name: it has no letter from A to Z and no digit
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:39:7
        "α" can't be a name: it has no letter from A to Z and no digit
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:42:7
        "" can't be a name: it has no letter from A to Z and no digit
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:45:7
        "." can't be a name: it has no letter from A to Z and no digit
        Names become directories: use letters, digits, blanks, dots, dashes and underscores."
    `);
  });

  test("too long, also once it is a directory's", async () => {
    const told = await refused(event("x".repeat(201)) + analysis(`"${"\u33ae".repeat(60)}"`));
    expect(told.replaceAll("x".repeat(201), "x...").replaceAll("\u33ae".repeat(60), "\u33ae...")).toMatchInlineSnapshot(`
      "BLUEPRINT_NAME /work/blueprint.yaml:3:7
        "x..." can't be a name: it is longer than 200 characters
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_NAME /work/blueprint.yaml:6:7
        "㎮..." can't be a name: it is longer than 200 characters
        Names become directories: use letters, digits, blanks, dots, dashes and underscores."
    `);
  });

  test("of the same directory as another one's, in the ledger or in the same file", async () => {
    expect(await refused(event('"GW 2"') + event('"GW-2"') + analysis('"psd "') + analysis('"ps d"') + analysis('"ps-d"'))).toMatchInlineSnapshot(`
      "BLUEPRINT_DUPLICATE /work/blueprint.yaml:6:7
        event GW-2 would share its directory with "GW 2"
        Choose a name that differs in more than blanks and punctuation.
      BLUEPRINT_NAME /work/blueprint.yaml:9:7
        "psd " can't be a name: it begins or ends with a blank
        Names become directories: use letters, digits, blanks, dots, dashes and underscores.
      BLUEPRINT_DUPLICATE /work/blueprint.yaml:19:7
        analysis GW1/ps-d would share its directory with "ps d"
        Choose a name that differs in more than blanks and punctuation."
    `);
    expect(await refused(event('"GW1-"'))).toMatchInlineSnapshot(`
      "BLUEPRINT_DUPLICATE /work/blueprint.yaml:3:7
        event GW1- would share its directory with "GW1"
        Choose a name that differs in more than blanks and punctuation."
    `);
    expect(await refused(analysis('"(psd)"'))).toMatchInlineSnapshot(`
      "BLUEPRINT_DUPLICATE /work/blueprint.yaml:3:7
        analysis GW1/(psd) would share its directory with "psd"
        Choose a name that differs in more than blanks and punctuation."
    `);
  });
});

describe("the pipeline", () => {
  test("missing", async () => {
    expect(await refused("kind: analysis\nname: pe\nevent: GW1\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_MISSING_KEY /work/blueprint.yaml:1:1
        the document has no "pipeline"
        Add a line such as "pipeline: bilby"."
    `);
  });

  test("not installed, with those that are and how to add one", async () => {
    expect(await refused(analysis("pe", "", "GW1", "bibly"))).toMatchInlineSnapshot(`
      "BLUEPRINT_UNKNOWN_PIPELINE /work/blueprint.yaml:4:11
        analysis "pe": pipeline "bibly" is not installed. Did you mean "bilby"?
        Installed: bilby 1.2.0, welch 0.1.0 (asimov plugins). To add one: npm install @asimov-gw/pipeline-NAME"
    `);
    expect(await refused(analysis("pe"), { installed: new Map() })).toMatchInlineSnapshot(`
      "BLUEPRINT_UNKNOWN_PIPELINE /work/blueprint.yaml:4:11
        analysis "pe": pipeline "bilby" is not installed.
        Installed: none (asimov plugins). To add one: npm install @asimov-gw/pipeline-NAME"
    `);
  });

  test("not text", async () => {
    expect(await refused(analysis("pe", "", "GW1", "[bilby]"))).toMatchInlineSnapshot(`
      "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:4:1
        "pipeline" is ["bilby"], expected the name of a pipeline"
    `);
  });
});

describe("the event", () => {
  test("unknown, with what was probably meant", async () => {
    expect(await refused(analysis("pe", "", "GW11"))).toMatchInlineSnapshot(`
      "BLUEPRINT_UNKNOWN_EVENT /work/blueprint.yaml:5:8
        analysis "pe": there is no event "GW11". Did you mean "GW1"?
        Apply its blueprint ("kind: event") first, or above it in the same file."
    `);
    expect(await refused(analysis("pe"), { event: "GW7" })).toMatchInlineSnapshot(`
      "BLUEPRINT_UNKNOWN_EVENT /work/blueprint.yaml:2:1
        analysis "pe": there is no event "GW7". Did you mean "GW1"?
        Apply its blueprint ("kind: event") first, or above it in the same file."
    `);
  });

  test("below the analysis in the same file", async () => {
    expect(await refused(analysis("pe", "", "GW9") + event("GW9"))).toMatchInlineSnapshot(`
      "BLUEPRINT_UNKNOWN_EVENT /work/blueprint.yaml:5:8
        analysis "pe": there is no event "GW9". Did you mean "GW1"?
        Apply its blueprint ("kind: event") first, or above it in the same file."
    `);
  });

  test("not named", async () => {
    expect(await refused("kind: analysis\nname: pe\npipeline: bilby\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_NO_EVENT /work/blueprint.yaml:1:1
        analysis "pe" names no event
        Add a line such as "event: GW150914", or name it on the command line: asimov apply -f FILE -e EVENT"
    `);
  });

  test("with values of the wrong type, all told at once", async () => {
    expect(await refused(event("GW2", "event time: 2015-09-14\ninterferometers: H1\n"))).toMatchInlineSnapshot(`
      "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:4:13
        "event time" is "2015-09-14" (2015-09-14 is read as text, not as a date), expected a number of at least 0, in GPS s
        Write for example "event time: 1126259462.4". asimov vocabulary show 'event time' tells more.
      BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:5:18
        "interferometers" is "H1", expected a list of texts
        Write for example "interferometers: [H1, L1]". asimov vocabulary show 'interferometers' tells more."
    `);
  });
});

describe("what is there twice", () => {
  test("an event, an analysis or a configuration in one file", async () => {
    const configuration = "---\nkind: configuration\nname: defaults\ndata: {a: 1}\n";
    const twice = [event("GW2"), analysis("pe"), configuration].map((text) => text + text);
    expect(await refused(twice.join(""))).toMatchInlineSnapshot(`
      "BLUEPRINT_DUPLICATE /work/blueprint.yaml:6:7
        event GW2 is there twice, first at /work/blueprint.yaml:3:7
        Rename or remove one of them.
      BLUEPRINT_DUPLICATE /work/blueprint.yaml:14:7
        analysis GW1/pe is there twice, first at /work/blueprint.yaml:9:7
        Rename or remove one of them.
      BLUEPRINT_DUPLICATE /work/blueprint.yaml:23:7
        configuration defaults is there twice, first at /work/blueprint.yaml:19:7
        Rename or remove one of them."
    `);
  });

  test("an event under both names of its kind", async () => {
    expect(await refused(event("GW2") + "---\nkind: subject\nname: GW2\n")).toMatchInlineSnapshot(`
      "BLUEPRINT_DUPLICATE /work/blueprint.yaml:6:7
        event GW2 is there twice, first at /work/blueprint.yaml:3:7
        Rename or remove one of them."
    `);
  });

  test("other content under a name that the ledger has", async () => {
    expect(await refused(event("GW1", "event time: 5\ndata: {segment length: 4}\n"))).toMatchInlineSnapshot(`
      "BLUEPRINT_DIFFERENT /work/blueprint.yaml:3:7
        event GW1 is in the ledger already, with other content: event time: 1126259462.4 -> 5; data: (none) -> {"segment length":4}
        To change it, apply with --update; to have both, give it another name."
    `);
    expect(await refused(analysis("psd", "needs: []\n", "GW1", "bilby"))).toMatchInlineSnapshot(`
      "BLUEPRINT_DIFFERENT /work/blueprint.yaml:3:7
        analysis GW1/psd is in the ledger already, with other content: pipeline: "welch" -> "bilby"; needs: (none) -> []
        To change it, apply with --update; to have both, give it another name."
    `);
  });
});

test("a status that no new analysis can have", async () => {
  expect(await refused(analysis("pe", "status: finished\n"))).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:6:9
      "status" is "finished", expected one of ready, wait, manual, cancelled"
  `);
});

test("pipelines of a configuration that are not maps", async () => {
  expect(await refused("kind: configuration\npipelines: bilby\n---\nkind: configuration\npipelines:\n  bilby: fast\n")).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:2:12
      "pipelines" is "bilby", expected a map such as "pipelines: {NAME: {sampler: {...}}}"
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:6:10
      "pipelines.bilby" is "fast", expected a map of settings"
  `);
});

test("all problems of all documents are told together", async () => {
  const told = await refused("kind: evnt\n" + event("a/b", "event time: x\n") + "---\nkind: analysis\nstatus: done\n");
  expect(told.split("\n").filter((line) => !line.startsWith(" "))).toMatchInlineSnapshot(`
    [
      "BLUEPRINT_UNKNOWN_KIND /work/blueprint.yaml:1:7",
      "BLUEPRINT_NAME /work/blueprint.yaml:4:7",
      "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:5:13",
      "BLUEPRINT_MISSING_KEY /work/blueprint.yaml:7:1",
      "BLUEPRINT_MISSING_KEY /work/blueprint.yaml:7:1",
      "BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:8:9",
    ]
  `);
});
