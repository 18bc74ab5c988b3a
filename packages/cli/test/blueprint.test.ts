import { blueprint, test, toyPlugin, type Tree } from "./support/index.ts";

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

    # Options of one.ini that are not drafted:
    #   answer = many
    1 option is not drafted; not compared with the file: TEMPLATE_MISSING_VALUE
    exit code 0"
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
