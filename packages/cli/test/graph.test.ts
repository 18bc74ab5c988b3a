import { blueprint, test } from "./support/index.ts";

const analyses = blueprint({
  psd: "",
  held: "status: wait",
  pe: "needs: [psd, held, {name: glitch, optional: true}]",
  pp: "needs: [pe, {name: held, optional: true}]",
});

test.concurrent("what needs what, by level, with what is missing", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: analyses });
  await project.run("monitor", "--chain", "--watch");
  expect(await project.show("graph")).toMatchInlineSnapshot(`
    "$ asimov graph
    EV1
      psd     toy  uploaded
      held    toy  wait
        pe    toy  ready     <- psd, held (unmet), glitch (missing, optional)
          pp  toy  ready     <- pe (unmet), held (unmet, optional)
    exit code 0"
  `);
  expect(await project.show("graph", "EV1", "--dot")).toMatchInlineSnapshot(`
    "$ asimov graph EV1 --dot
    digraph needs {
      rankdir=LR;
      node [shape=box];
      subgraph "cluster_0" {
        label="EV1";
        "EV1/psd" [label="psd\\ntoy, uploaded"];
        "EV1/held" [label="held\\ntoy, wait"];
        "EV1/pe" [label="pe\\ntoy, ready"];
        "EV1/pp" [label="pp\\ntoy, ready"];
        "missing/EV1/pe/glitch" [label="glitch (missing)", style=dotted];
        "EV1/psd" -> "EV1/pe";
        "EV1/held" -> "EV1/pe" [label="unmet", style=dashed];
        "missing/EV1/pe/glitch" -> "EV1/pe" [label="missing, optional", style=dotted];
        "EV1/pe" -> "EV1/pp" [label="unmet", style=dashed];
        "EV1/held" -> "EV1/pp" [label="unmet, optional", style=dotted];
      }
    }
    exit code 0"
  `);
  expect(await project.show("graph", "EV1", "--mermaid")).toMatchInlineSnapshot(`
    "$ asimov graph EV1 --mermaid
    flowchart LR
      subgraph s1["EV1"]
        n1["psd<br/>toy, uploaded"]
        n2["held<br/>toy, wait"]
        n3["pe<br/>toy, ready"]
        n4["pp<br/>toy, ready"]
        n5(["glitch (missing)"])
        n1 --> n3
        n2 -.->|unmet| n3
        n5 -.->|missing, optional| n3
        n3 -.->|unmet| n4
        n2 -.->|unmet, optional| n4
      end
    exit code 0"
  `);
});

test.concurrent("the graph as JSON", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ psd: "", pe: "needs: [psd, {name: other, optional: true}]" }) });
  expect(await project.json("graph", "EV1")).toMatchInlineSnapshot(`
    [
      {
        "circles": [],
        "edges": [
          {
            "combines": false,
            "from": "EV1/psd",
            "need": {
              "conditions": [
                {
                  "negated": false,
                  "path": "name",
                  "value": "psd",
                },
              ],
              "optional": false,
              "until": "products",
            },
            "reason": "waits for "psd", which is ready but has not run",
            "state": "unmet",
            "to": "EV1/pe",
          },
          {
            "combines": false,
            "from": null,
            "need": {
              "conditions": [
                {
                  "negated": false,
                  "path": "name",
                  "value": "other",
                },
              ],
              "optional": true,
              "until": "products",
            },
            "reason": "nothing matches",
            "state": "absent",
            "to": "EV1/pe",
          },
        ],
        "nodes": [
          {
            "address": "EV1/psd",
            "level": 0,
            "name": "psd",
            "pipeline": "toy",
            "reason": "applied",
            "status": "ready",
          },
          {
            "address": "EV1/pe",
            "level": 1,
            "name": "pe",
            "pipeline": "toy",
            "reason": "applied",
            "status": "ready",
          },
        ],
        "subject": "EV1",
      },
    ]
  `);
});

test.concurrent("no analyses, no such event, two formats", async ({ expect, openProject }) => {
  const project = openProject();
  await project.run("init", "nothing yet");
  const shown = [await project.show("graph"), await project.show("graph", "EV1"), await project.show("graph", "--dot", "--json")];
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "$ asimov graph
    no analyses yet; asimov apply -f BLUEPRINT.yaml adds some
    exit code 0
    $ asimov graph EV1
    error EVENT_UNKNOWN
      there is no event "EV1".
      asimov report status lists all.
    exit code 1
    $ asimov graph --dot --json
    error: option '--dot' cannot be used with option '--json'
    (asimov COMMAND --help tells more)
    exit code 2"
  `);
});
