import { styleText } from "node:util";

import {
  candidatesFor,
  candidatesIn,
  edgeMarks,
  findTarget,
  formatNeed,
  graphToDot,
  graphToMermaid,
  needsGraphs,
  partOfGraphs,
  type GraphEdge,
  type NeedsGraph,
} from "@asimov-gw/core/analysis";
import type { Ledger } from "@asimov-gw/core/ledger";
import { openLedger } from "@asimov-gw/core/project";

import { printText } from "../print.ts";
import { scopeOf } from "../selection.ts";
import { formatTable, paint } from "../table.ts";

/** Options of `asimov graph`. */
export interface GraphOptions {
  readonly json?: boolean;
  readonly dot?: boolean;
  readonly mermaid?: boolean;
  readonly where?: readonly string[];
}

/** `asimov graph`: what needs what, and what is still missing. */
export async function graph(directory: string, command: string, subject: string | undefined, options: GraphOptions): Promise<void> {
  const ledger = openLedger(directory, { command });
  try {
    const graphs = graphsOf(ledger, subject);
    const { only } = await scopeOf(ledger, subject, options.where);
    printText(format(only ? partOfGraphs(graphs, only) : graphs, options));
  } finally {
    ledger.close();
  }
}

function graphsOf(ledger: Ledger, target: string | undefined): readonly NeedsGraph[] {
  const { subject, analysis } = target === undefined ? {} : findTarget(ledger, target);
  if (analysis?.kind !== "project") return needsGraphs(candidatesIn(ledger, subject?.name));
  const whole = needsGraphs(candidatesFor(ledger, analysis)).find((graph) => graph.subject === undefined)!;
  const edges = whole.edges.filter((edge) => edge.analysis.id === analysis.id);
  const shown = new Set([analysis.id, ...edges.flatMap(({ needed }) => needed?.id ?? [])]);
  return [{ ...whole, edges, nodes: whole.nodes.filter((node) => shown.has(node.analysis.id)) }];
}

function format(graphs: readonly NeedsGraph[], { json, dot, mermaid }: GraphOptions): string {
  if (json) return `${JSON.stringify(graphs.map(toJson), null, 2)}\n`;
  if (dot) return graphToDot(graphs);
  if (mermaid) return graphToMermaid(graphs);
  if (graphs.length === 0) return "no analyses yet; asimov apply -f BLUEPRINT.yaml adds some\n";
  return graphs.map((one) => `${styleText("bold", one.subject ?? "project")}\n${levels(one).join("\n")}\n`).join("");
}

// Indented by level: what an analysis needs stands above it and further left.
function levels({ nodes, edges, circles }: NeedsGraph): readonly string[] {
  const needs = Map.groupBy(edges, ({ analysis }) => analysis.id);
  const rows = nodes.map(({ analysis: { id, name, pipeline, status }, level }) => {
    const words = [...new Set((needs.get(id) ?? []).map(inWords))].join(", ");
    return ["  ".repeat(level + 1) + name, pipeline, paint(status), words === "" ? "" : `<- ${words}`];
  });
  const lines = circles.map((circle) => `  these wait for each other: ${circle.join(" -> ")}`);
  return [...formatTable(rows, process.stdout.columns ?? 1000), ...lines];
}

function inWords(edge: GraphEdge): string {
  const marks = edgeMarks(edge);
  const { analysis, needed, need } = edge;
  const name = needed ? (needed.subject === analysis.subject ? needed.name : needed.address) : formatNeed(need);
  return marks.length === 0 ? name : `${name} (${marks.join(", ")})`;
}

function toJson({ subject, nodes, edges, circles }: NeedsGraph): object {
  return {
    subject: subject ?? null,
    nodes: nodes.map(({ analysis: { address, name, pipeline, status, reason }, level }) => ({ address, name, pipeline, status, reason, level })),
    edges: edges.map(({ analysis, need, combines, needed, state, reason }) => ({
      from: needed?.address ?? null,
      to: analysis.address,
      need,
      combines,
      state,
      reason,
    })),
    circles,
  };
}
