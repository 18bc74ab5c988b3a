import type { Place } from "../../../system/index.ts";
import type { Line } from "../lines.ts";
import type { Problems } from "../problems.ts";
import type { Definition } from "../submit/definition.ts";
import { placeOf, type Word } from "./words.ts";

/** A node while its DAG file is being read: what the statements have said of it so far. */
export interface NodeDraft {
  readonly name: string;
  readonly at: Place;
  /** The submit file as the JOB statement names it, and its place there. */
  readonly submit: string;
  readonly submitAt: Place;
  /** The DIR of the JOB statement. */
  readonly directory: string | undefined;
  readonly noop: boolean;
  done: boolean;
  retries: number;
  priority: number | undefined;
  /** Macros of VARS that lose against the submit file (PREPEND), and those that win; a macro set again keeps its earlier value as `previous`. */
  prepended?: Map<string, Definition> | undefined;
  readonly variables: Map<string, Definition>;
}

/** One PARENT statement: every child waits for every parent. */
interface Dependency {
  readonly parents: readonly Word[];
  readonly children: readonly Word[];
  readonly line: Line;
}

/** A DAG file while it is being read; statements may name nodes that are declared further down. */
export class DagDraft {
  readonly nodes: Map<string, NodeDraft> = new Map();
  readonly dependencies: Dependency[] = [];
  /** Names that ENV GET lets jobs inherit, and variables that ENV SET gives them. */
  readonly inherit: Set<string> = new Set();
  readonly environment: Map<string, string> = new Map();
  readonly problems: Problems;
  readonly #references: { readonly word: Word; readonly use: (node: NodeDraft) => void }[] = [];
  readonly #refusedNodes = new Set<string>();

  constructor(problems: Problems) {
    this.problems = problems;
  }

  /** Calls `use`, once the whole file is read, with the node that `word` names, or with every node for `ALL_NODES`. */
  refer(word: Word, use: (node: NodeDraft) => void): void {
    this.#references.push({ word, use });
  }

  /** Notes a node of a kind that is not supported, so that mentions of it are not reported as well. */
  refuseNode(name: string): void {
    this.#refusedNodes.add(name);
  }

  /** Reports that `word` is wrong; `form` shows the statement as it should be. */
  syntax(word: Word, message: string, form: string): void {
    this.problems.add("WORKFLOW_SYNTAX", { message, at: placeOf(word), remedy: `Write: ${form}` });
  }

  /** The node that `word` names; undefined, with a problem, when there is none. */
  find(word: Word): NodeDraft | undefined {
    const node = this.nodes.get(word.text);
    if (node !== undefined || this.#refusedNodes.has(word.text)) return node;
    const message = `there is no node "${word.text}".${this.problems.suggestion(word.text, this.nodes)}`;
    this.problems.add("WORKFLOW_UNKNOWN_NODE", { message, at: placeOf(word), remedy: `Declare it: JOB ${word.text} SUBMIT-FILE` });
    return undefined;
  }

  /** Applies what {@link refer} has noted, in the order of the file. */
  resolve(): void {
    for (const { word, use } of this.#references) {
      const named = word.text.toUpperCase() === "ALL_NODES" ? this.nodes.values() : [this.find(word)];
      for (const node of named) if (node !== undefined) use(node);
    }
  }
}
