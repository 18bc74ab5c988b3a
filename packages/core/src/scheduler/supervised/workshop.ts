import { existsSync } from "node:fs";

import { AsimovError, timestamp, writeAtomic } from "../../system/index.ts";
import { jobsOf, result, WorkflowRun, type Runner, type Workflow } from "../../workflow/index.ts";
import { numberClusters } from "./clusters.ts";
import { type SubmittedEnvironment, discard } from "../../wrapper/index.ts";
import type { EngineExecutor } from "./engine.ts";
import type { Waits } from "./waits.ts";
import { finish } from "./finish.ts";
import type { Log } from "./log.ts";
import { readSubmission, readSubmittedWorkflow, submissionPaths, type Outcome } from "./records.ts";
import type { StatePaths } from "./settings.ts";
import { recordedTokens } from "./state-directory.ts";

/** What a {@link Workshop} works with. */
export interface WorkshopParts {
  readonly paths: StatePaths;
  readonly runner: Runner;
  readonly executor: Waits;
  /** Runs scripts where `executor` does not. */
  readonly scripts?: EngineExecutor | undefined;
  readonly log: Log;
  readonly slots: number;
}

/** Brings recorded submissions to the runner, and their ends back to the records. */
export class Workshop {
  readonly #parts: WorkshopParts;
  readonly #environments = new Map<string, SubmittedEnvironment>();
  readonly #priorities = new Map<string, number>();
  /** What was told last of what nodes wait for, as JSON. */
  readonly #waiting = new Map<string, string>();
  readonly #ended = new Set<string>();
  /** When (of `performance.now`) to look again at a submission that could not be taken up. */
  readonly #refused = new Map<string, number>();

  constructor(parts: WorkshopParts) {
    this.#parts = parts;
  }

  /** What the submitter of a workflow that is being run gave to its jobs. */
  environmentOf(token: string): SubmittedEnvironment {
    return this.#environments.get(token)!;
  }

  /** The priority of a workflow that is being run. */
  priorityOf(token: string): number {
    return this.#priorities.get(token) ?? 0;
  }

  /** Takes up new submissions and requests for removal. */
  async intake(): Promise<void> {
    const { paths, runner } = this.#parts;
    for (const token of recordedTokens(paths)) if (!this.#ended.has(token) && !runner.runs.has(token)) await this.#takeUp(token);
    for (const run of runner.runs.values()) {
      if (run.state.removing || !existsSync(submissionPaths(paths, run.token).removal)) continue;
      await this.#guard(run.token, () => run.commit({ event: "remove", at: timestamp() }));
    }
  }

  /** Records what started nodes wait for, where that has changed. */
  tellWaiting(): void {
    const { paths, runner, executor } = this.#parts;
    for (const { token } of runner.runs.values()) {
      const text = JSON.stringify(executor.of(token));
      if (text === (this.#waiting.get(token) ?? "{}")) continue;
      writeAtomic(submissionPaths(paths, token).waiting, text, 0o600);
      this.#waiting.set(token, text);
    }
  }

  /** Records the end of runs that have ended. */
  async settle(): Promise<void> {
    const { paths, runner, log } = this.#parts;
    for (const run of runner.runs.values()) {
      const how = result(run.state);
      // Its jobs have ended; what they left in other sessions may not have.
      if (how === undefined) continue;
      await this.#guard(run.token, async () => {
        if (!(await this.#removeAll(run.token))) return;
        await finish(paths, run);
        this.#ended.add(run.token);
        runner.runs.delete(run.token);
        run.close();
        this.#environments.delete(run.token);
        this.#priorities.delete(run.token);
        this.#waiting.delete(run.token);
        const { jobs, scripts } = submissionPaths(paths, run.token);
        for (const directory of [jobs, scripts]) discard(directory);
        log.say(`${run.token}: ${how}`);
      });
    }
  }

  close(): void {
    for (const run of this.#parts.runner.runs.values()) run.close();
  }

  async #takeUp(token: string): Promise<void> {
    const { outcome, removal } = submissionPaths(this.#parts.paths, token);
    if (existsSync(outcome)) this.#ended.add(token);
    else if (this.#refused.has(token) && existsSync(removal)) await this.#abandon(token);
    else if (performance.now() >= (this.#refused.get(token) ?? 0)) {
      this.#refused.set(token, performance.now() + 60_000);
      await this.#guard(token, () => this.#open(token));
    }
  }

  #open(token: string): void {
    const { paths, runner, log } = this.#parts;
    const record = readSubmission(paths, token);
    if (!record) throw new AsimovError("SUBMISSION_DAMAGED", { message: "the submission has lost its record" });
    const workflow = readSubmittedWorkflow(paths, token);
    this.#environments.set(token, record.environment);
    this.#priorities.set(token, record.priority ?? 0);
    const run = WorkflowRun.open(token, workflow, submissionPaths(paths, token).journal);
    numberClusters(run, paths);
    runner.runs.set(token, run);
    this.#refused.delete(token);
    log.say(`${token}: taken up, ${record.name}, ${workflow.nodes.length} nodes of ${record.file}`);
    this.#tellClipped(token, workflow);
  }

  #tellClipped(token: string, workflow: Workflow): void {
    const { log, slots } = this.#parts;
    for (const node of workflow.nodes) {
      const asked = Math.max(0, ...jobsOf(node).map(({ request }) => Math.ceil(request.cpus)));
      if (asked > slots) log.say(`${token}: node ${node.name} asks for ${asked} cores and gets all ${slots} that there are`);
    }
  }

  /** Ends a submission whose damaged records keep us from running it, and all its processes. */
  async #abandon(token: string): Promise<void> {
    const { paths } = this.#parts;
    await this.#guard(token, async () => {
      if (!(await this.#removeAll(token))) return;
      const outcome: Outcome = {
        state: "removed",
        at: timestamp(),
        done: 0,
        total: 0,
        cpuSeconds: 0,
        reason: "removed on request; its records were damaged",
      };
      writeAtomic(submissionPaths(paths, token).outcome, JSON.stringify(outcome), 0o600);
      this.#ended.add(token);
    });
  }

  async #removeAll(token: string): Promise<boolean> {
    const { executor, scripts } = this.#parts;
    const gone = [await executor.removeAll(token), (await scripts?.removeAll(token)) ?? true];
    return gone.every(Boolean);
  }

  async #guard(token: string, action: () => void | Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#parts.log.trouble(error, token);
    }
  }
}
