import fc from "fast-check";
import { expect, test } from "vitest";

import {
  candidatesIn,
  formatNeed,
  graphToDot,
  graphToMermaid,
  listAnalyses,
  needOf,
  needsGraphs,
  waitingReasons,
  type Analysis,
} from "../../src/analysis/index.ts";
import { among } from "../support/candidates.ts";
import { analysis, event, ledgerWith } from "../support/project.ts";

test("levels grow along needs, whatever the graph is", () => {
  const [model] = listAnalyses(ledgerWith(event("GW1") + analysis("pe")));
  const someGraph = fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { maxLength: 8 });
  fc.assert(
    fc.property(someGraph, (all) => {
      const analyses = all.map((needs, index): Analysis => {
        // Only on later ones: no cycle.
        const names = needs.map((need) => `a${index + 1 + need}`);
        const found = names.map(needOf);
        return { ...model!, id: index, name: `a${index}`, address: `GW1/a${index}`, needs: found };
      });
      const [graph] = needsGraphs(among(analyses));
      const level = new Map(graph?.nodes.map((node) => [node.analysis.id, node.level]));
      expect(level.size).toBe(analyses.length);
      for (const { analysis: one, needed, state } of graph?.edges ?? []) {
        if (needed) expect(level.get(one.id)!).toBeGreaterThan(level.get(needed.id)!);
        expect(state).toBe(needed ? "unmet" : "missing");
      }
    }),
  );
});

test("what is needed twice is drawn and waited for once", () => {
  const ledger = ledgerWith(
    event("GW1") + analysis("psd") + analysis("pe", "needs: [psd, {name: psd}, 'pipeline: bilby', {name: psd, until: uploaded}]\n"),
  );
  const candidates = candidatesIn(ledger, "GW1");
  const graphs = needsGraphs(candidates);
  expect(graphs[0]?.edges.map(({ need }) => formatNeed(need))).toEqual(["psd", "pipeline: bilby", "psd"]);
  expect(graphToDot(graphs).match(/->/g)).toHaveLength(1);
  expect(graphToMermaid(graphs).match(/-\.->/g)).toHaveLength(1);
  expect([...waitingReasons(candidates).values()]).toEqual([['"psd", which is ready but has not run']]);
});

test("a cycle, which only a broken ledger has, is drawn after all others", () => {
  const ledger = ledgerWith(event("GW1") + analysis("a") + analysis("b") + analysis("c", "needs: [b]\n"));
  ledger.change((transaction) => transaction.update("analyses", 2, { needs: JSON.stringify([needOf("c")]) }));
  const [graph] = needsGraphs(candidatesIn(ledger));
  expect(graph!.nodes.map((node) => [node.analysis.name, node.level])).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 1],
  ]);
  expect(graph!.circles).toEqual([["b", "c", "b"]]);
});

test("names are escaped in drawings", () => {
  const graphs = needsGraphs(
    candidatesIn(ledgerWith(event('"GW1 #<b>"') + analysis('"a;b"', "needs: [{name: 'x\"y', optional: true}]\n", '"GW1 #<b>"'))),
  );
  expect(graphToDot(graphs)).toMatchInlineSnapshot(`
    "digraph needs {
      rankdir=LR;
      node [shape=box];
      subgraph "cluster_0" {
        label="GW1 #<b>";
        "GW1 #<b>/a;b" [label="a;b\\nbilby, ready"];
        "missing/GW1 #<b>/a;b/x\\"y" [label="x\\"y (missing)", style=dotted];
        "missing/GW1 #<b>/a;b/x\\"y" -> "GW1 #<b>/a;b" [label="missing, optional", style=dotted];
      }
    }
    "
  `);
  expect(graphToMermaid(graphs)).toMatchInlineSnapshot(`
    "flowchart LR
      subgraph s1["GW1 #35;#60;b#62;"]
        n1["a#59;b<br/>bilby, ready"]
        n2(["x#34;y (missing)"])
        n2 -.->|missing, optional| n1
      end
    "
  `);
});
