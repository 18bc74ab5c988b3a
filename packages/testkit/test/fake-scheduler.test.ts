import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import {
  evicted,
  fails,
  FakeScheduler,
  held,
  spells,
  succeeds,
  VirtualClock,
  type FakeSchedulerOptions,
  type Fate,
  type Weather,
} from "../src/index.ts";
import { directoryWith } from "./support/tree.ts";

const token = "project.1.1.workflow.1";

/** A scheduler with one submission of two jobs, whose life is `fate`. */
async function submitted(
  fate: Fate,
  options: Partial<FakeSchedulerOptions> = {},
): Promise<{ clock: VirtualClock; scheduler: FakeScheduler; directory: string }> {
  const directory = directoryWith({
    "work.dag": "JOB first first.sub\nJOB second second.sub\nPARENT first CHILD second\n",
    "first.products.json": { "first.txt": "1" },
    "second.products.json": { "second.txt": "2" },
  });
  const clock = new VirtualClock();
  const scheduler = new FakeScheduler({ clock, fate: ({ time }) => (time === 1 ? fate : succeeds(0, 100)), ...options });
  await scheduler.submit({ token, name: "test/GW1/pe", file: join(directory, "work.dag"), directory });
  return { clock, scheduler, directory };
}

async function lifeOf(fate: Fate, steps: readonly number[]): Promise<string[]> {
  const { clock, scheduler } = await submitted(fate);
  const life: string[] = [];
  for (const step of steps) {
    clock.advance(step);
    const [answer] = await scheduler.query([token]);
    life.push(`${answer!.state} ${answer!.done}/${answer!.total}${answer!.reason === undefined ? "" : `: ${answer!.reason}`}`);
  }
  return life;
}

describe("the life of a submission", () => {
  test("goes through its phases to its end", async () => {
    expect(await lifeOf(succeeds(100, 100), [0, 100, 100])).toEqual(["queued 0/2", "running 0/2", "completed 2/2"]);
  });

  test("may be evicted and held on its way", async () => {
    expect(await lifeOf(held(succeeds(0, 100), 100, "disk full"), [0, 50, 100, 60, 50])).toEqual([
      "running 0/2",
      "held 0/2: disk full",
      "queued 0/2",
      "running 0/2",
      "completed 2/2",
    ]);
    expect(await lifeOf(evicted(succeeds(0, 100)), [0, 50, 1800, 50])).toEqual(["running 0/2", "queued 0/2", "running 0/2", "completed 2/2"]);
  });

  test("ends with the job that fails, and goes on after it when it is submitted again", async () => {
    const fate = fails(0, 100, 3);
    const { clock, scheduler, directory } = await submitted({ ...fate, end: { state: "failed", node: 1, exitCode: 3, cause: "exit" } });
    clock.advance(100);
    expect(await scheduler.query([token])).toMatchObject([
      { state: "failed", done: 1, total: 2, reason: "second ended with exit code 3", failure: { node: "second", exitCode: 3, cause: "exit" } },
    ]);
    expect([existsSync(join(directory, "first.txt")), existsSync(join(directory, "second.txt"))]).toEqual([true, false]);
    await scheduler.submit({ token: "project.1.2.workflow.1", name: "test/GW1/pe", file: join(directory, "work.dag"), directory });
    expect(await scheduler.query(["project.1.2.workflow.1"])).toMatchObject([{ state: "running", done: 1 }]);
    clock.advance(100);
    expect(await scheduler.query(["project.1.2.workflow.1"])).toMatchObject([{ state: "completed", done: 2 }]);
    expect(scheduler.violations).toEqual([]);
  });

  test("ends when it is removed, and not again", async () => {
    const { clock, scheduler, directory } = await submitted(succeeds(0, 100));
    clock.advance(50);
    await scheduler.remove(token);
    expect(await scheduler.query([token])).toMatchObject([{ state: "removed" }]);
    clock.advance(100);
    expect(await scheduler.query([token])).toMatchObject([{ state: "removed" }]);
    expect(existsSync(join(directory, "first.txt"))).toBe(false);
  });

  test("goes on when its hold is released", async () => {
    const { clock, scheduler } = await submitted(held(succeeds(0, 100), 1e6));
    clock.advance(60);
    await scheduler.release(token);
    clock.advance(60);
    expect(await scheduler.query([token])).toMatchObject([{ state: "running" }]);
  });
});

describe("the scheduler", () => {
  test("gives the same submission for the same token, and counts", async () => {
    const { scheduler, directory } = await submitted(succeeds());
    const again = await scheduler.submit({ token, name: "test/GW1/pe", file: join(directory, "work.dag"), directory });
    expect([again, scheduler.submissions.get(token), scheduler.violations]).toEqual([{ jobId: "job-1.1.workflow.1" }, 2, []]);
  });

  test("notes what must never happen", async () => {
    const { scheduler, directory } = await submitted(succeeds());
    const file = join(directory, "work.dag");
    await scheduler.submit({ token, name: "test/GW1/pe", file: join(directory, "other.dag"), directory });
    await scheduler.submit({ token: "project.1.1.workflow.2", name: "test/GW1/pe", file, directory });
    expect(scheduler.violations.map((line) => line.replaceAll(directory, "/work"))).toEqual([
      "two different jobs for token project.1.1.workflow.1: /work/work.dag and /work/other.dag",
      "project.1.1.workflow.2 works on /work/work.dag while project.1.1.workflow.1 does",
      "project.1.1.workflow.2: its attempt was submitted as project.1.1.workflow.1 already",
    ]);
  });

  test("forgets what ended long ago", async () => {
    const { clock, scheduler } = await submitted(succeeds(0, 100), { forgetsAfter: 1000 });
    clock.advance(1100);
    expect(await scheduler.query([token])).toMatchObject([{ state: "completed" }]);
    clock.advance(1);
    expect(await scheduler.query([token])).toEqual([{ token, state: "absent", reaches: "2026-01-01T00:01:41.000Z" }]);
  });

  test.each<[Weather, string]>([
    ["unreachable", "SCHEDULER_UNREACHABLE"],
    ["timeout", "SCHEDULER_UNREACHABLE"],
    ["silent", "unknown unknown"],
    ["empty", ""],
    ["late", "absent absent"],
    ["clear", "running absent"],
  ])("answers in %s weather", async (weather, expected) => {
    const { clock, scheduler } = await submitted(succeeds(0, 1000), { weather: spells([{ from: 1, until: 1e9, weather }]) });
    clock.advance(10);
    const answer = await scheduler.query([token, "other"]).then(
      (observations) => observations.map(({ state }) => state).join(" "),
      (error: { code: string }) => error.code,
    );
    expect(answer).toBe(expected);
  });

  test("takes a submission whose answer is lost, and gives the same back", async () => {
    const { clock, scheduler, directory } = await submitted(succeeds(), { weather: spells([{ from: 1, until: 20, weather: "timeout" }]) });
    const request = { token: "project.2.1.workflow.1", name: "test/GW1/other", file: join(directory, "other.dag"), directory };
    clock.advance(10);
    await expect(scheduler.submit(request)).rejects.toThrow('scheduler "fake" did not answer within 60 s');
    clock.advance(10);
    expect(await scheduler.submit(request)).toEqual({ jobId: "job-2.1.workflow.1" });
  });
});
