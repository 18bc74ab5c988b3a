import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { blueprint, test, toyPlugin, describedToy } from "./support/index.ts";

const toy = describedToy({
  answer: { type: "integer", meaning: "The answer.", default: 42, option: "answer" },
  "toy.mode": { type: "text", values: ["slow", "fast"], meaning: "How it works.", option: "mode" },
  "data.segment length": { option: "duration", default: 4 },
});

test.concurrent("the list of what a pipeline reads, also outside of a project", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy } });
  expect(existsSync(join(project.directory, ".asimov"))).toBe(false);
  expect(await project.show("vocabulary", "list", "--pipeline", "toy")).toMatchInlineSnapshot(`
    "$ asimov vocabulary list --pipeline toy
    data.segment length  a number above 0, in s  duration  The length of the analysed strain.

    answer               an integer              answer    The answer.

    toy.mode             text (slow, fast)       mode      How it works.
    exit code 0"
  `);
  const all = await project.run("vocabulary");
  expect(all.stdout).toContain("\nlikelihood.sample rate ");
  expect(all.stdout).toMatch(/^data\.segment length +a number above 0, in s +toy +The length of the analysed strain\.$/m);
  expect(await project.show("vocabulary", "list", "--pipeline", "tooy")).toMatchInlineSnapshot(`
    "$ asimov vocabulary list --pipeline tooy
    error VOCABULARY_UNKNOWN_READER
      nobody called "tooy" has described what it reads. Did you mean "toy"?
      Those who have: toy.
    exit code 1"
  `);
});

test.concurrent("all about a key", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy } });
  expect(await project.show("vocabulary", "show", "data.segment length")).toMatchInlineSnapshot(`
    "$ asimov vocabulary show data.segment length
    data.segment length
      The length of the analysed strain.
      It is a number above 0, in s.
      Example: 4
      Read by toy (asimov-toy 1.2.3). Default: 4. Option of its config file: duration.
    exit code 0"
  `);
  expect(await project.show("vocabulary", "show", "priors.chirp mass.boundary")).toMatchInlineSnapshot(`
    "$ asimov vocabulary show priors.chirp mass.boundary
    priors.*.boundary
      What samplers do at the ends of the range.
      It is text (periodic, reflective, none, None).
      Example: "periodic"
      No installed pipeline has said that it reads it.
    exit code 0"
  `);
  expect(await project.show("vocabulary", "show", "approximant")).toMatchInlineSnapshot(`
    "$ asimov vocabulary show approximant
    "approximant" is an old name of "waveform.approximant"

    waveform.approximant
      The name of the waveform model.
      It is text.
      Example: "IMRPhenomXPHM"
      No installed pipeline has said that it reads it.
      Old names: approximant
    exit code 0"
  `);
  expect(await project.show("vocabulary", "show", "comment")).toMatchInlineSnapshot(`
    "$ asimov vocabulary show comment
    comment, in documents of kind event, analysis, projectanalysis, configuration, postprocessing, analysisbundle
      A remark for people.
      It is text.
    exit code 0"
  `);
  expect(await project.show("vocabulary", "show", "data.segmnet length")).toMatchInlineSnapshot(`
    "$ asimov vocabulary show data.segmnet length
    error VOCABULARY_UNKNOWN_KEY
      nobody has described "data.segmnet length". Did you mean "data.segment length"?
      asimov vocabulary list shows all keys that are known.
    exit code 1"
  `);
  expect(await project.show("vocabulary", "show", "likelihood.marginalisation.distance")).toMatchInlineSnapshot(`
    "$ asimov vocabulary show likelihood.marginalisation.distance
    "likelihood.marginalisation.distance" is an old name of "likelihood.marginalization.distance"

    likelihood.marginalization.distance
      Whether the likelihood is marginalised over the distance.
      It is true or false.
      No installed pipeline has said that it reads it.
    exit code 0"
  `);
  expect(await project.json("vocabulary", "show", "toy.mode")).toMatchInlineSnapshot(`
    [
      {
        "deprecated": [],
        "descriptions": [
          {
            "meaning": "How it works.",
            "option": "mode",
            "package": "asimov-toy 1.2.3",
            "reader": "toy",
            "types": [
              "text",
            ],
            "values": [
              "slow",
              "fast",
            ],
          },
        ],
        "key": "toy.mode",
        "kinds": [],
      },
    ]
  `);
});

test.concurrent("a check of blueprints needs no project", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy } });
  project.write({
    "good.yaml": blueprint({ one: "data: {segment length: 4}" }),
    "odd.yaml": blueprint({ one: "toy: {mod: slow}\nanswer: 1e1" }),
    "bad.yaml": blueprint({ one: "toy: {mode: fats}\ndata: {segment length: long}" }),
  });
  const before = readdirSync(project.directory);
  expect(await project.show("vocabulary", "check", "good.yaml")).toMatchInlineSnapshot(`
    "$ asimov vocabulary check good.yaml
    2 documents: 0 problems, 0 warnings
    exit code 0"
  `);
  expect(await project.show("vocabulary", "check", "odd.yaml")).toMatchInlineSnapshot(`
    "$ asimov vocabulary check odd.yaml
    2 documents: 0 problems, 2 warnings
    warning SETTING_UNKNOWN  /project/odd.yaml:10:7
      toy does not read "toy.mod". Did you mean "toy.mode"?
      asimov vocabulary show 'toy.mode' tells more.
    warning YAML_EXPONENT  /project/odd.yaml:11:9
      "answer" is the text 1e1 in YAML 1.1, and is read as the number 10
      Write 1.0e+1, which every program reads as a number.
    exit code 0"
  `);
  expect(await project.show("vocabulary", "check", "good.yaml", "bad.yaml")).toMatchInlineSnapshot(`
    "$ asimov vocabulary check good.yaml bad.yaml
    4 documents: 2 problems, 0 warnings
    error BLUEPRINT_WRONG_VALUE  /project/bad.yaml:10:13
      "toy.mode" is "fats", expected one of slow, fast. Did you mean "fast"?
      asimov vocabulary show 'toy.mode' tells more.
    error BLUEPRINT_WRONG_TYPE  /project/bad.yaml:11:24
      "data.segment length" is "long", expected a number above 0, in s
      Write for example "segment length: 4". asimov vocabulary show 'data.segment length' tells more.
    exit code 1"
  `);
  expect(await project.json("vocabulary", "check", "odd.yaml", "bad.yaml")).toMatchObject({
    documents: 4,
    problems: [{ code: "BLUEPRINT_WRONG_VALUE" }, { code: "BLUEPRINT_WRONG_TYPE", at: { line: 11, column: 24 } }],
    warnings: [{ code: "SETTING_UNKNOWN" }, { code: "YAML_EXPONENT" }],
  });
  expect(readdirSync(project.directory)).toEqual(before);
});

test.concurrent("apply prints warnings after its steps, and does its work", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy }, blueprint: blueprint({}) });
  project.write({ "more.yaml": "kind: analysis\nname: one\nevent: EV1\npipeline: toy\nanswer: 1e1\ntoy: {mod: yes}\n" });
  expect(await project.json("apply", "-f", "more.yaml", "--dry-run")).toMatchObject({
    warnings: [
      { code: "YAML_EXPONENT", at: { file: "/project/more.yaml", line: 5, column: 9 } },
      { code: "SETTING_UNKNOWN" },
      { code: "YAML_BOOLEAN" },
    ],
  });
  expect(await project.show("apply", "-f", "more.yaml", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov apply -f more.yaml --dry-run
    would be added  analysis EV1/one  (more.yaml)
    warning YAML_EXPONENT  /project/more.yaml:5:9
      "answer" is the text 1e1 in YAML 1.1, and is read as the number 10
      Write 1.0e+1, which every program reads as a number.
    warning SETTING_UNKNOWN  /project/more.yaml:6:7
      toy does not read "toy.mod". Did you mean "toy.mode"?
      asimov vocabulary show 'toy.mode' tells more.
    warning YAML_BOOLEAN  /project/more.yaml:6:12
      yes is read as true, as YAML 1.1 has it
      Write true, or "yes" in quotes for text.
    exit code 0"
  `);
  expect(await project.show("apply", "-f", "more.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f more.yaml
    added  analysis EV1/one  (more.yaml)
    warning YAML_EXPONENT  /project/more.yaml:5:9
      "answer" is the text 1e1 in YAML 1.1, and is read as the number 10
      Write 1.0e+1, which every program reads as a number.
    warning SETTING_UNKNOWN  /project/more.yaml:6:7
      toy does not read "toy.mod". Did you mean "toy.mode"?
      asimov vocabulary show 'toy.mode' tells more.
    warning YAML_BOOLEAN  /project/more.yaml:6:12
      yes is read as true, as YAML 1.1 has it
      Write true, or "yes" in quotes for text.
    exit code 0"
  `);
  expect(JSON.parse(String(project.query("SELECT content FROM analyses WHERE name = 'one'")[0]!["content"]))).toMatchObject({ answer: 10 });
});

test.concurrent("of many warnings of one kind the first twenty are printed", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy }, blueprint: blueprint({}) });
  const unknown = Array.from({ length: 25 }, (_, index) => `unheard of ${index}: ${index === 24 ? "yes" : 1}\n`).join("");
  project.write({ "more.yaml": `kind: analysis\nname: one\nevent: EV1\npipeline: toy\n${unknown}` });
  const { stderr, code } = await project.run("apply", "-f", "more.yaml");
  expect(code).toBe(0);
  expect(stderr.match(/^warning SETTING_UNKNOWN {2}\/project/gm)).toHaveLength(20);
  expect(stderr.split("\n").slice(-5).join("\n")).toMatchInlineSnapshot(`
    "warning YAML_BOOLEAN  /project/more.yaml:29:16
      yes is read as true, as YAML 1.1 has it
      Write true, or "yes" in quotes for text.
    warning SETTING_UNKNOWN  5 more like these; --json has all
    "
  `);
  expect(await project.json("apply", "-f", "more.yaml")).toMatchObject({ warnings: { length: 26 } });
});

test.concurrent("a value of the wrong type is refused, and nothing is written", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy }, blueprint: blueprint({}) });
  project.write({ "more.yaml": "kind: analysis\nname: one\nevent: EV1\npipeline: toy\nanswer: 1.5\ntoy: {mode: fats}\n" });
  const before = project.rows();
  expect(await project.show("apply", "-f", "more.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f more.yaml
    error BLUEPRINT_WRONG_TYPE  /project/more.yaml:5:9
      "answer" is 1.5, expected an integer
      asimov vocabulary show 'answer' tells more.
    error BLUEPRINT_WRONG_VALUE  /project/more.yaml:6:13
      "toy.mode" is "fats", expected one of slow, fast. Did you mean "fast"?
      asimov vocabulary show 'toy.mode' tells more.
    exit code 1"
  `);
  expect(project.rows()).toEqual(before);
});

test.concurrent("a plugin's broken vocabulary breaks only itself, and is told", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy: describedToy("{"), other: toyPlugin("other") }, blueprint: blueprint({}) });
  project.write({ "more.yaml": "kind: analysis\nname: one\nevent: EV1\npipeline: toy\nlikelihood: {sample rate: 4096}\n" });
  expect(await project.show("apply", "-f", "more.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f more.yaml
    added  analysis EV1/one  (more.yaml)
    warning VOCABULARY_FILE  /plugins/toy/vocabulary.json
      not readable as JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)
      Report it to the author of the package; what else it says counts.
    exit code 0"
  `);
  expect(await project.show("plugins")).toMatchInlineSnapshot(`
    "$ asimov plugins
    pipelines   other  asimov-other 1.2.3  /plugins/other
    pipelines   toy    asimov-toy 1.2.3    /plugins/toy
    vocabulary  toy    asimov-toy 1.2.3    /plugins/toy
    error VOCABULARY_FILE  /plugins/toy/vocabulary.json
      not readable as JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)
      Report it to the author of the package; what else it says counts.
    exit code 0"
  `);
});

test.concurrent("the schema is printed, or written to a file", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy } });
  const { stdout } = await project.run("schema");
  const schema = JSON.parse(stdout) as { $defs: { settings: { properties: Record<string, unknown> } } };
  expect(schema.$defs.settings.properties["answer"]).toEqual({ description: "The answer.", default: 42, type: ["integer", "null"] });
  expect(await project.show("schema", "-o", "blueprint.schema.json")).toMatchInlineSnapshot(`
    "$ asimov schema -o blueprint.schema.json
    exit code 0"
  `);
  expect(project.read("blueprint.schema.json")).toBe(stdout);
});
