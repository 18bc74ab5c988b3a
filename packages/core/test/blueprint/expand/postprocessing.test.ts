import { expect, test } from "vitest";

import { refusal } from "../../support/refusal.ts";
import { expandText } from "./support.ts";

const whole = `kind: PostProcessing
name: std
subject: GW1
comment: for the paper
analyses: ["pipeline: bilby"]
stages:
- name: pages
  pipeline: welch
  answer: 42
- {name: plots, pipeline: welch, needs: [pages], comment: mine}
`;

test("each stage is a subject analysis, with the selection of the document", () => {
  expect(expandText(whole).map(({ content }) => content)).toEqual([
    { kind: "analysis", name: "pages", pipeline: "welch", answer: 42, comment: "for the paper", analyses: ["pipeline: bilby"], event: "GW1" },
    { kind: "analysis", name: "plots", pipeline: "welch", needs: ["pages"], comment: "mine", analyses: ["pipeline: bilby"], event: "GW1" },
  ]);
});

test("every value knows where it was written", () => {
  expect(expandText(whole)[0]?.source.places).toEqual({
    "": [7, 3],
    "/name": [7, 9, 3],
    "/pipeline": [8, 13, 3],
    "/answer": [9, 11, 3],
    "/comment": [4, 10, 1],
    "/analyses": [5, 1],
    "/analyses/0": [5, 12],
    "/event": [3, 10, 1],
  });
});

test("without a subject it goes to the event of the command line", () => {
  const [document] = expandText("kind: postprocessing\nname: std\nanalyses: [pe]\nstages: [{name: pages, pipeline: welch}]\n");
  expect(document?.content).toEqual({ kind: "analysis", name: "pages", pipeline: "welch", analyses: ["pe"] });
});

test("whatever is missing or wrong is told with its place, all together", async () => {
  const forms = [
    "subject: 7\nanalysis: [pe]\n",
    "name: std\nanalyses: [pe]\nstages: pages\n",
    "name: std\nanalyses: [pe]\nstages:\n- pages\n- []\n",
    "name: std\nanalyses: [pe]\nstages:\n- needs: [plot, 5]\n  event: GW1\n- {name: plots, pipeline: welch, needs: plots}\n",
  ];
  const told = await Promise.all(forms.map((form) => refusal(() => expandText(`kind: postprocessing\n${form}`))));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "BLUEPRINT_UNKNOWN_KEY /work/blueprint.yaml:3:1
      post-processing has no "analysis". Did you mean "analyses"?
      It has: kind, name, comment, subject, event, analyses, stages, refreshable.
    BLUEPRINT_MISSING_KEY /work/blueprint.yaml:1:1
      the document has no "name"
      Add a line such as "name: combined".
    BLUEPRINT_MISSING_KEY /work/blueprint.yaml:1:1
      the document has no "analyses"
      Add a line such as "analyses: ["pipeline: NAME"]".
    BLUEPRINT_MISSING_KEY /work/blueprint.yaml:1:1
      the document has no "stages"
      Add a line such as "stages: [{name: pages, pipeline: NAME}]".
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:2:10
      "subject" is 7, expected text; put a number in quotes
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:4:9
      "stages" is "pages", expected a list of stages such as [{name: pages, pipeline: NAME}]
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:5:3
      "stages.0" is "pages", expected a stage such as {name: pages, pipeline: NAME}
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:6:3
      "stages.1" is [], expected a stage such as {name: pages, pipeline: NAME}
    BLUEPRINT_UNKNOWN_KEY /work/blueprint.yaml:6:10
      a stage of post-processing has no "event"
      It stands beside the stages, once for all of them; a stage has name, pipeline, needs and settings.
    BLUEPRINT_MISSING_KEY /work/blueprint.yaml:5:3
      the stage has no "name"
      Add a line such as "name: pages".
    BLUEPRINT_MISSING_KEY /work/blueprint.yaml:5:3
      the stage has no "pipeline"
      Add a line such as "pipeline: NAME".
    BLUEPRINT_UNKNOWN_STAGE /work/blueprint.yaml:5:11
      "plot" is not a stage. Did you mean "plots"?
      Stages: plots. What is combined belongs to "analyses".
    BLUEPRINT_UNKNOWN_STAGE /work/blueprint.yaml:5:17
      5 is not a stage.
      Stages: plots. What is combined belongs to "analyses".
    BLUEPRINT_WRONG_TYPE /work/blueprint.yaml:7:41
      "stages.1.needs" is "plots", expected a list of stages such as [pages]"
  `);
});
