import { styleText } from "node:util";

import {
  candidatesIn,
  edgeMarks,
  findTarget,
  formatNeed,
  graphToDot,
  graphToMermaid,
  needsGraphs,
  type GraphEdge,
  type NeedsGraph,
} from "@asimov-gw/core/analysis";
import { openLedger } from "@asimov-gw/core/project";

import { printText } from "../print.ts";
import { formatTable, paint } from "../table.ts";

/** Options of `asimov graph`. */
export interface GraphOptions {
  readonly json?: boolean;
  readonly dot?: boolean;
  readonly mermaid?: boolean;
}

/** `asimov graph`: what needs what, and what is still missing. */
export function graph(directory: string, command: string, subject: string | undefined, options: GraphOptions): void {
  const ledger = openLedger(directory, { command });
  try {
    const target = subject === undefined ? undefined : findTarget(ledger, subject).subject.name;
    printText(format(needsGraphs(candidatesIn(ledger, target)), options));
  } finally {
    ledger.close();
  }
}

function format(graphs: readonly NeedsGraph[], { json, dot, mermaid }: GraphOptions): string {
  if (json) return `${JSON.stringify(graphs.map(toJson), null, 2)}\n`;
  if (dot) return graphToDot(graphs);
  if (mermaid) return graphToMermaid(graphs);
  if (graphs.length === 0) return "no analyses yet; asimov apply -f BLUEPRINT.yaml adds some\n";
  return graphs.map((one) => `${styleText("bold", one.subject)}\n${levels(one).join("\n")}\n`).join("");
}

// Indented by level: what an analysis needs stands above it and further left.
function levels({ nodes, edges, circles }: NeedsGraph): readonly string[] {
  const needs = Map.groupBy(edges, ({ analysis }) => analysis.id);
  const rows = nodes.map(({ analysis: { id, name, pipeline, status }, level }) => {
    const words = (needs.get(id) ?? []).map(inWords).join(", ");
    return ["  ".repeat(level + 1) + name, pipeline, paint(status), words === "" ? "" : `<- ${words}`];
  });
  const lines = circles.map((circle) => `  these wait for each other: ${circle.join(" -> ")}`);
  return [...formatTable(rows, process.stdout.columns ?? 1000), ...lines];
}

function inWords(edge: GraphEdge): string {
  const marks = edgeMarks(edge);
  const name = edge.needed?.name ?? formatNeed(edge.need);
  return marks.length === 0 ? name : `${name} (${marks.join(", ")})`;
}

function toJson({ subject, nodes, edges, circles }: NeedsGraph): object {
  return {
    subject,
    nodes: nodes.map(({ analysis: { address, name, pipeline, status, reason }, level }) => ({ address, name, pipeline, status, reason, level })),
    edges: edges.map(({ analysis, need, needed, state, reason }) => ({ from: needed?.address ?? null, to: analysis.address, need, state, reason })),
    circles,
  };
}
