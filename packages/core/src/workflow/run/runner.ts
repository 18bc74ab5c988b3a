import { systemClock, timestamp, type Clock } from "../../system/index.ts";
import { claimsOf, roomTaken, type JobClaim } from "./claims.ts";
import type { PartRun, RunEvent } from "./events.ts";
import type { JobExecutor, JobKey, JobReport } from "./executor.ts";
import { concludeInner, openInner, type OpenInner } from "./inner.ts";
import { doomedKeys, isInner, keyOf, runningKeys } from "./keys.ts";
import { result } from "./machine.ts";
import type { WorkflowRun } from "./run.ts";
import { choose, firstTurn, less, type Machine, type Room, type Turn } from "./slots.ts";
import { firstDeferred, startableScripts } from "./startable.ts";
import { describePart } from "./values.ts";

/** What a {@link Runner} needs. */
export interface RunnerOptions {
  readonly executor: JobExecutor;
  /** Runs scripts, which belong where the runner is; `executor` when not given. */
  readonly scripts?: JobExecutor | undefined;
  /** What the jobs of all runs may take together. */
  readonly machine: Machine;
  /** The priority of a run by its token; all are equal when not given. */
  readonly priorityOf?: ((token: string) => number) | undefined;
  readonly openInner: OpenInner;
  /** Told of what could not be done now and is tried again in the next step, by the workflow that it hit. */
  readonly onProblem: (token: string, error: unknown) => void;
  readonly clock?: Clock | undefined;
}

// Enough for any depth of sub-workflows that people write.
const mostRounds = 50;

/** Walks workflows through an executor. It holds nothing that the journals and the executor could not tell again after a crash. */
export class Runner {
  readonly runs: Map<string, WorkflowRun> = new Map();
  readonly #options: RunnerOptions;
  #turn: Turn = firstTurn;
  #isBusy = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Does all that can be done now: counts the jobs that have ended, starts those that may start, ends those of removed workflows. */
  async step(): Promise<void> {
    // When a round throws there is nothing to do at once: it would only throw again.
    this.#isBusy = false;
    let changed = true;
    // A sub-workflow that was opened has jobs to start, and one that has ended lets its parent go on. One whose file can't be read, and that has
    // thousands of retries, must not keep its callers from all else.
    for (let round = 0; round < mostRounds && changed; round++) changed = await this.#round();
    this.#isBusy = changed;
  }

  /** Milliseconds until {@link step} has something to do that no executor tells of, such as a script that was deferred; undefined when there is none. */
  dueIn(): number | undefined {
    if (this.#isBusy) return 0;
    const times = this.#tasks().flatMap(({ run: { state } }) => firstDeferred(state) ?? []);
    const first = times.toSorted()[0];
    return first === undefined ? undefined : Math.max(0, Date.parse(first) - Date.parse(this.#now()));
  }

  /** True when something changed that no executor will tell of. */
  async #round(): Promise<boolean> {
    const tasks = this.#tasks();
    await this.#look(tasks);
    let changed = false;
    // From the innermost outwards: the end of one is news for the one around it.
    for (const task of tasks.toReversed())
      await this.#guard(task.run, async () => {
        changed = (await concludeInner(task.run, this.#now())) || changed;
      });
    this.#startJobs(tasks);
    this.#startScripts(tasks);
    for (const task of tasks)
      await this.#guard(task.run, async () => {
        changed = (await this.#carryOut(task)) || changed;
      });
    return changed;
  }

  #tasks(): readonly Task[] {
    const tasks = [...this.runs.values()].map((run) => newTask(run));
    for (const { run, files } of tasks) tasks.push(...[...run.inner.values()].map((inner) => newTask(inner, files)));
    return tasks;
  }

  /** Lets happen what the executors tell. Where one can't say anything, all that it runs stays as it was. */
  async #look(tasks: readonly Task[]): Promise<void> {
    const asked = tasks.flatMap((task) => runningKeys(task.run).map((key) => ({ task, key })));
    for (const [executor, of] of this.#byExecutor(asked)) {
      const reports = await this.#reports(executor, of);
      if (!reports) continue;
      for (const [index, { task, key }] of of.entries()) {
        const report = reports[index]!;
        if (report.state === "absent") task.starts.push(key);
        else if (report.state === "ended") {
          task.ended.push(key);
          task.run.happen({ event: "end", at: this.#now(), ...partRun(key), outcome: report.outcome });
        } else this.#noteHold(task.run, key, report.state === "held" ? report.reason : undefined);
      }
    }
  }

  async #reports(executor: JobExecutor, of: readonly { readonly task: Task; readonly key: JobKey }[]): Promise<readonly JobReport[] | undefined> {
    try {
      return await executor.reports(of.map(({ key }) => key));
    } catch (error) {
      for (const token of new Set(of.map(({ task }) => task.run.token))) this.#options.onProblem(token, error);
      return undefined;
    }
  }

  #noteHold(run: WorkflowRun, key: JobKey, reason: string | undefined): void {
    const known = run.state.nodes.get(key.node)!.parts.find(({ part }) => part === key.part)?.held;
    if (known !== reason) run.happen({ event: "held", at: this.#now(), ...partRun(key), ...(reason !== undefined && { reason }) });
  }

  #startJobs(tasks: readonly Task[]): void {
    const { machine, priorityOf } = this.#options;
    const trees = new Map<string, WorkflowRun[]>();
    for (const { run } of tasks) trees.set(run.token, [...(trees.get(run.token) ?? []), run]);
    const free = tasks.reduce<Room>((room, { run }) => less(room, roomTaken(run, machine)), machine);
    const queues = new Map([...trees].map(([token, runs]) => [token, claimsOf(runs, machine, free.cores)]));
    const { picks, turn } = choose(queues, free, this.#turn, { patience: 2 * machine.cores, priorityOf });
    this.#turn = turn;
    const byRun = new Map(tasks.map((task) => [task.run, task]));
    for (const { run, what } of picks as readonly JobClaim[]) this.#begin(byRun.get(run)!, what);
  }

  #startScripts(tasks: readonly Task[]): void {
    const now = this.#now();
    for (const task of tasks)
      for (const kind of ["pre", "post", "hold"] as const) for (const what of startableScripts(task.run.state, kind, now)) this.#begin(task, what);
  }

  #begin(task: Task, what: PartRun): void {
    const event: RunEvent = { event: "start", at: this.#now(), ...what };
    task.run.happen(event);
    task.starts.push(keyOf(task.run, what));
  }

  async #carryOut(task: Task): Promise<boolean> {
    const { run, starts, ended } = task;
    const isNews = run.within !== undefined && !run.isSynced && result(run.state) !== undefined;
    // One sync for what is due together; no job starts before its intent is on the disk.
    run.sync();
    const doomed = doomedKeys(run);
    for (const [executor, of] of this.#byExecutor(doomed.map((key) => ({ key })))) await executor.remove(of.map(({ key }) => key));
    const dead = new Set(doomed.map(({ node }) => node));
    try {
      for (const key of starts) if (!isInner(run, key) && !(dead.has(key.node) && run.state.stage !== "final")) await this.#start(run, key);
      return (await openInner(run, task.files, this.#options.openInner, this.#now())) || isNews;
    } finally {
      // Last: a slot that is free waits for nothing that can be done later. Also when a job could not be started, since nobody asks for that again.
      for (const [executor, of] of this.#byExecutor(ended.map((key) => ({ key })))) await executor.forget(of.map(({ key }) => key));
    }
  }

  async #start(run: WorkflowRun, key: JobKey): Promise<void> {
    const { state } = run;
    const continues = state.nodes.get(key.node)!.parts.find(({ part }) => part === key.part)!.continues;
    await this.#executorOf(key).start({ key, job: describePart(state, key.node, key.part)!, continues });
  }

  #executorOf({ part }: JobKey): JobExecutor {
    return typeof part === "number" ? this.#options.executor : (this.#options.scripts ?? this.#options.executor);
  }

  #byExecutor<Item extends { readonly key: JobKey }>(items: readonly Item[]): ReadonlyMap<JobExecutor, readonly Item[]> {
    return Map.groupBy(items, ({ key }) => this.#executorOf(key));
  }

  async #guard(run: WorkflowRun, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#options.onProblem(run.token, error);
    }
  }

  #now(): string {
    return timestamp(this.#options.clock ?? systemClock);
  }
}

/** What a round does for one run. */
interface Task {
  readonly run: WorkflowRun;
  /** Its workflow file, after those of the workflows that it is part of. */
  readonly files: readonly string[];
  readonly ended: JobKey[];
  /** To be started: those of this round, and those of which nothing has run since a crash came between. */
  readonly starts: JobKey[];
}

function newTask(run: WorkflowRun, above: readonly string[] = []): Task {
  return { run, files: [...above, run.state.graph.workflow.file], ended: [], starts: [] };
}

function partRun({ node, try: tried, part, run }: JobKey): PartRun {
  return { node, try: tried, part, run };
}
