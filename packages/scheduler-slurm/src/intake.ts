import { AsimovError } from "@asimov-gw/core/system";

import type { Batches, BatchTask } from "./batches.ts";
import type { ClusterFacts } from "./facts.ts";
import type { SlurmSettings } from "./settings.ts";
import { submit } from "./submit.ts";
import type { Tools } from "./tools.ts";

/** A job that is to be handed to Slurm. */
export interface Entry {
  readonly token: string;
  readonly batches: Batches;
  readonly task: BatchTask;
  readonly launch: string;
  /** What is asked of Slurm for it: those with the same may be one array. */
  readonly options: readonly string[];
  /** Called where Slurm refuses it for good. */
  readonly refuse: (reason: string) => void;
}

/** What the intake needs of its executor. */
export interface IntakeOptions {
  readonly tools: Tools;
  readonly settings: SlurmSettings;
  readonly script: string;
  readonly facts: () => Promise<ClusterFacts>;
  readonly onProblem: (token: string, error: unknown) => void;
}

/** Why, and until when (of `performance.now()`), jobs of one kind are kept back. */
interface Rest {
  readonly until: number;
  readonly why: string;
}

/** Jobs on their way to Slurm: those that come at the same time and ask for the same go as one array. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #rests = new Map<string, Rest>();
  #flushing: Promise<void> | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(entry: Entry): void {
    this.#entries.set(keyOf(entry), entry);
  }

  has(token: string, attempt: string): boolean {
    return this.#entries.has(`${token}\n${attempt}`);
  }

  /** What keeps a job back that is still here. */
  waitsFor(token: string, attempt: string): string | undefined {
    const entry = this.#entries.get(`${token}\n${attempt}`);
    return entry && this.#rests.get(kindOf(entry))?.why;
  }

  /** Takes a job back. */
  remove(token: string, attempt: string): void {
    this.#entries.delete(`${token}\n${attempt}`);
  }

  /** Hands over what may be handed over now. Of what could not be, somebody is told; it is tried again. */
  async flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => (this.#flushing = undefined));
    await this.#flushing;
  }

  async #flush(): Promise<void> {
    const now = performance.now();
    const due = [...this.#entries.values()].filter((entry) => (this.#rests.get(kindOf(entry))?.until ?? 0) <= now);
    const kinds = Map.groupBy(due, kindOf);
    for (const [kind, entries] of kinds) {
      try {
        this.#rests.delete(kind);
        await this.#handOver(kind, entries);
      } catch (error) {
        // Nobody answers: the next kind would only wait as long for the same.
        for (const token of new Set(due.map((entry) => entry.token))) this.#options.onProblem(token, error);
        for (const one of kinds.keys()) this.#rest(one, error instanceof Error ? error.message : String(error));
        return;
      }
    }
  }

  async #handOver(kind: string, entries: readonly Entry[]): Promise<void> {
    const { mostTasks } = await this.#options.facts();
    const { token, batches, options } = entries[0]!;
    const { tools, settings, script } = this.#options;
    let size = mostTasks;
    for (let at = 0; at < entries.length;) {
      const some = entries.slice(at, at + size).filter((entry) => this.#entries.has(keyOf(entry)));
      if (some.length === 0) {
        at += size;
        continue;
      }
      const batch = batches.create(some);
      const answer = await submit(tools, { batch, token, script, options, throttle: settings.throttle });
      if (answer.kind === "taken") batches.confirm(batch, answer.id);
      if (answer.kind === "taken" || answer.kind === "doubtful") batch.sentAt = performance.now();
      else batches.drop(batch);
      if (["taken", "refused", "doubtful"].includes(answer.kind)) this.#drop(some);
      if (answer.kind === "not sent" || answer.kind === "doubtful") throw answer.error;
      if (answer.kind === "refused") for (const { refuse } of some) refuse(answer.reason);
      // A limit counts all tasks of an array: fewer may have room.
      if (answer.kind === "full" && some.length > 1) {
        size = Math.ceil(some.length / 2);
      } else if (answer.kind === "full" || answer.kind === "put off") {
        this.#rest(kind, answer.reason);
        this.#options.onProblem(token, answer.kind === "full" ? full(answer.reason) : putOff(answer.reason));
        return;
      } else {
        at += size;
      }
    }
  }

  #drop(entries: readonly Entry[]): void {
    for (const entry of entries) this.#entries.delete(keyOf(entry));
  }

  #rest(kind: string, why: string): void {
    this.#rests.set(kind, { until: performance.now() + this.#options.settings.retrySeconds * 1000, why });
  }
}

function full(reason: string): AsimovError {
  return new AsimovError("SLURM_QUEUE_LIMIT", {
    message: `Slurm takes no more jobs now: ${reason}`,
    remedy: "Its jobs are handed over as others end; sacctmgr show assoc and sacctmgr show qos tell the limits.",
  });
}

function putOff(reason: string): AsimovError {
  return new AsimovError("SLURM_NOT_TAKEN", {
    message: `Slurm does not take jobs now: ${reason}`,
    remedy: "They are handed over again every now and then. Where it does not pass, mend what it says in the cluster, or under schedulers: slurm.",
    exitCode: 4,
  });
}

function keyOf({ token, task }: Entry): string {
  return `${token}\n${task.attempt}`;
}

function kindOf({ token, options }: Entry): string {
  return [token, ...options].join("\n");
}
