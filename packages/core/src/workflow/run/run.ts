import type { Workflow } from "../types.ts";
import type { Draft } from "./draft.ts";
import type { RunEvent } from "./events.ts";
import { Journal, readJournal } from "./journal.ts";
import { advance, initial } from "./machine.ts";

/** The place of a sub-workflow among the runs of its submission. */
export interface InnerPlace {
  /** See `JobKey`. */
  readonly within: string;
  /** What its nodes' priorities count from: that of the node that it belongs to. */
  readonly priority: number;
}

/** A workflow that is being run: its state in memory, and the journal that tells all of it again. */
export class WorkflowRun {
  readonly token: string;
  readonly within: string | undefined;
  readonly priority: number;
  /** The runs of its sub-workflows that are open, by their nodes. */
  readonly inner: Map<string, WorkflowRun> = new Map();
  /** Nothing had happened to it when it was opened. */
  readonly isNew: boolean;
  readonly #file: string;
  readonly #journal: Journal;
  readonly #pending: RunEvent[] = [];
  #state: Draft;

  private constructor(token: string, file: string, journal: Journal, state: Draft, isNew: boolean, place?: InnerPlace) {
    this.token = token;
    this.isNew = isNew;
    this.within = place?.within;
    this.priority = place?.priority ?? 0;
    this.#file = file;
    this.#journal = journal;
    this.#state = state;
  }

  /** Opens the run of `workflow` that the journal `file` tells of, or begins it. */
  static open(token: string, workflow: Workflow, file: string, place?: InnerPlace): WorkflowRun {
    const { journal, events } = Journal.open(file);
    try {
      return new WorkflowRun(token, file, journal, drafted(workflow, events), events.length === 0, place);
    } catch (error) {
      journal.close();
      throw error;
    }
  }

  /** Where it stands after all that has happened, journalled or not. */
  get state(): Draft {
    return this.#state;
  }

  /** All that has happened is journalled. */
  get isSynced(): boolean {
    return this.#pending.length === 0;
  }

  /** Goes on to the state after `events`, which {@link sync} has to journal before anything is done upon them. */
  happen(...events: readonly RunEvent[]): void {
    this.#orBack(() => advance(this.#state, events));
    this.#pending.push(...events);
  }

  /** Journals all that has happened, together. When it throws, nothing has happened since the last time. */
  sync(): void {
    if (this.isSynced) return;
    this.#orBack(() => this.#journal.append(this.#pending));
    this.#pending.length = 0;
  }

  /** Lets `events` happen and journals them. */
  commit(...events: readonly RunEvent[]): void {
    this.happen(...events);
    this.sync();
  }

  /** Closes it with its sub-workflows. */
  close(): void {
    for (const run of this.inner.values()) run.close();
    this.#journal.close();
  }

  #orBack(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#pending.length = 0;
      this.#state = drafted(this.#state.graph.workflow, readJournal(this.#file).events);
      throw error;
    }
  }
}

function drafted(workflow: Workflow, events: readonly RunEvent[]): Draft {
  const state = initial(workflow);
  advance(state, events);
  return state;
}
