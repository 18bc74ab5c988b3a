import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { blueprint, describedToy, test, toyPlugin, toySource, type Tree } from "./support/index.ts";

const vocabulary = {
  vocabulary: 1,
  settings: {
    answer: { type: "number", meaning: "The answer.", option: "answer" },
    "data.channels": { option: "channels" },
    interferometers: { option: "detectors" },
    "likelihood.roll off time": { option: "roll-off" },
    "waveform.approximant": { option: "approximant" },
  },
};

const template = `detectors = {{list settings.interferometers}}
channels = {{perDetector settings.data.channels}}
{{option "roll-off" (first settings.likelihood.[roll off time] 0.4)}}
{{option "approximant" settings.waveform.approximant}}
outdir = {{analysis.runDirectory}}
{{option "answer" settings.answer}}
`;

function toyWithVocabulary(): Tree {
  const toy = toyPlugin();
  const manifest = JSON.parse(toy["package.json"]!) as { exports: object; asimov: object };
  return {
    ...toy,
    "package.json": JSON.stringify({
      ...manifest,
      exports: { ...manifest.exports, "./vocabulary.json": "./vocabulary.json" },
      asimov: { ...manifest.asimov, vocabulary: { toy: "./vocabulary.json" } },
    }),
    "vocabulary.json": JSON.stringify(vocabulary),
    "templates/toy.ini.hbs": template,
  };
}

const config = `# by hand
detectors = ['H1', 'L1']
channels = {H1: STRAIN,
  L1: STRAIN}
roll-off = 0.40
answer = 42.0
approximant = 3D
outdir = here
colour = blue
unset = None
`;

test.concurrent("a blueprint is drafted, compared with its file, and makes the same config file", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({}), plugins: { toy: toyWithVocabulary() } });
  project.write({ "run one.ini": config });
  const before = project.rows();
  expect(await project.show("blueprint", "from-config", "run one.ini", "--pipeline", "Toy", "--event", "EV2", "-o", "draft.yaml"))
    .toMatchInlineSnapshot(`
    "$ asimov blueprint from-config run one.ini --pipeline Toy --event EV2 -o draft.yaml
    2 options are not drafted; rendered and compared with the file
    exit code 0"
  `);
  expect(project.rows()).toEqual(before);
  expect(project.read("draft.yaml").replaceAll(project.directory, "/project")).toMatchInlineSnapshot(`
    "# Drafted from run one.ini, a config file of toy.
    kind: event
    name: EV2
    interferometers:
      - H1
      - L1
    data:
      channels:
        H1: STRAIN
        L1: STRAIN
    ---
    kind: analysis
    name: run one
    pipeline: toy
    event: EV2
    waveform:
      approximant: 3D
    answer: 42

    # Options of run one.ini that are not drafted:
    #   outdir = here
    #     asimov writes: /project/working/EV2/run-one
    #   colour = blue
    "
  `);
  expect((await project.run("apply", "-f", "draft.yaml")).code).toBe(0);
  expect(await project.show("show", "EV2/run one", "--config", "--plain")).toMatchInlineSnapshot(`
    "$ asimov show EV2/run one --config --plain
    detectors = [H1, L1]
    channels = {H1: STRAIN, L1: STRAIN}
    roll-off = 0.4
    approximant = 3D
    outdir = /project/working/EV2/run-one
    answer = 42
    exit code 0"
  `);
});

test.concurrent("only the analysis, printed, and for programs", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({}), plugins: { toy: toyWithVocabulary() } });
  project.write({ "one.ini": config });
  const options = ["-p", "toy", "--event", "EV1", "--name", "new", "--analysis-only"];
  expect(await project.show("blueprint", "from-config", "one.ini", ...options)).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config one.ini -p toy --event EV1 --name new --analysis-only
    # Drafted from one.ini, a config file of toy.
    kind: analysis
    name: new
    pipeline: toy
    event: EV1
    interferometers:
      - H1
      - L1
    data:
      channels:
        H1: STRAIN
        L1: STRAIN
    waveform:
      approximant: 3D
    answer: 42

    # Options of one.ini that are not drafted:
    #   outdir = here
    #     asimov writes: /project/working/EV1/new
    #   colour = blue
    2 options are not drafted; rendered and compared with the file
    exit code 0"
  `);
  expect(await project.json("blueprint", "from-config", "one.ini", ...options)).toMatchObject({
    settings: { answer: 42, interferometers: ["H1", "L1"] },
    left: [
      { option: "outdir", value: "here" },
      { option: "colour", value: "blue" },
    ],
  });
});

test.concurrent("a draft of which no config file can be made says so", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy: toyWithVocabulary() } });
  project.write({ "one.ini": "answer = many\napproximant = A\n" });
  expect(await project.show("blueprint", "from-config", "one.ini", "--pipeline", "toy")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config one.ini --pipeline toy
    # Drafted from one.ini, a config file of toy.
    kind: event
    name: one
    ---
    kind: analysis
    name: one
    pipeline: toy
    event: one
    waveform:
      approximant: A

    # The draft could not be compared with one.ini:
    #   TEMPLATE_MISSING_VALUE: the setting "interferometers" has no value, and {{list settings.interferometers}} needs one
    #   Set it in the blueprint of the analysis, of its event, or of the project.

    # Options of one.ini that are not drafted:
    #   answer = many
    warning TEMPLATE_MISSING_VALUE  /plugins/toy/templates/toy.ini.hbs:1
      the setting "interferometers" has no value, and {{list settings.interferometers}} needs one
      Set it in the blueprint of the analysis, of its event, or of the project.
    1 option is not drafted; not compared with the file: TEMPLATE_MISSING_VALUE
    exit code 0"
  `);
});

const jsonToy: Tree = {
  ...describedToy({
    answer: { type: "number", meaning: "The answer.", option: "answer" },
    "data.channels": { option: "channels" },
    interferometers: { option: "detectors" },
    "sampler.seed": { type: "integer", meaning: "Where it starts.", option: "sampler.seed" },
  }),
  "index.js": toySource.replace("toy.ini.hbs", "toy.json.hbs"),
  "templates/toy.json.hbs": `{
  "detectors": {{json settings.interferometers}},
  "channels": {{json settings.data.channels}},
  "sampler": { "seed": {{json (first settings.sampler.seed 1)}}, "kind": "walk" },
  "answer": {{json settings.answer}}
}
`,
};

test.concurrent("a config file is read in the format of its pipeline's template", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: blueprint({ one: "interferometers: [H1, L1]\ndata: {channels: {H1: A, L1: B}}\nsampler: {seed: 7}" }),
    plugins: { toy: jsonToy },
  });
  await project.run("manage", "build");
  const file = "checkouts/EV1/analyses/one.json";
  expect(await project.show("blueprint", "from-config", file, "--pipeline", "toy")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config checkouts/EV1/analyses/one.json --pipeline toy
    # Drafted from one.json, a config file of toy.
    kind: event
    name: one
    interferometers:
      - H1
      - L1
    data:
      channels:
        H1: A
        L1: B
    ---
    kind: analysis
    name: one
    pipeline: toy
    event: one
    sampler:
      seed: 7
    answer: 42
    every option is drafted; rendered and compared with the file
    exit code 0"
  `);
  const text = project.read(file);
  project.write({ [file]: text.replace(": 7", ": 8").replace('"B"', '"C"') });
  expect(await project.show("review", "audit", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov review audit EV1/one
    EV1/one, attempt 1:
      edited by hand since it was committed: committed -> checkouts/EV1/analyses/one.json
        channels.L1   B -> C  (data.channels.H1, data.channels.L1)
        sampler.seed  7 -> 8  (sampler.seed)
    exit code 1"
  `);
  project.write({ "broken.json": text.replace("}", ""), "list.json": "[1]", "wrong.ini": "answer = 42\n" });
  for (const broken of ["broken.json", "list.json", "wrong.ini"])
    expect(await project.show("blueprint", "from-config", broken, "--pipeline", "toy")).toContain(
      `error CONFIG_NOT_READABLE  /project/${broken}\n  it is no `,
    );
});

test.concurrent("what is no config file at all is refused, and does not reach the terminal", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy: toyWithVocabulary() } });
  project.write({ "one.ini": '{\n  "answer": 42\n}\n', "two.ini": "answer = 42\n\u001b[31m = \u0000\n" });
  writeFileSync(join(project.directory, "three.ini"), Buffer.from("answer = 42\n# caf\xe9\n", "latin1"));
  expect(await project.show("blueprint", "from-config", "one.ini", "--pipeline", "toy")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config one.ini --pipeline toy
    error CONFIG_NOT_READABLE  /project/one.ini
      no line of it is an option, such as "name = value"
      Name a config file of this pipeline, or another pipeline with --pipeline.
    exit code 1"
  `);
  expect(await project.show("blueprint", "from-config", "two.ini", "--pipeline", "toy")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config two.ini --pipeline toy
    error CONFIG_NOT_READABLE  /project/two.ini
      it is not text in UTF-8 (line 2)
      Name a config file. Text in another encoding: iconv -f latin1 -t utf-8 FILE > NEW
    exit code 1"
  `);
  expect(await project.show("blueprint", "from-config", "three.ini", "--pipeline", "toy")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config three.ini --pipeline toy
    error CONFIG_NOT_READABLE  /project/three.ini
      it is not text in UTF-8 (line 2)
      Name a config file. Text in another encoding: iconv -f latin1 -t utf-8 FILE > NEW
    exit code 1"
  `);
});

test.concurrent("a directory is refused like any other file that can't be read", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy: toyWithVocabulary() } });
  expect(await project.show("blueprint", "from-config", ".", "--pipeline", "toy")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config . --pipeline toy
    error CONFIG_NOT_READABLE  /project
      this is a directory
      Give the path of the file that a pipeline's program reads, such as one below checkouts/.
    exit code 1"
  `);
});

test.concurrent("an option with two values is not drafted from", async ({ expect, openProject }) => {
  const project = openProject({ plugins: { toy: toyWithVocabulary() } });
  project.write({
    "twice.ini": "interferometers = [H1]\nanswer = 1\napproximant = A\nanswer = 2\napproximant = A\n[more]\nx = {\n  1}\nx = 2\nx = 1\n",
  });
  expect(await project.show("blueprint", "from-config", "twice.ini", "--pipeline", "toy")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config twice.ini --pipeline toy
    error CONFIG_OPTION_REPEATED  /project/twice.ini:4
      it has the option "answer" 2 times:
      line 2: answer = 1
      line 4: answer = 2
      Keep the one that counts: a draft has one value for it.
    error CONFIG_OPTION_REPEATED  /project/twice.ini:10
      it has the option "more.x" 3 times:
      line 7: more.x = { 1}
      line 9: more.x = 2
      line 10: more.x = 1
      Keep the one that counts: a draft has one value for it.
    exit code 1"
  `);
});

test.concurrent("what can't be drafted from is refused", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({}) });
  project.write({ "one.ini": config, "there.yaml": "mine" });
  expect(await project.show("blueprint", "from-config", "one.ini", "--pipeline", "toi")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config one.ini --pipeline toi
    error PIPELINE_NOT_INSTALLED
      pipeline "toi" is not installed. Did you mean "toy"?
      Installed: toy. To add one: npm install @asimov-gw/pipeline-NAME
    exit code 1"
  `);
  expect(await project.show("blueprint", "from-config", "two.ini", "--pipeline", "toy")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config two.ini --pipeline toy
    error CONFIG_NOT_READABLE  /project/two.ini
      there is no such config file
      Give the path of the file that a pipeline's program reads, such as one below checkouts/.
    exit code 1"
  `);
  expect(await project.show("blueprint", "from-config", "one.ini", "--pipeline", "toy", "-o", "there.yaml")).toMatchInlineSnapshot(`
    "$ asimov blueprint from-config one.ini --pipeline toy -o there.yaml
    error OUTPUT_EXISTS  /project/there.yaml
      the file is there already, and nothing is overwritten
      Name another file after -o, or remove this one.
    exit code 1"
  `);
  expect(project.read("there.yaml")).toBe("mine");
});
