import type { Observation, Scheduler, SubmissionRequest } from "../../src/scheduler/index.ts";

/** A scheduler that runs nothing: a test says what it sees. */
export class FakeScheduler implements Scheduler {
  /** By token, in the order of submission. */
  readonly seen: Map<string, Observation> = new Map();
  readonly requests: SubmissionRequest[] = [];
  readonly removed: string[] = [];
  readonly released: string[] = [];

  address(): ReturnType<Scheduler["address"]> {
    return { scheduler: "fake", accessPoint: "here", pool: "", owner: "albert" };
  }

  async submit(request: SubmissionRequest): Promise<{ readonly jobId: string }> {
    const { token } = request;
    const jobId = `job of ${token.slice(token.indexOf(".") + 1)}`;
    if (!this.seen.has(token)) {
      this.requests.push(request);
      this.seen.set(token, { token, jobId, state: "queued" });
    }
    return { jobId };
  }

  async query(tokens: readonly string[]): Promise<readonly Observation[]> {
    return tokens.map((token) => this.seen.get(token) ?? { token, state: "absent" });
  }

  async remove(token: string): Promise<void> {
    this.removed.push(token);
    this.seen.set(token, { token, state: "removed" });
  }

  async release(token: string): Promise<void> {
    this.released.push(token);
    this.seen.set(token, { token, state: "running" });
  }

  /** Lets the newest submission be seen like this. */
  show(observation: Omit<Observation, "token">): void {
    const token = [...this.seen.keys()].at(-1);
    if (token !== undefined) this.seen.set(token, { token, ...observation });
  }
}
