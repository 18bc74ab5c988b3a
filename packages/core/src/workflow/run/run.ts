import type { Workflow } from "../types.ts";
import type { RunEvent } from "./events.ts";
import { Journal } from "./journal.ts";
import { advance, initial } from "./machine.ts";
import type { RunState } from "./state.ts";

/** A workflow that is being run: its state in memory, and the journal that is always ahead of it. */
export class WorkflowRun {
  readonly token: string;
  readonly #journal: Journal;
  #state: RunState;

  private constructor(token: string, journal: Journal, state: RunState) {
    this.token = token;
    this.#journal = journal;
    this.#state = state;
  }

  /** Opens the run of `workflow` that the journal `file` tells of, or begins it. */
  static open(token: string, workflow: Workflow, file: string): WorkflowRun {
    const { journal, events } = Journal.open(file);
    try {
      return new WorkflowRun(token, journal, advance(initial(workflow), events));
    } catch (error) {
      journal.close();
      throw error;
    }
  }

  get state(): RunState {
    return this.#state;
  }

  /** Journals `events` and goes on to the state after them; when it throws, nothing has happened. */
  commit(events: readonly RunEvent[]): void {
    if (events.length === 0) return;
    const next = advance(this.#state, events);
    this.#journal.append(events);
    this.#state = next;
  }

  close(): void {
    this.#journal.close();
  }
}
