import { describe, expect, onTestFinished, test, vi } from "vitest";

import { definePipeline, type Assets, type Progress } from "@asimov-gw/core/pipeline";

import { FakePipeline, spells, succeeds, type FakeNode, type World } from "../src/index.ts";
import { worldWith } from "./support/world.ts";

const looks: string[] = [];
// Milliseconds that a look takes.
let slowness = 0;

/** Tells when it is looked at. */
class Watched extends FakePipeline {
  static override readonly name = "watched";

  protected nodes(): readonly FakeNode[] {
    return [{ name: "job", products: { "out.txt": "1" } }];
  }

  override async checkProgress(): Promise<Progress> {
    vi.advanceTimersByTime(slowness);
    looks.push(this.analysis.name);
    if (this.analysis.name === "a") throw new Error("it can't be told");
    return { stage: "sampling" };
  }

  override async whileRunning(): Promise<void> {
    looks.push(`${this.analysis.name} too`);
  }

  async collectAssets(): Promise<Assets> {
    return {};
  }
}

const names = ["a", "b", "c"];

async function watched(): Promise<World> {
  looks.length = 0;
  slowness = 0;
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  return worldWith({
    pipelines: [definePipeline(Watched)],
    blueprints: [{ kind: "event", name: "GW1" }, ...names.map((name) => ({ kind: "analysis", name, event: "GW1", pipeline: "watched" }))],
    config: "monitor: {progress interval: 600}",
    scheduler: { fate: () => succeeds(0, 1e6), weather: spells([{ from: 1000, until: 2000, weather: "shuffled" }]) },
  });
}

describe("a pass", () => {
  test("asks the scheduler once, about all", async () => {
    const world = await watched();
    await world.pass();
    await world.pass();
    await world.pass();
    expect(world.scheduler.calls).toEqual({ submit: 3, query: 2, remove: 0 });
  });

  test("changes nothing where nothing is new", async () => {
    const world = await watched();
    await world.pass();
    await world.pass();
    const before = world.session.project.ledger.all("SELECT * FROM history");
    expect((await world.pass()).exitCode).toBe(0);
    expect(world.session.project.ledger.all("SELECT * FROM history")).toEqual(before);
  });

  test("looks at what runs when it is due, and one that fails keeps no other from it", async () => {
    const world = await watched();
    await world.pass();
    expect(looks).toEqual([]);
    await world.pass();
    expect(looks).toEqual(["a", "b", "b too", "c", "c too"]);
    world.clock.advance(599);
    await world.pass();
    expect(looks).toHaveLength(5);
    world.clock.advance(1);
    await world.pass();
    expect(looks).toHaveLength(10);
    expect(world.notices.filter(({ level }) => level === "warn").map(({ address, text }) => `${address}: ${text}`)).toMatchInlineSnapshot(`
      [
        "GW1/a: no progress to show: testkit-watched 1.0.0: checkProgress failed: it can't be told",
        "GW1/a: no progress to show: testkit-watched 1.0.0: checkProgress failed: it can't be told",
      ]
    `);
  });

  test("looks first at what was looked at longest ago", async () => {
    const world = await watched();
    await world.pass();
    await world.pass({ only: new Set([1]) });
    world.clock.advance(600);
    await world.pass({ only: new Set([2]) });
    world.clock.advance(600);
    looks.length = 0;
    await world.pass();
    expect(looks.filter((name) => names.includes(name))).toEqual(["c", "a", "b"]);
  });

  test("begins no look after a minute, and the next one goes on", async () => {
    const world = await watched();
    await world.pass();
    slowness = 31_000;
    await world.pass();
    expect(looks.filter((name) => names.includes(name))).toEqual(["a", "b"]);
    await world.pass();
    expect(looks.filter((name) => names.includes(name))).toEqual(["a", "b", "c"]);
  });

  test("knows answers by what they are about, in any order", async () => {
    const world = await watched();
    await world.pass();
    await world.scheduler.remove([...world.scheduler.submissions.keys()][0]!);
    world.clock.advance(1500);
    await world.pass();
    expect(world.statuses).toEqual({ "GW1/a": "stuck", "GW1/b": "running", "GW1/c": "running" });
  });
});
