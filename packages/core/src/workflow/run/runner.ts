import { systemClock, timestamp, type Clock } from "../../system/index.ts";
import { jobsOf } from "../jobs.ts";
import type { WorkflowNode } from "../types.ts";
import type { RunEvent } from "./events.ts";
import type { JobExecutor, JobKey, JobReport } from "./executor.ts";
import { advance, startable } from "./machine.ts";
import type { WorkflowRun } from "./run.ts";
import { choose, firstTurn, less, roomFor, type Claimant, type Machine, type Room, type Turn } from "./slots.ts";
import type { RunState } from "./state.ts";

/** What a {@link Runner} needs. */
export interface RunnerOptions {
  readonly executor: JobExecutor;
  /** What the jobs of all runs may take together. */
  readonly machine: Machine;
  /** The priority of a run by its token; all are equal when not given. */
  readonly priorityOf?: ((token: string) => number) | undefined;
  /** Told of what could not be done now and is tried again in the next step, by the workflow that it hit. */
  readonly onProblem: (token: string, error: unknown) => void;
  readonly clock?: Clock | undefined;
}

/** Walks workflows through an executor. It holds nothing that the journals and the executor could not tell again after a crash. */
export class Runner {
  readonly runs: Map<string, WorkflowRun> = new Map();
  readonly #options: RunnerOptions;
  #turn: Turn = firstTurn;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Does all that can be done now: counts the jobs that have ended, starts those that may start, ends those of removed workflows. */
  async step(): Promise<void> {
    const runs = [...this.runs.values()];
    const keys = runs.flatMap(runningKeys);
    const reports = await this.#options.executor.reports(keys);
    const seen = keys.map((key, index) => ({ key, report: reports[index]! }));
    const plans = runs.map((run) =>
      this.#plan(
        run,
        seen.filter(({ key }) => key.token === run.token),
      ),
    );
    const picks = this.#pick(plans);
    for (const plan of plans)
      await this.#carryOut(
        plan,
        picks.filter((pick) => pick.token === plan.run.token),
      );
  }

  #plan(run: WorkflowRun, seen: readonly { readonly key: JobKey; readonly report: JobReport }[]): Plan {
    const ended = seen.flatMap(({ key, report }) => (report.state === "ended" ? [{ key, outcome: report.outcome }] : []));
    const ends = ended.map(({ key, outcome }): RunEvent => ({ event: "end", at: this.#now(), node: key.node, try: key.try, outcome }));
    const absent = seen.filter(({ report }) => report.state === "absent").map(({ key }) => key);
    return { run, ended: ended.map(({ key }) => key), ends, absent, state: advance(run.state, ends) };
  }

  #pick(plans: readonly Plan[]): readonly Claimant[] {
    const { machine, priorityOf } = this.#options;
    const claim = (token: string, node: WorkflowNode): Claimant => ({ token, node: node.name, ...roomFor(jobsOf(node)[0], machine) });
    const used = plans.flatMap(({ run, state }) => [...state.running].map((name) => claim(run.token, state.graph.nodes.get(name)!)));
    const free = used.reduce<Room>(less, machine);
    const queues = new Map(plans.map(({ run, state }) => [run.token, startable(state).map((node) => claim(run.token, node))]));
    const { picks, turn } = choose(queues, free, this.#turn, { patience: 2 * machine.cores, priorityOf });
    this.#turn = turn;
    return picks;
  }

  async #carryOut({ run, ended, ends, absent, state }: Plan, picks: readonly Claimant[]): Promise<void> {
    const starts = picks.map(({ node }): JobKey => ({ token: run.token, node, try: state.nodes.get(node)!.tries + 1 }));
    try {
      // One sync for what is due together; no job starts before its intent is on the disk.
      run.commit([...ends, ...starts.map((key): RunEvent => ({ event: "start", at: this.#now(), node: key.node, try: key.try }))]);
      await this.#options.executor.forget(ended);
      if (run.state.removing) await this.#options.executor.remove(runningKeys(run));
      else for (const key of [...absent, ...starts]) await this.#start(run, key);
    } catch (error) {
      this.#options.onProblem(run.token, error);
    }
  }

  async #start(run: WorkflowRun, key: JobKey): Promise<void> {
    const job = jobsOf(run.state.graph.nodes.get(key.node)!)[0]!;
    await this.#options.executor.start({ key, job, continues: run.state.nodes.get(key.node)!.continues });
  }

  #now(): string {
    return timestamp(this.#options.clock ?? systemClock);
  }
}

interface Plan {
  readonly run: WorkflowRun;
  readonly ended: readonly JobKey[];
  readonly ends: readonly RunEvent[];
  /** Jobs that were to start and of which nothing has run: a crash came between. */
  readonly absent: readonly JobKey[];
  /** The state after `ends`. */
  readonly state: RunState;
}

function runningKeys(run: WorkflowRun): readonly JobKey[] {
  return [...run.state.running].map((node) => ({ token: run.token, node, try: run.state.nodes.get(node)!.tries }));
}
