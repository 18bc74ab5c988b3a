import type { Place } from "../../../system/index.ts";
import type { Line } from "../lines.ts";
import type { DagDraft, NodeDraft } from "./draft.ts";
import { placeOf, type Word } from "./words.ts";

/** The nodes of a DAG file and of all its splices, as one graph. */
export interface FlatDag {
  /** In the order of the files, a splice's nodes in its place. */
  readonly nodes: readonly NodeDraft[];
  readonly final?: NodeDraft | undefined;
  /** One for each PARENT statement, by names of nodes. */
  readonly dependencies: readonly Dependency[];
  /** Throttles by category. */
  readonly categories: ReadonlyMap<string, number>;
}

interface Dependency {
  readonly parents: readonly string[];
  readonly children: readonly string[];
  readonly line: Line;
}

interface Splice extends FlatDag {
  /** Names of the nodes without parents, and of those without children, within the splice. */
  readonly first: readonly string[];
  readonly last: readonly string[];
}

/** Puts the nodes of the splices of `dag` into their places; unknown names in its PARENT statements go to the problems. */
export function flatten(dag: DagDraft): FlatDag {
  const nodes: NodeDraft[] = [];
  const dependencies: Dependency[] = [];
  const categories = new Map<string, number>();
  const splices = new Map<string, Splice>();
  let final: NodeDraft | undefined;
  for (const [name, entry] of dag.entries) {
    if (entry.kind === "final") final = entry;
    else if (entry.kind === "node") nodes.push(entry);
    if (entry.kind !== "splice") continue;
    const splice = asSplice(flatten(entry.dag));
    if (splice.nodes.length === 0) reportEmpty(name, entry.at, dag);
    splices.set(name, splice);
    for (const node of splice.nodes) nodes.push(node);
    for (const dependency of splice.dependencies) dependencies.push(dependency);
    for (const [category, most] of splice.categories) categories.set(category, most);
  }
  // A category of a splice (`SPLICE+NAME`), or one for all (`+NAME`), may be throttled from outside.
  for (const [category, most] of dag.categories) categories.set(category, most);
  const names = (words: readonly Word[], side: "first" | "last"): readonly string[] => {
    const lists = words.map((word) => splices.get(word.text)?.[side] ?? nameOf(word, dag));
    // Most statements name one node, of which the list is kept as it is.
    return lists.length === 1 ? lists[0]! : [...new Set(lists.flat())];
  };
  for (const { parents, children, line } of dag.dependencies) {
    dependencies.push({ parents: names(parents, "last"), children: names(children, "first"), line });
  }
  return { nodes, final, dependencies, categories };
}

// It would cut the dependencies that go through it.
function reportEmpty(name: string, at: Place, { reading: { problems } }: DagDraft): void {
  if (!problems.empty) return;
  const message = `the splice "${name}" has no nodes`;
  problems.add("WORKFLOW_SYNTAX", { message, at, remedy: "Add nodes to the file of the splice, or remove the statement." });
}

function asSplice(flat: FlatDag): Splice {
  const parents = new Set(flat.dependencies.flatMap((dependency) => (dependency.children.length === 0 ? [] : dependency.parents)));
  const children = new Set(flat.dependencies.flatMap((dependency) => (dependency.parents.length === 0 ? [] : dependency.children)));
  const names = flat.nodes.map((node) => node.name);
  return { ...flat, first: names.filter((name) => !children.has(name)), last: names.filter((name) => !parents.has(name)) };
}

function nameOf(word: Word, dag: DagDraft): readonly string[] {
  const entry = dag.find(word);
  if (entry?.kind === "node") return [entry.name];
  if (entry?.kind === "final") {
    const message = `"${word.text}" is the FINAL node, which waits for all others and has no children`;
    dag.reading.problems.add("WORKFLOW_SYNTAX", { message, at: placeOf(word), remedy: "Take it out of the PARENT statements." });
  }
  return [];
}
