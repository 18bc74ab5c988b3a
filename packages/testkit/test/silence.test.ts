import { describe, expect, test } from "vitest";

import { spells, type Weather, type World } from "../src/index.ts";
import { blueprints, worldWith } from "./support/world.ts";

const hour = 3600;

// The jobs of two analyses are on their way when the scheduler falls silent, for 24 hours, and end in the meantime.
async function silent(weather: Weather): Promise<World> {
  const more = [{ kind: "analysis", name: "simple", event: "GW1", pipeline: "simple" }];
  const world = await worldWith({
    blueprints: [...blueprints, ...more],
    scheduler: { weather: spells([{ from: 1, until: 24 * hour, weather }]), forgetsAfter: 72 * hour },
  });
  await world.pass();
  world.clock.advance(hour / 4);
  return world;
}

function decisions(world: World): object {
  return world.session.project.ledger.all("SELECT id, status FROM analyses UNION ALL SELECT count(*), 'attempts' FROM attempts ORDER BY 1");
}

describe.each<Weather>(["unreachable", "timeout", "silent", "empty"])("24 hours of a scheduler that is %s", (weather) => {
  test("change nothing, are told at each pass, and are over when they are over", async () => {
    const world = await silent(weather);
    const before = decisions(world);
    const seen = await world.run({ every: hour / 4, seconds: 23.5 * hour });
    expect(seen.map(({ report }) => report.exitCode)).toEqual(seen.map(() => 4));
    for (const { report } of seen) expect(report.unknown.map(({ analysis }) => analysis.address)).toEqual(["GW1/psd", "GW1/simple"]);
    expect(decisions(world)).toEqual(before);
    expect([world.scheduler.calls.submit, world.scheduler.calls.remove]).toEqual([2, 0]);
    const after = await world.run({ every: hour, seconds: 10 * hour });
    expect(world.statuses).toEqual({ "GW1/psd": "uploaded", "GW1/pe": "uploaded", "GW1/simple": "uploaded" });
    expect(after.at(-1)?.report.exitCode).toBe(0);
    expect(world.scheduler.violations).toEqual([]);
  });
});

test("the message of a pass in an outage says what was not checked, and why", async () => {
  const { report } = (await (await silent("unreachable")).run({ every: 1, seconds: 1 }))[0]!;
  expect(report.unknown.map(({ analysis, reason }) => `${analysis.address}: ${reason}`)).toMatchInlineSnapshot(`
    [
      "GW1/psd: scheduler "fake" can't be reached: connection refused",
      "GW1/simple: scheduler "fake" can't be reached: connection refused",
    ]
  `);
});

test("what becomes ready in an outage is submitted when it is over, and once", async () => {
  const world = await silent("timeout");
  world.apply([{ kind: "analysis", name: "late", event: "GW1", pipeline: "simple" }]);
  await world.run({ every: hour / 4, seconds: 23.5 * hour });
  expect([world.scheduler.calls.submit, world.statuses["GW1/late"]]).toEqual([2, "ready"]);
  await world.run({ every: hour / 4, seconds: 6 * hour });
  expect([world.statuses["GW1/late"], [...world.scheduler.submissions.values()]]).toEqual(["uploaded", [1, 1, 1, 1, 1]]);
});
