import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test } from "./support/index.ts";

const text = blueprint({
  one: "waveform: {approximant: A}\ndata: {segment length: 4}\ninterferometers: [H1, L1]",
  two: "waveform: {approximant: B}\ndata: {segment length: 4}\ninterferometers: [L1, H1]\nscheduler: {request memory: 3}",
});

test.concurrent("analyses that agree, were built as they are and were not edited", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  expect(await project.show("review", "audit")).toMatchInlineSnapshot(`
    "$ asimov review audit
    EV1: its analyses differ by design:
      waveform.approximant  one: "A"; two: "B"
    nothing found in 2 analyses
    exit code 0"
  `);
  await project.run("manage", "build");
  const rows = project.rows();
  expect(await project.show("review", "audit", "EV1")).toMatchInlineSnapshot(`
    "$ asimov review audit EV1
    EV1: its analyses differ by design:
      waveform.approximant  one: "A"; two: "B"
    nothing found in 2 analyses
    exit code 0"
  `);
  expect(await project.json("review", "audit", "EV1/one")).toMatchInlineSnapshot(`
    {
      "analyses": [
        {
          "address": "EV1/one",
          "attempt": 1,
          "configFile": "/project/checkouts/EV1/analyses/one.ini",
          "edited": [],
          "older": [],
          "pipeline": "toy",
          "problems": [],
          "uncommitted": [],
        },
      ],
      "clean": true,
      "subjects": [],
    }
  `);
  expect(project.rows()).toEqual(rows);
  expect(project.git("EV1", "status", "--short")).toBe("");
});

test.concurrent("edits, older settings and disagreements are findings, option by option", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: text });
  await project.run("manage", "build");
  const file = join(project.directory, "checkouts/EV1/analyses/one.ini");
  writeFileSync(file, readFileSync(file, "utf8").replace("answer = 42", "answer = 43"));
  await project.run("manage", "submit", "--keep-edit", "--analysis", "EV1/one");
  appendFileSync(file, "more = here\n# a comment\n");
  project.write({
    "event.yaml": "kind: event\nname: EV1\nevent time: 1126259462.4\nanswer: 44\n",
    "three.yaml": "kind: analysis\nname: three\nevent: EV1\npipeline: toy\ndata: {segment length: 8}\n",
    "two.yaml": `${text.split("---\n").at(-1)}answer: 45\n`,
    "four.yaml": "kind: analysis\nname: four\nevent: EV1\npipeline: toy\ndata: {segment length: 16}\nstatus: cancelled\n",
  });
  const files = ["event.yaml", "two.yaml", "three.yaml", "four.yaml"].flatMap((name) => ["-f", name]);
  await project.run("apply", "--update-unstarted", ...files);
  expect(await project.show("review", "audit", "EV1")).toMatchInlineSnapshot(`
    "$ asimov review audit EV1
    EV1/one, attempt 1:
      edited by hand: settings -> checkouts/EV1/analyses/one.ini
        answer  42 -> 43  (answer)
      edited by hand since it was committed: committed -> checkouts/EV1/analyses/one.ini
        more  (none) -> here
    EV1/two, attempt 1:
      built with older settings: then -> now
        answer  42 -> 45  (answer)
    EV1: its analyses should agree, and don't:
      data.segment length  one, two: 4; three: 8
      interferometers      one: ["H1","L1"]; two: ["L1","H1"]; three: (none)
    EV1: its analyses differ by design:
      answer                one: "edited by hand: answer = 43"; two: 42; three: 44
      waveform.approximant  one: "A"; two: "B"; three: (none)
    exit code 1"
  `);
  expect(await project.json("review", "audit")).toMatchObject({
    clean: false,
    analyses: [
      { attempt: 1, edited: [{ option: "answer", before: "42", after: "43" }], uncommitted: [{ option: "more", after: "here" }] },
      {},
      {},
      {},
    ],
    subjects: [{ subject: "EV1" }],
  });
  await project.run("review", "add", "EV1/three", "rejected", "-m", "too long");
  expect(await project.show("review", "audit", "EV1")).not.toContain("three");
});

test.concurrent("what can't be compared is a finding too", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "answer: null" }) });
  expect(await project.show("review", "audit")).toMatchInlineSnapshot(`
    "$ asimov review audit
    EV1/one:
      error TEMPLATE_MISSING_VALUE  /plugins/toy/templates/toy.ini.hbs:2
        the setting "answer" has no value, and {{settings.answer}} needs one
        Set it in the blueprint of the analysis, of its event, or of the project.
    exit code 1"
  `);
  expect(await project.show("review", "audit", "EV2")).toMatchInlineSnapshot(`
    "$ asimov review audit EV2
    error EVENT_UNKNOWN
      there is no event "EV2". Did you mean "EV1"?
      asimov report status lists all.
    exit code 1"
  `);
});
