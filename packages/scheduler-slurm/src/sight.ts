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
  #nodes: { readonly at: number; readonly names: ReadonlySet<string>; readonly byName: ReadonlyMap<string, NodeState> } | undefined;
  #accounted: { readonly at: number; readonly names: ReadonlySet<string>; readonly byName: ReadonlyMap<string, JobAccounts> } | undefined;

  constructor(tools: Tools, settings: SlurmSettings, onProblem: (error: unknown) => void) {
    this.#tools = tools;
    this.#settings = settings;
    this.#onProblem = onProblem;
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
    const known = this.#nodes;
    if (known && performance.now() - known.at < this.#settings.pollSeconds * 1000 && names.every((name) => known.names.has(name)))
      return known.byName;
    const at = performance.now();
    const byName = new Map((await askNodes(this.#tools, [...wanted])).map((node) => [node.name, node]));
    this.#nodes = { at, names: wanted, byName };
    return byName;
  }

  async #accountsOf(batches: readonly Batch[]): Promise<ReadonlyMap<string, JobAccounts>> {
    const names = new Set(batches.map(({ name }) => name));
    const known = this.#accounted;
    // An end takes some seconds to get there: what waits for it does not ask at every look.
    if (known && performance.now() - known.at < this.#settings.pollSeconds * 1000 && [...names].every((name) => known.names.has(name)))
      return known.byName;
    const days = Math.ceil((Date.now() - Math.min(...batches.map(({ at }) => at))) / 86_400_000) + 1;
    const at = performance.now();
    const accounts = Map.groupBy(await askAccounting(this.#tools, [...names], days), ({ name }) => name);
    const byName = new Map([...accounts].map(([name, own]) => [name, new JobAccounts(own)]));
    this.#accounted = { at, names, byName };
    return byName;
  }
}
