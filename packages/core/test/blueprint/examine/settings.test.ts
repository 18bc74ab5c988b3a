import fc from "fast-check";
import { expect, test } from "vitest";

import { checkBlueprint, parseBlueprint } from "../../../src/blueprint/index.ts";
import { AsimovError } from "../../../src/system/index.ts";
import { someSettings } from "../../settings/trees.ts";
import { analysis, event } from "../../support/project.ts";
import { checked, toyVocabulary } from "./warned.ts";

const toy = (lines: string): string => checked(analysis("a", lines, "GW1", "toy"));

test("values of another type", () => {
  const lines = [
    "data: 5",
    "quality: {minimum frequency: 20, maximum frequency: {H1: high}}",
    "likelihood: {sample rate: [1], psd length: '4'}",
    "interferometers: [H1, 1]",
    "scheduler: {request cpus: 1.5}",
    "toy: {flag: y, number: true, numbers: [1, x], text: 3, either: {H1: [a, 2]}, open: 4}",
    "comment: 5",
  ];
  expect(toy(lines.join("\n"))).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/b.yaml:6:7
      "data" is 5, expected a map of settings
      asimov vocabulary show 'data' tells more.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:7:30
      "quality.minimum frequency" is 20, expected a map from detectors to numbers of at least 0, in Hz
      Write for example "minimum frequency: {H1: 20, L1: 20}". asimov vocabulary show 'quality.minimum frequency' tells more.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:7:58
      "quality.maximum frequency.H1" is "high", expected a number above 0, in Hz
      asimov vocabulary show 'quality.maximum frequency' tells more.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:8:14
      "likelihood.sample rate" is [1], expected a number above 0, in Hz
      Write for example "sample rate: 4096". asimov vocabulary show 'likelihood.sample rate' tells more.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:8:44
      "likelihood.psd length" is "4", expected a number above 0, in s
      Remove the quotes: 4.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:9:23
      "interferometers.1" is 1, expected text
      Put it in quotes: "1".
    BLUEPRINT_WRONG_TYPE /work/b.yaml:10:27
      "scheduler.request cpus" is 1.5, expected an integer above 0
      Write for example "request cpus: 1". asimov vocabulary show 'scheduler.request cpus' tells more.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:11:13
      "toy.flag" is "y", expected true or false
      y is text in YAML 1.1; write true.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:11:24
      "toy.number" is true, expected a number
      asimov vocabulary show 'toy.number' tells more.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:11:43
      "toy.numbers.1" is "x", expected a number
      asimov vocabulary show 'toy.numbers' tells more.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:11:53
      "toy.text" is 3, expected text
      Put it in quotes: "3".
    BLUEPRINT_WRONG_TYPE /work/b.yaml:11:73
      "toy.either.H1.1" is 2, expected a path
      Put it in quotes: "2".
    BLUEPRINT_WRONG_TYPE /work/b.yaml:11:84
      "toy.open" is 4, expected a map
      asimov vocabulary show 'toy.open' tells more.
    BLUEPRINT_WRONG_TYPE /work/b.yaml:12:10
      "comment" is 5, expected text
      Put it in quotes: "5"."
  `);
});

test("values out of range, and not among those that are allowed", () => {
  const lines = [
    "event time: -1",
    "quality: {minimum frequency: {H1: -20, L1: 0}}",
    "likelihood: {sample rate: 0}",
    "toy: {colour: gren}",
    "priors: {chirp mass: {boundary: round}}",
  ];
  expect(toy(lines.join("\n"))).toMatchInlineSnapshot(`
    "PRIOR_BOUNDARY /work/b.yaml:10:33
      "priors.chirp mass.boundary" is "round", expected periodic, reflective or none
    BLUEPRINT_OUT_OF_RANGE /work/b.yaml:6:13
      "event time" is -1, expected a number of at least 0, in GPS s
      asimov vocabulary show 'event time' tells more.
    BLUEPRINT_OUT_OF_RANGE /work/b.yaml:7:35
      "quality.minimum frequency.H1" is -20, expected a number of at least 0, in Hz
      asimov vocabulary show 'quality.minimum frequency' tells more.
    BLUEPRINT_OUT_OF_RANGE /work/b.yaml:8:27
      "likelihood.sample rate" is 0, expected a number above 0, in Hz
      asimov vocabulary show 'likelihood.sample rate' tells more.
    BLUEPRINT_WRONG_VALUE /work/b.yaml:9:15
      "toy.colour" is "gren", expected one of red, green. Did you mean "green"?
      asimov vocabulary show 'toy.colour' tells more."
  `);
});

test("what is well is not spoken of, and null takes anything away", () => {
  const lines = [
    "comment: text",
    "data: {segment length: 4, calibration: {H1: a.txt, correction type: data}}",
    "quality: null",
    "likelihood: {sample rate: null}",
    "toy: {flag: true, number: 1.5, numbers: [1, 2], text: x, colour: red, either: {H1: [a, b]}, open: {any: {thing: [1]}}}",
    "priors: {chirp mass: {minimum: 1, maximum: 2 * np.pi, latex label: M, other argument: 4}, chi 1: 0, default: BBHPriorDict}",
    "postprocessing: {pesummary: {multiprocess: 4}}",
  ];
  expect(toy(lines.join("\n"))).toBe("");
});

test("keys that nobody reads, with what was probably meant", () => {
  const lines = ["data: {segment-length: 4}", "likelyhood: {sample rate: 4}", "toy: {color: red}", "nothing like it: 1", "other: {x: y}"];
  expect(toy(lines.join("\n"))).toMatchInlineSnapshot(`
    "warning SETTING_UNKNOWN /work/b.yaml:6:8
      toy does not read "data.segment-length". Did you mean "data.segment length"?
      asimov vocabulary show 'data.segment length' tells more.
    warning SETTING_UNKNOWN /work/b.yaml:7:1
      toy does not read "likelyhood". Did you mean "likelihood"?
      asimov vocabulary show 'likelihood' tells more.
    warning SETTING_UNKNOWN /work/b.yaml:8:7
      toy does not read "toy.color". Did you mean "toy.colour"?
      asimov vocabulary show 'toy.colour' tells more.
    warning SETTING_UNKNOWN /work/b.yaml:9:1
      toy does not read "nothing like it".
      asimov vocabulary list shows all keys that are known.
    warning SETTING_UNKNOWN /work/b.yaml:10:1
      toy does not read "other", only other does.
      asimov vocabulary list shows all keys that are known."
  `);
});

test("an event may have what any pipeline reads; only its own counts for an analysis", () => {
  expect(checked(event("GW1", "toy: {flag: true}\nother: {x: y}\n"))).toBe("");
  expect(checked(analysis("a", "toy: {flag: true}\n", "GW1", "other"))).toMatchInlineSnapshot(`
    "warning SETTING_UNKNOWN /work/b.yaml:6:1
      other does not read "toy", only toy does.
      asimov vocabulary list shows all keys that are known."
  `);
});

test("settings of single pipelines", () => {
  const text =
    "kind: configuration\npipelines:\n  toy: {toy: {number: x}, other: {x: y}}\n  Other: {data: {segment length: -1}}\n  otter: {}\n  far: {x: 1}\n";
  expect(checked(text)).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/b.yaml:3:23
      "pipelines.toy.toy.number" is "x", expected a number
      asimov vocabulary show 'toy.number' tells more.
    BLUEPRINT_OUT_OF_RANGE /work/b.yaml:4:34
      "pipelines.Other.data.segment length" is -1, expected a number above 0, in s
      asimov vocabulary show 'data.segment length' tells more.
    warning SETTING_UNKNOWN /work/b.yaml:3:27
      toy does not read "pipelines.toy.other", only other does.
      asimov vocabulary list shows all keys that are known.
    warning SETTING_UNKNOWN /work/b.yaml:5:3
      no pipeline "otter" is installed, so that nothing reads its settings. Did you mean "other"?
      asimov plugins lists those that are installed; to add one: npm install @asimov-gw/pipeline-NAME
    warning SETTING_UNKNOWN /work/b.yaml:6:3
      no pipeline "far" is installed, so that nothing reads its settings.
      asimov plugins lists those that are installed; to add one: npm install @asimov-gw/pipeline-NAME"
  `);
});

test("what a pipeline without vocabulary reads can't be known", () => {
  const installed = ["toy", "bare"];
  expect(checked(analysis("a", "nothing like it: 1\n", "GW1", "bare"), installed)).toBe("");
  expect(checked(analysis("a", "nothing like it: 1\nwavefrom: {}\n", "GW1", "bare"), installed)).toMatchInlineSnapshot(`
    "warning SETTING_UNKNOWN /work/b.yaml:7:1
      nobody describes that bare reads "wavefrom". Did you mean "waveform"?
      asimov vocabulary show 'waveform' tells more."
  `);
  expect(checked("kind: configuration\npipelines: {bare: {nothing like it: 1}}\n", installed)).toBe("");
  // But what is nearly a known key.
  expect(checked(event("GW1", "nothing like it: 1\ndata: {segment-length: 4}\n"), installed)).toMatchInlineSnapshot(`
    "warning SETTING_UNKNOWN /work/b.yaml:5:8
      no installed pipeline reads "data.segment-length". Did you mean "data.segment length"?
      asimov vocabulary show 'data.segment length' tells more."
  `);
  expect(checked(analysis("a", "data: {segment length: x}\n", "GW1", "bare"), installed)).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/b.yaml:6:24
      "data.segment length" is "x", expected a number above 0, in s
      Write for example "segment length: 4". asimov vocabulary show 'data.segment length' tells more."
  `);
});

test("old names and homes are named, and checked as the new ones", () => {
  const lines = ["approximant: 5", "likelihood: {marginalisation: {distance: 1}, minimum frequency: {H1: 20}}", "start-frequency: 10"];
  expect(toy(lines.join("\n"))).toMatchInlineSnapshot(`
    "BLUEPRINT_WRONG_TYPE /work/b.yaml:6:14
      "approximant" is 5, expected text
      Put it in quotes: "5".
    BLUEPRINT_WRONG_TYPE /work/b.yaml:7:42
      "likelihood.marginalisation.distance" is 1, expected true or false
      asimov vocabulary show 'likelihood.marginalization.distance' tells more.
    warning SETTING_DEPRECATED /work/b.yaml:6:1
      "approximant" is an old name of "waveform.approximant"
      It works; write "waveform.approximant" in what you change.
    warning SETTING_DEPRECATED /work/b.yaml:7:14
      "likelihood.marginalisation" is an old name of "likelihood.marginalization"
      It works; write "likelihood.marginalization" in what you change.
    warning SETTING_DEPRECATED /work/b.yaml:7:46
      "likelihood.minimum frequency" is an old name of "quality.minimum frequency"
      It works; write "quality.minimum frequency" in what you change.
    warning SETTING_DEPRECATED /work/b.yaml:8:1
      "start-frequency" is an old name of "likelihood.start frequency"
      It works; write "likelihood.start frequency" in what you change."
  `);
});

test("whatever the settings, they are judged with places, and left as they are", () => {
  const vocabulary = toyVocabulary();
  fc.assert(
    fc.property(someSettings({ nulls: true }), fc.constantFrom("data", "toy", "priors", "quality", "x"), (settings, section) => {
      const [document] = parseBlueprint("kind: event\nname: GW1\n", "/work/b.yaml");
      const content = { ...document!.content, [section]: settings };
      const documents = [{ ...document!, content }];
      const { problems, warnings } = checkBlueprint(documents, { installed: new Map([["toy", "1"]]), vocabulary });
      for (const problem of problems) expect(problem).toBeInstanceOf(AsimovError);
      for (const { at } of [...problems, ...warnings]) expect(at).toMatchObject({ file: "/work/b.yaml" });
      expect(documents[0]!.content).toBe(content);
    }),
  );
});

test("what is no setting, whatever pipelines are installed, and arguments of priors that mean others", () => {
  const text = event(
    "GW1",
    "productions: [{psd: {pipeline: toy}}]\npriors: {chirp mass: {minimum: 1, maxmum: 3, latex label: M}, Chrip-Mass: {minimum: 1}, chi_p: {maximum: 1}, spin 1x: {maximum: 1}, mass 1 source: {maximum: 9}}\n",
  );
  expect(checked(text, ["toy", "bare"])).toMatchInlineSnapshot(`
    "warning NOT_A_SETTING /work/b.yaml:4:1
      "productions" is no setting: nothing is made of it
      Write each analysis as a document of its own: "kind: analysis" with "name", "event" and "pipeline".
    warning PRIOR_ARGUMENT /work/b.yaml:5:35
      "priors.chirp mass.maxmum" is no known argument of a prior. Did you mean "maximum"?
      It is passed on as it is; the pipeline refuses what its distribution does not take.
    warning PRIOR_PARAMETER /work/b.yaml:5:63
      "priors.Chrip-Mass" is the prior of no known parameter. Did you mean "chirp mass"?
      It is passed on as it is; the pipeline samples what it is given."
  `);
  const all = "kind: configuration\nproject: {name: x}\nhistory: {}\nevents: []\npipelines: {toy: {priors: {psi: {boundry: none}}}}\n";
  expect(checked(all, ["toy", "bare"])).toMatchInlineSnapshot(`
    "warning NOT_A_SETTING /work/b.yaml:2:1
      "project" is no setting: nothing is made of it
      Remove it: the project got its name from asimov init NAME.
    warning NOT_A_SETTING /work/b.yaml:3:1
      "history" is no setting: nothing is made of it
      Remove it: the ledger keeps its own history, which asimov log shows.
    warning NOT_A_SETTING /work/b.yaml:4:1
      "events" is no setting: nothing is made of it
      Write each event as a document of its own: "kind: event" with "name".
    warning PRIOR_ARGUMENT /work/b.yaml:5:34
      "pipelines.toy.priors.psi.boundry" is no known argument of a prior. Did you mean "boundary"?
      It is passed on as it is; the pipeline refuses what its distribution does not take."
  `);
  expect(checked("kind: configuration\nhistory: {}\n")).toMatchInlineSnapshot(`
    "warning NOT_A_SETTING /work/b.yaml:2:1
      "history" is no setting: nothing is made of it
      Remove it: the ledger keeps its own history, which asimov log shows."
  `);
  expect(checked(analysis("a", "priors: {calibration: {sampler: 1}}\n", "GW1", "toy"))).toMatchInlineSnapshot(`
    "warning SETTING_UNKNOWN /work/b.yaml:6:24
      toy does not read "priors.calibration.sampler".
      asimov vocabulary list shows all keys that are known."
  `);
});

test("an event that says where its analyses run is told that this changes nothing", () => {
  expect(checked(event("GW1", "working directory: /scratch/GW1"))).toMatchInlineSnapshot(`
    "warning SETTING_WITHOUT_EFFECT /work/b.yaml:4:20
      "working directory" of an event changes nothing: its analyses run below the project's own directory "working"
      Say "rundir" in an analysis to have it elsewhere; for all of the project set directories.working in .asimov/config.yaml."
  `);
  expect(checked(event("GW1", "working directory: working/GW1"))).toBe("");
});
