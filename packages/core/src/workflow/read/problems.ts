import { AsimovError, didYouMean, throwAll, type Place } from "../../system/index.ts";

/** What can be wrong with a workflow's files. */
export type WorkflowErrorCode =
  | "WORKFLOW_CYCLE"
  | "WORKFLOW_DUPLICATE_NODE"
  | "WORKFLOW_INVALID_VALUE"
  | "WORKFLOW_MACRO_LOOP"
  | "WORKFLOW_NO_EXECUTABLE"
  | "WORKFLOW_NOT_FOUND"
  | "WORKFLOW_REJECTED"
  | "WORKFLOW_SYNTAX"
  | "WORKFLOW_TOO_LARGE"
  | "WORKFLOW_UNDEFINED_MACRO"
  | "WORKFLOW_UNKNOWN_COMMAND"
  | "WORKFLOW_UNKNOWN_NODE"
  | "WORKFLOW_UNREADABLE"
  | "WORKFLOW_UNSUPPORTED";

/** One thing that is wrong, at one place. */
interface Problem {
  readonly message: string;
  readonly at: Place;
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
}

interface Found extends Problem {
  readonly code: WorkflowErrorCode;
  readonly nodes: Set<string>;
}

const shownNodes = 3;

/** Collects what is wrong with a workflow, so that all of it is reported at once; the same fault of many nodes is one entry that counts them. */
export class Problems {
  /** Absolute paths of the files that were read. */
  readonly files: Set<string> = new Set();
  readonly #found = new Map<string, Found>();
  readonly #files: Map<string, number>;
  // Each comparison of two long names costs microseconds: with many names, suggestions would take longer than the reading.
  #comparisons = 20_000;

  /** Problems of `file` come first in the report, those of other files in the order they turned up. */
  constructor(file: string) {
    this.#files = new Map([[file, 0]]);
  }

  /** Whether nothing was found so far. */
  get empty(): boolean {
    return this.#found.size === 0;
  }

  /** Notes a problem of the whole file, or of `nodes`. */
  add(code: WorkflowErrorCode, problem: Problem, nodes: readonly string[] = []): void {
    const { at, message } = problem;
    if (!this.#files.has(at.file)) this.#files.set(at.file, this.#files.size);
    const key = [code, at.file, at.line, at.column, message].join("\n");
    const found = this.#found.get(key) ?? { ...problem, code, nodes: new Set<string>() };
    this.#found.set(key, found);
    for (const node of nodes) found.nodes.add(node);
  }

  /** A sentence "Did you mean ...?" with a leading blank, or nothing. */
  suggestion(word: string, candidates: ReadonlySet<string> | ReadonlyMap<string, unknown>): string {
    this.#comparisons -= candidates.size;
    return this.#comparisons < 0 ? "" : didYouMean(word, candidates.keys());
  }

  /** Throws {@link errors}; returns if there are none. */
  throw(): void {
    throwAll(this.errors());
  }

  /** What was found, in the order of the files. */
  errors(): readonly AsimovError[] {
    const rank = (at: Place): number => this.#files.get(at.file) ?? 0;
    const sorted = [...this.#found.values()].sort(
      (a, b) => rank(a.at) - rank(b.at) || (a.at.line ?? 0) - (b.at.line ?? 0) || (a.at.column ?? 0) - (b.at.column ?? 0),
    );
    return sorted.map((found) => new AsimovError(found.code, { ...found, message: found.message + ofNodes(found.nodes) }));
  }
}

/** The nodes that something is about, as the end of its message: the first few and their number; nothing where there are none. */
export function ofNodes(nodes: ReadonlySet<string>): string {
  if (nodes.size === 0) return "";
  const shown = [...nodes].slice(0, shownNodes).map((name) => `"${name}"`);
  const more = nodes.size > shownNodes ? ` and ${nodes.size - shownNodes} more` : "";
  return ` (node${nodes.size === 1 ? "" : "s"} ${shown.join(", ")}${more})`;
}
