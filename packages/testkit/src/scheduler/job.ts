import { existsSync } from "node:fs";

import type { Observation, SubmissionRequest } from "@asimov-gw/core/scheduler";

import type { End, Fate, Phase } from "./fate.ts";
import { doWork, nodesOf, type SimulatedNode } from "./work.ts";

/** One submission in a fake scheduler: where it is in its life at any time. Times are milliseconds since 1970. */
export class FakeJob {
  readonly request: SubmissionRequest;
  readonly jobId: string;
  readonly submitted: number;
  readonly #nodes: readonly SimulatedNode[];
  /** Those that are not done by an earlier submission of the same workflow. */
  readonly #left: readonly SimulatedNode[];
  #phases: readonly Phase[];
  #end: End;
  #isSettled = false;

  constructor(request: SubmissionRequest, jobId: string, submitted: number, fate: Fate) {
    this.request = request;
    this.jobId = jobId;
    this.submitted = submitted;
    this.#phases = fate.phases;
    this.#end = fate.end;
    this.#nodes = nodesOf(request.file, request.directory);
    this.#left = this.#nodes.filter((node) => !isDone(node));
  }

  /** When it ends; never is Infinity. */
  get ended(): number {
    if (this.#end.state === "never") return Infinity;
    return this.submitted + Math.round(this.#phases.reduce((sum, { seconds }) => sum + seconds, 0) * 1000);
  }

  /** How it ends, or is going to. */
  get end(): End {
    return this.#end;
  }

  /** Once it has ended: writes what its jobs made. True the first time. */
  settle(now: number): boolean {
    if (this.#isSettled || now < this.ended) return false;
    this.#isSettled = true;
    const count = this.#doneAtEnd();
    for (const [index, node] of this.#left.entries()) if (index < count) doWork(node);
    return true;
  }

  /** Ends it now because somebody asked for it; what has ended stays as it is. */
  remove(now: number): void {
    if (now >= this.ended) return;
    this.#cut(now);
    this.#end = { state: "removed", reason: "removed on request" };
  }

  /** Ends a hold now. */
  release(now: number): void {
    const at = this.#phaseAt(now);
    if (at === undefined || this.#phases[at]?.state !== "held") return;
    const rest = this.#phases.slice(at + 1);
    this.#cut(now);
    this.#phases = [...this.#phases, ...rest];
  }

  /** What a scheduler that knows it says of it at `time`. */
  observe(time: number): Observation {
    const { token } = this.request;
    const common = { token, jobId: this.jobId, total: this.#nodes.length };
    if (time < this.ended) {
      const phase = this.#phases[this.#phaseAt(time) ?? this.#phases.length - 1];
      const { state = "queued", reason } = phase ?? {};
      return { ...common, state, done: this.#nodes.length - this.#left.length, ...(reason !== undefined && { reason }) };
    }
    const done = this.#nodes.length - this.#left.length + this.#doneAtEnd();
    const end = this.#end;
    if (end.state === "failed") {
      const node = this.#left[end.node]?.name ?? this.#nodes.at(-1)?.name ?? "";
      const failure = { node, exitCode: end.exitCode, cause: end.cause };
      return { ...common, state: "failed", done, reason: `${node} ended with exit code ${end.exitCode}`, failure };
    }
    return { ...common, state: end.state === "removed" ? "removed" : "completed", done, ...(end.state === "removed" && { reason: end.reason }) };
  }

  #doneAtEnd(): number {
    if (this.#end.state === "failed") return Math.min(this.#end.node, this.#left.length);
    return this.#end.state === "completed" && this.#end.products !== false ? this.#left.length : 0;
  }

  // The index of the phase at `now`; undefined when all are over.
  #phaseAt(now: number): number | undefined {
    let end = this.submitted;
    const index = this.#phases.findIndex(({ seconds }) => now < (end += seconds * 1000));
    return index === -1 ? undefined : index;
  }

  // Shortens its life so that the phase of `now` ends now.
  #cut(now: number): void {
    const at = this.#phaseAt(now) ?? this.#phases.length - 1;
    const before = this.#phases.slice(0, at);
    const begun = this.submitted + before.reduce((sum, { seconds }) => sum + seconds, 0) * 1000;
    const phase = this.#phases[at];
    this.#phases = phase ? [...before, { ...phase, seconds: Math.max(0, (now - begun) / 1000) }] : before;
  }
}

function isDone({ products }: SimulatedNode): boolean {
  const paths = Object.keys(products);
  return paths.length > 0 && paths.every((path) => existsSync(path));
}
