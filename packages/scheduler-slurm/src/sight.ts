import { askAccounting, JobAccounts, type Account } from "./accounting.ts";
import type { Batch } from "./batches.ts";
import { askFacts, type ClusterFacts } from "./facts.ts";
import { askNodes, type NodeState } from "./nodes.ts";
import { askQueue, type QueueAnswer } from "./queue.ts";
import type { SlurmSettings } from "./settings.ts";
import { isUnreachable, type Tools } from "./tools.ts";

/** What the accounting has of some jobs. */
export interface Accounts {
  readonly of: (batch: Batch, index: number | undefined) => Account | undefined;
  /** Whether there is an accounting, which will know how each job has ended. */
  readonly isKept: boolean;
  /** Whether it did not answer. */
  readonly isSilent: boolean;
}

/** What Slurm was seen to say: each question is asked once for all jobs, and the queue not more often than it may be. */
export class Sight {
  readonly #tools: Tools;
  readonly #settings: SlurmSettings;
  readonly #onProblem: (error: unknown) => void;
  #facts: ClusterFacts | undefined;
  #answer: QueueAnswer | undefined;
  #failed: { readonly at: number; readonly error: unknown } | undefined;
  readonly #nodes: Answers<NodeState>;
  readonly #accounted: Answers<JobAccounts>;

  constructor(tools: Tools, settings: SlurmSettings, onProblem: (error: unknown) => void) {
    this.#tools = tools;
    this.#settings = settings;
    this.#onProblem = onProblem;
    this.#nodes = new Answers(settings.pollSeconds);
    this.#accounted = new Answers(settings.pollSeconds);
  }

  /** How the cluster is configured. Throws `SCHEDULER_UNREACHABLE`. */
  async facts(): Promise<ClusterFacts> {
    return (this.#facts ??= await askFacts(this.#tools));
  }

  /** What the controller said of all our jobs, at most {@link SlurmSettings.pollSeconds} ago. Throws `SCHEDULER_UNREACHABLE`. */
  async queue(): Promise<QueueAnswer> {
    const { pollSeconds, user } = this.#settings;
    if (this.#answer && performance.now() - this.#answer.at < pollSeconds * 1000) return this.#answer;
    // Nor one that fails: what is seen is asked for at every step of a workflow.
    if (this.#failed && performance.now() - this.#failed.at < pollSeconds * 1000) throw this.#failed.error;
    try {
      return (this.#answer = await askQueue(this.#tools, user));
    } catch (error) {
      this.#failed = { at: performance.now(), error };
      throw error;
    }
  }

  /** Lets the queue be asked anew, since something was changed in it. */
  outdate(): void {
    this.#answer = undefined;
  }

  /** What the accounting has of the jobs of these batches. Throws `SCHEDULER_UNREACHABLE` where nobody can say whether there is one. */
  async accounts(batches: readonly Batch[]): Promise<Accounts> {
    if (batches.length === 0) return { of: () => undefined, isKept: false, isSilent: false };
    const { hasAccounting: isKept } = await this.facts();
    if (!isKept) return { of: () => undefined, isKept, isSilent: false };
    try {
      const byName = await this.#accountsOf(batches);
      return { of: ({ name }, index) => byName.get(name)?.of(index), isKept, isSilent: false };
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      this.#onProblem(error);
      return { of: () => undefined, isKept, isSilent: true };
    }
  }

  /** What the controller knows of these nodes, by name. Throws `SCHEDULER_UNREACHABLE`. */
  async nodes(names: readonly string[]): Promise<ReadonlyMap<string, NodeState>> {
    const wanted = new Set(names);
    if (wanted.size === 0) return new Map();
    return this.#nodes.about(wanted, async () => new Map((await askNodes(this.#tools, [...wanted])).map((node) => [node.name, node])));
  }

  async #accountsOf(batches: readonly Batch[]): Promise<ReadonlyMap<string, JobAccounts>> {
    const names = new Set(batches.map(({ name }) => name));
    // An end takes some seconds to get there: what waits for it does not ask at every look.
    return this.#accounted.about(names, async () => {
      const days = Math.ceil((Date.now() - Math.min(...batches.map(({ at }) => at))) / 86_400_000) + 1;
      const accounts = Map.groupBy(await askAccounting(this.#tools, [...names], days), ({ name }) => name);
      return new Map([...accounts].map(([name, own]) => [name, new JobAccounts(own)]));
    });
  }
}

/** What was said of some names, which serves for a while whoever asks about any of them. */
class Answers<Answer> {
  readonly #seconds: number;
  #last: { readonly at: number; readonly names: ReadonlySet<string>; readonly byName: ReadonlyMap<string, Answer> } | undefined;

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  async about(names: ReadonlySet<string>, ask: () => Promise<ReadonlyMap<string, Answer>>): Promise<ReadonlyMap<string, Answer>> {
    const known = this.#last;
    if (known && performance.now() - known.at < this.#seconds * 1000 && [...names].every((name) => known.names.has(name))) return known.byName;
    const at = performance.now();
    const byName = await ask();
    this.#last = { at, names, byName };
    return byName;
  }
}
