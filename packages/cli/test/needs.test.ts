import { blueprint, test } from "./support/index.ts";

test.concurrent("a finished analysis whose needs changed is stale, says so, and is left alone", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ psd: "", pe: "needs: [{name: '!other'}]" }) });
  await project.run("monitor", "--chain", "--watch");
  expect(project.statuses()).toEqual({ psd: "uploaded", pe: "uploaded" });
  project.write({ "more.yaml": "kind: analysis\nname: psd 2\nevent: EV1\npipeline: toy\nstatus: wait\n" });
  await project.run("apply", "-f", "more.yaml");
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      psd    toy  uploaded  0 s  results are in /project/results/EV1/psd
      pe     toy  uploaded  0 s  results are in /project/results/EV1/pe
          stale: EV1/psd 2 is now among what it needs
          asimov analysis restart EV1/pe --refresh
      psd 2  toy  wait  0 s  held by its blueprint
          asimov analysis release 'EV1/psd 2'
    exit code 0"
  `);
  expect((await project.run("show", "EV1/pe")).stdout).toMatchInlineSnapshot(`
    "# EV1/pe (toy, uploaded): settings that attempt 1 was built with, TIME
    # what it needs changed since it was built (asimov analysis restart EV1/pe --refresh takes it as it is now):
    #   EV1/psd 2 is now among what it needs
    event time: 1126259462.4
    answer: 42
    "
  `);
  expect(await project.json("show", "EV1/pe")).toMatchObject({ stale: ["EV1/psd 2 is now among what it needs"] });
  await project.run("monitor", "--chain");
  expect(project.statuses()).toMatchObject({ pe: "uploaded" });
});

test.concurrent("a circle that a status closes blocks, and is printed", async ({ expect, openProject }) => {
  const needs = (name: string): string => `needs: [["name: ${name}", "status: ready"]]`;
  const project = openProject({ blueprint: blueprint({ a: needs("b"), b: needs("a"), c: "" }) });
  expect(await project.show("report", "status")).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      a  toy  ready  0 s  waits for "b", which is ready but has not run; for itself, in a circle: a -> b -> a
      b  toy  ready  0 s  waits for "a", which is ready but has not run; for itself, in a circle: a -> b -> a
      c  toy  ready  0 s  applied
    exit code 0"
  `);
  expect(await project.show("graph")).toMatchInlineSnapshot(`
    "$ asimov graph
    EV1
      c    toy  ready
        a  toy  ready  <- b (unmet)
        b  toy  ready  <- a (unmet)
      these wait for each other: a -> b -> a
    exit code 0"
  `);
});

test.concurrent("the graph of what is selected, with all that it needs", async ({ expect, openProject }) => {
  const needs = { psd: "", other: "", pe: 'needs: ["name: psd"]' };
  const project = openProject({ blueprint: blueprint({ ...needs, pp: "needs: [pe, {status: stuck, optional: true}]" }) });
  expect(await project.show("graph", "--where", "name: pp")).toMatchInlineSnapshot(`
    "$ asimov graph --where name: pp
    EV1
      psd     toy  ready
        pe    toy  ready  <- psd (unmet)
          pp  toy  ready  <- pe (unmet), status: stuck (missing, optional)
    exit code 0"
  `);
  expect(await project.show("graph", "--where", "psd", "--dot")).toMatchInlineSnapshot(`
    "$ asimov graph --where psd --dot
    digraph needs {
      rankdir=LR;
      node [shape=box];
      subgraph "cluster_0" {
        label="EV1";
        "EV1/psd" [label="psd\\ntoy, ready"];
      }
    }
    exit code 0"
  `);
  expect(await project.show("graph", "--where", "pps")).toMatchInlineSnapshot(`
    "$ asimov graph --where pps
    error SELECTION_EMPTY
      none of 4 analyses is meant by "pps". "pps" holds for none. Did you mean "pp"?
      asimov report status lists all.
    exit code 1"
  `);
});
