import { blueprint, test } from "../support/index.ts";

const known = blueprint({ pe: "" });

const refused: Readonly<Record<string, string>> = {
  "unknown kind": "kind: analisys\nname: x\n",
  "no name": "kind: event\n",
  "no pipeline": "kind: analysis\nname: x\nevent: EV1\n",
  "unknown pipeline": "kind: analysis\nname: x\nevent: EV1\npipeline: toi\n",
  "duplicate name": blueprint({ x: "", z: "" }).replace("name: z", "name: x"),
  "unknown event": "kind: analysis\nname: x\nevent: EV2\npipeline: toy\n",
  "need on an unknown analysis": "kind: analysis\nname: x\nevent: EV1\npipeline: toy\nneeds: [pa]\n",
  "a cycle": "kind: analysis\nname: x\nevent: EV1\npipeline: toy\nneeds: [z]\n---\nkind: analysis\nname: z\nevent: EV1\npipeline: toy\nneeds: [x]\n",
  "YAML syntax": "kind: event\nname: [EV2\n",
  "an empty document": "kind: event\nname: EV9\n---\n---\nkind: event\nname: EV2\n",
  "an empty file": "",
  "a path separator": "kind: event\nname: ../EV2\n",
  "a control character": 'kind: event\nname: "EV2\\a"\n',
  "other content": "kind: analysis\nname: pe\nevent: EV1\npipeline: toy\nanswer: 43\n",
};

test.concurrent("whatever is wrong with a blueprint, all of it is refused with its place and a remedy, and the ledger stays as it was", async ({
  expect,
  openProject,
}) => {
  const project = openProject({ blueprint: known });
  const before = project.rows();
  const shown: string[] = [];
  for (const [what, text] of Object.entries(refused)) {
    project.write({ "new.yaml": text });
    shown.push(`# ${what}`, await project.show("apply", "-f", "new.yaml"));
  }
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "# unknown kind
    $ asimov apply -f new.yaml
    error BLUEPRINT_UNKNOWN_KIND  /project/new.yaml:1:7
      "analisys" is not a kind of blueprint. Did you mean "analysis"?
      Kinds: event, subject, analysis, projectanalysis, configuration, analysisbundle, postprocessing.
    exit code 1
    # no name
    $ asimov apply -f new.yaml
    error BLUEPRINT_MISSING_KEY  /project/new.yaml:1:1
      the document has no "name"
      Add a line such as "name: GW150914".
    exit code 1
    # no pipeline
    $ asimov apply -f new.yaml
    error BLUEPRINT_MISSING_KEY  /project/new.yaml:1:1
      the document has no "pipeline"
      Add a line such as "pipeline: toy".
    exit code 1
    # unknown pipeline
    $ asimov apply -f new.yaml
    error BLUEPRINT_UNKNOWN_PIPELINE  /project/new.yaml:4:11
      analysis "x": pipeline "toi" is not installed. Did you mean "toy"?
      Installed: toy 1.2.3 (asimov plugins). To add one: npm install @asimov-gw/pipeline-NAME
    exit code 1
    # duplicate name
    $ asimov apply -f new.yaml
    error BLUEPRINT_DUPLICATE  /project/new.yaml:12:7
      analysis EV1/x is there twice, first at /project/new.yaml:7:7
      Rename or remove one of them.
    exit code 1
    # unknown event
    $ asimov apply -f new.yaml
    error BLUEPRINT_UNKNOWN_EVENT  /project/new.yaml:3:8
      analysis "x": there is no event "EV2". Did you mean "EV1"?
      Apply its blueprint ("kind: event") first, or above it in the same file.
    exit code 1
    # need on an unknown analysis
    $ asimov apply -f new.yaml
    error NEEDS_UNKNOWN  /project/new.yaml:5:9
      analysis EV1/x needs "pa", which is not an analysis of EV1. Did you mean "pe"?
      Apply that analysis first or in the same file, or mark the need as optional: {name: NAME, optional: true}
    exit code 1
    # a cycle
    $ asimov apply -f new.yaml
    error NEEDS_CYCLE  /project/new.yaml:5:9
      the analyses of EV1 need each other in a circle: x -> z -> x
      Remove one of these from its "needs", or choose conditions that do not mean it.
    exit code 1
    # YAML syntax
    $ asimov apply -f new.yaml
    error BLUEPRINT_SYNTAX  /project/new.yaml:3:1
      Flow sequence in block collection must be sufficiently indented and end with a ]
      Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes.
    exit code 1
    # an empty document
    $ asimov apply -f new.yaml
    error BLUEPRINT_EMPTY  /project/new.yaml:3:4
      document 2 is empty
      Remove one of the "---" lines around it, or write the document.
    exit code 1
    # an empty file
    $ asimov apply -f new.yaml
    error BLUEPRINT_EMPTY  /project/new.yaml:1:1
      the file holds no document
      A blueprint begins with a line such as "kind: analysis".
    exit code 1
    # a path separator
    $ asimov apply -f new.yaml
    error BLUEPRINT_NAME  /project/new.yaml:2:7
      "../EV2" can't be a name: it has a path separator
      Names become directories: use letters, digits, blanks, dots, dashes and underscores.
    exit code 1
    # a control character
    $ asimov apply -f new.yaml
    error BLUEPRINT_NAME  /project/new.yaml:2:7
      "EV2\\u0007" can't be a name: it has a control or invisible character
      Names become directories: use letters, digits, blanks, dots, dashes and underscores.
    exit code 1
    # other content
    $ asimov apply -f new.yaml
    error BLUEPRINT_DIFFERENT  /project/new.yaml:2:7
      analysis EV1/pe is in the ledger already, with other content: answer: (none) -> 43
      To change it, apply with --update; to have both, give it another name.
    exit code 1"
  `);
  expect(project.rows()).toEqual(before);
});

test.concurrent("all problems of all files are told together", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: known });
  project.write({ "a.yaml": "kind: event\n---\nkind: evnt\nname: x\n", "b.yaml": "kind: analysis\nname: z\nevent: EV1\npipeline: pear\n" });
  expect(await project.show("apply", "-f", "a.yaml", "-f", "b.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f a.yaml -f b.yaml
    error BLUEPRINT_MISSING_KEY  /project/a.yaml:1:1
      the document has no "name"
      Add a line such as "name: GW150914".
    error BLUEPRINT_UNKNOWN_KIND  /project/a.yaml:3:7
      "evnt" is not a kind of blueprint. Did you mean "event"?
      Kinds: event, subject, analysis, projectanalysis, configuration, analysisbundle, postprocessing.
    error BLUEPRINT_UNKNOWN_PIPELINE  /project/b.yaml:4:11
      analysis "z": pipeline "pear" is not installed.
      Installed: toy 1.2.3 (asimov plugins). To add one: npm install @asimov-gw/pipeline-NAME
    exit code 1"
  `);
  expect(await project.show("apply", "-f", "c.yaml")).toMatchInlineSnapshot(`
    "$ asimov apply -f c.yaml
    error BLUEPRINT_NOT_READABLE  /project/c.yaml
      there is no such file
      Check the name after -f.
    exit code 1"
  `);
});

test.concurrent("errors are data with --json", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: known });
  project.write({ "a.yaml": "kind: evnt\nname: x\n" });
  expect(await project.show("apply", "-f", "a.yaml", "--json")).toMatchInlineSnapshot(`
    "$ asimov apply -f a.yaml --json
    {
      "errors": [
        {
          "code": "BLUEPRINT_UNKNOWN_KIND",
          "message": "\\"evnt\\" is not a kind of blueprint. Did you mean \\"event\\"?",
          "at": {
            "file": "/project/a.yaml",
            "line": 1,
            "column": 7
          },
          "remedy": "Kinds: event, subject, analysis, projectanalysis, configuration, analysisbundle, postprocessing."
        }
      ]
    }
    exit code 1"
  `);
});
