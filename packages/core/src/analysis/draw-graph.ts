import type { Analysis } from "./analysis.ts";
import type { GraphEdge, NeedsGraph } from "./graph.ts";
import { formatNeed } from "./needs.ts";

/** Graphs of needs in the language of Graphviz, an arrow from what is needed to what needs it. */
export function graphToDot(graphs: readonly NeedsGraph[]): string {
  const lines = graphs.flatMap(({ subject, nodes, edges }, index) => [
    `  subgraph "cluster_${index}" {`,
    `    label=${quoted(subject ?? "project")};`,
    ...nodes.map(({ analysis }) => `    ${quoted(analysis.address)} [label=${quoted(labelOf(analysis).join("\n"))}];`),
    ...edges.filter(({ needed }) => !needed).map((edge) => `    ${quoted(missingKey(edge))} [label=${quoted(missingLabel(edge))}, style=dotted];`),
    ...new Set(edges.map((edge) => `    ${quoted(keyOf(edge))} -> ${quoted(edge.analysis.address)}${dotStyle(edge)};`)),
    "  }",
  ]);
  return `digraph needs {\n  rankdir=LR;\n  node [shape=box];\n${lines.map((line) => `${line}\n`).join("")}}\n`;
}

/** Graphs of needs in the language of Mermaid, an arrow from what is needed to what needs it. */
export function graphToMermaid(graphs: readonly NeedsGraph[]): string {
  const ids = new Map<string, string>();
  const id = (key: string): string => {
    const known = ids.get(key) ?? `n${ids.size + 1}`;
    ids.set(key, known);
    return known;
  };
  const lines = graphs.flatMap(({ subject, nodes, edges }, index) => [
    `  subgraph s${index + 1}["${escaped(subject ?? "project")}"]`,
    ...nodes.map(({ analysis }) => `    ${id(analysis.address)}["${labelOf(analysis).map(escaped).join("<br/>")}"]`),
    ...edges.filter(({ needed }) => !needed).map((edge) => `    ${id(missingKey(edge))}(["${escaped(missingLabel(edge))}"])`),
    ...new Set(edges.map((edge) => `    ${id(keyOf(edge))} ${mermaidArrow(edge)} ${id(edge.analysis.address)}`)),
    "  end",
  ]);
  return `flowchart LR\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** What a person must know of an edge, in a few words; empty for a need that is met and not optional, and that is not combined. */
export function edgeMarks({ need, state, combines }: GraphEdge): readonly string[] {
  const stateMarks = state === "met" ? [] : [state === "absent" ? "missing" : state];
  return [...(combines ? ["combined"] : []), ...stateMarks, ...(need.optional ? ["optional"] : [])];
}

function labelOf({ name, pipeline, status }: Analysis): readonly string[] {
  return [name, `${pipeline}, ${status}`];
}

function keyOf(edge: GraphEdge): string {
  return edge.needed?.address ?? missingKey(edge);
}

// One node for each, so that two analyses that miss the same thing are not drawn as if it were there. Names hold no slash.
function missingKey({ analysis, need }: GraphEdge): string {
  return `missing/${analysis.address}/${formatNeed(need)}`;
}

function missingLabel({ need }: GraphEdge): string {
  return `${formatNeed(need)} (missing)`;
}

function dotStyle(edge: GraphEdge): string {
  const marks = edgeMarks(edge);
  if (marks.length === 0) return "";
  return ` [label=${quoted(marks.join(", "))}, style=${edge.need.optional ? "dotted" : edge.state === "met" ? "solid" : "dashed"}]`;
}

function mermaidArrow(edge: GraphEdge): string {
  const marks = edgeMarks(edge);
  if (marks.length === 0) return "-->";
  return `${edge.need.optional || edge.state !== "met" ? "-.->" : "-->"}|${marks.join(", ")}|`;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

function escaped(text: string): string {
  return text.replaceAll(/[#"<>&;`]/g, (character) => `#${character.charCodeAt(0)};`);
}
