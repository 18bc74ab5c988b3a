import type { AbortRule, WorkflowScript } from "../../types.ts";
import type { Place } from "../../../system/index.ts";
import type { Line } from "../lines.ts";
import type { Definition } from "../submit/definition.ts";
import type { DagReading } from "./reading.ts";
import { placeOf, type Word } from "./words.ts";

/** A node while its DAG file is being read: what the statements have said of it so far. */
export interface NodeDraft {
  readonly kind: "node" | "final";
  /** With the names of the splices around it: `SPLICE+NODE`. */
  readonly name: string;
  readonly at: Place;
  work: DraftWork;
  /** Absolute path of the directory in which it is submitted and its scripts run. */
  readonly directory: string;
  readonly noop: boolean;
  done: boolean;
  retries: number;
  unlessExit?: number | undefined;
  priority: number | undefined;
  pre?: WorkflowScript | undefined;
  post?: WorkflowScript | undefined;
  hold?: WorkflowScript | undefined;
  preSkip?: number | undefined;
  abort?: AbortRule | undefined;
  category?: string | undefined;
  /** Macros of VARS; one that is set again keeps its earlier value as `previous`. */
  readonly variables: { [mode in VarsMode]?: Map<string, Definition> };
}

/** Whether macros of VARS win against the submit file (`append`), lose against it (`prepend`), or do what CONFIG says. */
export type VarsMode = "append" | "plain" | "prepend";

/** What a node does, as its statement names it. */
type DraftWork =
  /** The submit file, or the lines of an inline description. */
  | { readonly kind: "job"; readonly submit: string | readonly Line[]; readonly at: Place }
  /** Absolute path of another DAG file. */
  | { readonly kind: "workflow"; readonly file: string };

/** The nodes of another DAG file in the place of one name. */
interface SpliceDraft {
  readonly kind: "splice";
  readonly at: Place;
  readonly dag: DagDraft;
}

/** One PARENT statement: every child waits for every parent. */
interface Dependency {
  readonly parents: readonly Word[];
  readonly children: readonly Word[];
  readonly line: Line;
}

/** Where a DAG file stands: what of the workflow is around its nodes. */
interface Surroundings {
  /** Absolute path of the directory that its relative paths refer to. */
  readonly directory: string;
  /** What its names begin with: `SPLICE+` within a splice, else nothing. */
  readonly prefix: string;
}

/** A DAG file, with those that it includes, while it is being read; statements may name nodes that are declared further down. */
export class DagDraft {
  /** Nodes, splices and the final node, by their names in this file. */
  readonly entries: Map<string, NodeDraft | SpliceDraft> = new Map();
  readonly dependencies: Dependency[] = [];
  /** Submit descriptions that JOB statements name as if they were files. */
  readonly descriptions: Map<string, readonly Line[]> = new Map();
  /** Absolute paths of the files that INCLUDE names. */
  readonly included: Set<string> = new Set();
  /** Throttles of MAXJOBS by category. */
  readonly categories: Map<string, number> = new Map();
  readonly directory: string;
  readonly prefix: string;
  readonly reading: DagReading;
  readonly #references: { readonly word: Word; readonly use: (node: NodeDraft) => void }[] = [];
  readonly #refusedNodes = new Set<string>();

  constructor(reading: DagReading, { directory, prefix }: Surroundings) {
    this.reading = reading;
    this.directory = directory;
    this.prefix = prefix;
  }

  /** Declares `entry` as `name`; whether it could, because there is none yet and room for one more. */
  declare(name: Word, entry: NodeDraft | SpliceDraft): boolean {
    const first = this.entries.get(name.text);
    if (first !== undefined) {
      const { file, line } = first.at;
      const message = `"${name.text}" is declared twice, first in line ${line}${file === name.line.file ? "" : ` of ${file}`}`;
      this.reading.problems.add("WORKFLOW_DUPLICATE_NODE", { message, at: placeOf(name), remedy: "Give each node a name of its own." });
      return false;
    }
    const fits = this.reading.makeRoom(1, placeOf(name));
    if (fits) this.entries.set(name.text, entry);
    return fits;
  }

  /**
   * Calls `use` with the node that `word` names, or for `ALL_NODES` with every node of this file but the final one: at once where it can, to
   * remember no more than it must of 100,000 nodes, else when all is read; always in the order of the file.
   */
  refer(word: Word, use: (node: NodeDraft) => void): void {
    const entry = this.#references.length > 0 ? undefined : this.entries.get(word.text);
    if (entry === undefined || entry.kind === "splice") this.#references.push({ word, use });
    else use(entry);
  }

  /** Notes a node of a kind that is not supported, so that mentions of it are not reported as well. */
  refuseNode(name: string): void {
    this.#refusedNodes.add(name);
  }

  /** Reports that `word` is wrong; `form` shows the statement as it should be. */
  syntax(word: Word, message: string, form: string): void {
    this.reading.problems.add("WORKFLOW_SYNTAX", { message, at: placeOf(word), remedy: `Write: ${form}` });
  }

  /** The node or splice that `word` names; undefined, with a problem, when there is none. */
  find(word: Word): NodeDraft | SpliceDraft | undefined {
    const entry = this.entries.get(word.text);
    if (entry !== undefined || this.#refusedNodes.has(word.text)) return entry;
    const message = `there is no node "${word.text}".${this.reading.problems.suggestion(word.text, this.entries)}`;
    this.reading.problems.add("WORKFLOW_UNKNOWN_NODE", { message, at: placeOf(word), remedy: `Declare it: JOB ${word.text} SUBMIT-FILE` });
    return undefined;
  }

  /** Applies what {@link refer} has left, and finds submit descriptions by name; then the splices do. */
  resolve(): void {
    const own = [...this.entries.values()].flatMap((entry) => (entry.kind === "splice" ? [] : entry));
    const all = own.filter((node) => node.kind === "node");
    for (const { word, use } of this.#references) {
      const named = word.text.toUpperCase() === "ALL_NODES" ? all : [this.#findNode(word)];
      for (const node of named) if (node !== undefined) use(node);
    }
    for (const node of own) {
      const { work } = node;
      if (work.kind !== "job" || typeof work.submit !== "string") continue;
      node.work = { ...work, submit: this.descriptions.get(work.submit) ?? work.submit };
    }
    for (const entry of this.entries.values()) if (entry.kind === "splice") entry.dag.resolve();
  }

  #findNode(word: Word): NodeDraft | undefined {
    const entry = this.find(word);
    if (entry?.kind !== "splice") return entry;
    const message = `"${word.text}" is a splice, of which only PARENT statements may speak`;
    this.reading.problems.add("WORKFLOW_UNKNOWN_NODE", { message, at: placeOf(word), remedy: "Write it of the nodes in the splice's file." });
    return undefined;
  }
}
