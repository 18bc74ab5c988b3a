import { describe, expect, test } from "vitest";

import {
  blockers,
  candidatesOf,
  neededAnalyses,
  parseNeeds,
  readyAnalyses,
  statuses,
  waitingReasons,
  type Analysis,
  type Need,
} from "../../src/analysis/index.ts";
import type { Value } from "../../src/settings/index.ts";
import { AsimovError } from "../../src/system/index.ts";
import { among, need, someAnalysis, someFacts } from "../support/candidates.ts";

const analysis = (name: string, status: string, needs: readonly Need[] = [], subject = "GW1"): Analysis =>
  someAnalysis(name, status, needs, { subject });
const read = (...items: readonly Value[]): readonly Need[] => parseNeeds(items, () => ({ file: "/work/b.yaml" }));

/** What keeps `a` with these needs from starting, among its siblings. */
const reasons = (needs: readonly Need[], ...siblings: Analysis[]): readonly string[] => {
  const mine = analysis("a", "ready", needs);
  return blockers(mine, among([mine, ...siblings])).map(({ reason }) => reason);
};

test("what needs nothing is not blocked", () => {
  expect(reasons([])).toEqual([]);
});

test("a need is met by exactly those statuses in which products exist", () => {
  const told = statuses.map((status) => [status, ...reasons([need("b")], analysis("b", status))].join(": "));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "ready: "b", which is ready but has not run
    wait: "b", which is held (wait) until a person releases it
    running: "b", which is running
    finished
    processing
    uploaded
    stuck: "b", which is stuck and needs a person
    stop: "b", which is about to be stopped
    stopped: "b", which is stopped and needs a person
    restart: "b", which is about to run again
    cancelled: "b", which is cancelled and will not run
    manual: "b", which is looked after by hand (manual)"
  `);
});

test("a need until the store is met by uploaded alone", () => {
  const told = statuses.map((status) => [status, ...reasons([need("b", { until: "uploaded" })], analysis("b", status))].join(": "));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "ready: "b", which is ready but has not run
    wait: "b", which is held (wait) until a person releases it
    running: "b", which is running
    finished: "b", which is finished, but its results are not in the store yet
    processing: "b", which is in post-processing: its results are not in the store yet
    uploaded
    stuck: "b", which is stuck and needs a person
    stop: "b", which is about to be stopped
    stopped: "b", which is stopped and needs a person
    restart: "b", which is about to run again
    cancelled: "b", which is cancelled and will not run
    manual: "b", which is looked after by hand (manual)"
  `);
});

test("a status that a plugin added blocks, with its name", () => {
  expect(reasons([need("b")], analysis("b", "calibrating"))).toEqual(['"b", which is calibrating']);
});

test("a need that matches nothing blocks by itself, unless it is optional", () => {
  expect(reasons([need("b"), need("c", { optional: true })])).toEqual(['"b", which does not exist']);
});

test("an optional need that matches is waited for like any other", () => {
  expect(reasons([need("b", { optional: true })], analysis("b", "running"))).toEqual(['"b", which is running']);
  expect(reasons([need("b", { optional: true })], analysis("b", "finished"))).toEqual([]);
});

test("every unmet need has its own reason and names what it waits for", () => {
  const b = analysis("b", "running");
  const mine = analysis("a", "ready", [need("b"), need("c"), need("d")]);
  expect(blockers(mine, among([b, analysis("d", "finished")]))).toEqual([
    { need: need("b"), analysis: b, reason: '"b", which is running' },
    { need: need("c"), reason: '"c", which does not exist' },
  ]);
});

test("an analysis of the same name on another subject meets nothing", () => {
  expect(reasons([need("b")], analysis("b", "finished", [], "GW2"))).toEqual(['"b", which does not exist']);
});

describe("ready analyses", () => {
  test("those that are ready and not blocked, in their order, each on its own subject", () => {
    const all = [
      analysis("pe", "ready", [need("psd")]),
      analysis("psd", "finished"),
      analysis("held", "wait"),
      analysis("pe", "ready", [need("psd")], "GW2"),
      analysis("psd", "running", [], "GW2"),
      analysis("other", "ready", [], "GW2"),
    ];
    expect(readyAnalyses(among(all)).map(({ address }) => address)).toEqual(["GW1/pe", "GW2/other"]);
  });

  test("only the status ready is started", () => {
    const all = statuses.map((status) => analysis(status, status));
    expect(readyAnalyses(among(all)).map(({ name }) => name)).toEqual(["ready"]);
  });
});

test("needed analyses are those that are there, in the order of the needs", () => {
  const mine = analysis("a", "ready", [need("c"), need("nothing"), need("b")]);
  const siblings = [analysis("b", "running"), analysis("c", "wait"), mine, analysis("c", "finished", [], "GW2")];
  expect(neededAnalyses(mine, among(siblings)).map(({ address, status }) => [address, status])).toEqual([
    ["GW1/c", "wait"],
    ["GW1/b", "running"],
  ]);
});

describe("conditions", () => {
  test("an item means all that match, and waits for each of them", () => {
    const mine = analysis("a", "ready", read("pipeline: Test"));
    const siblings = [mine, analysis("b", "finished"), analysis("c", "running"), someAnalysis("d", "stuck", [], { reason: "a node failed\nat 3" })];
    expect(blockers(mine, among(siblings)).map(({ reason }) => reason)).toMatchInlineSnapshot(`
      [
        ""c", which is running",
        ""d", which is stuck and needs a person (a node failed)",
      ]
    `);
  });

  test("what matches nothing blocks, each item on its own, unless it is optional", () => {
    const needs = read({ pipeline: "other" }, ["b", { status: "uploaded" }], { status: "stuck", optional: true });
    expect(reasons(needs, analysis("b", "finished"))).toMatchInlineSnapshot(`
      [
        "an analysis with pipeline: other, and there is none now",
        "an analysis with [name: b, status: uploaded], and there is none now",
      ]
    `);
  });

  test("an analysis never needs itself, and each that is needed counts once", () => {
    const mine = analysis("a", "ready", read({ status: "!running" }, "a", "b", { name: "!c" }));
    expect(neededAnalyses(mine, among([mine, analysis("b", "finished"), analysis("c", "running")])).map(({ name }) => name)).toEqual(["b"]);
  });

  test("settings that contradict each other block only what asks for them", () => {
    const all = [analysis("b", "finished"), analysis("a", "ready", read("waveform.approximant: X")), analysis("c", "ready", read("b"))];
    const settings = (): never => {
      throw new AsimovError("SETTINGS_MAP_AGAINST_VALUE", { message: "one of both" });
    };
    const candidates = candidatesOf(all, { ...someFacts(), settings });
    expect(readyAnalyses(candidates).map(({ name }) => name)).toEqual(["c"]);
    expect(blockers(all[1]!, candidates).map(({ reason }) => reason)).toMatchInlineSnapshot(`
      [
        "an analysis with waveform.approximant: X; what that is can't be told: one of both",
      ]
    `);
  });
});

test("whether names allow a start is told for many analyses without asking for settings", () => {
  const all = Array.from({ length: 10_000 }, (_, index) => {
    const subject = `GW${index}`;
    return [analysis("psd", "finished", [], subject), analysis("pe", "ready", read("psd"), subject), analysis("pp", "ready", read("pe"), subject)];
  }).flat();
  const unasked = (): never => {
    throw new Error("was asked");
  };
  expect(readyAnalyses(candidatesOf(all, { settings: unasked, cause: unasked, review: unasked, labels: unasked }))).toHaveLength(10_000);
});

test("analyses that wait for each other say so, others do not", () => {
  const all = [
    analysis("a", "ready", read("b")),
    analysis("b", "ready", read("a", "d")),
    analysis("c", "ready", read("a")),
    analysis("d", "running"),
  ];
  const reasons = waitingReasons(among(all));
  expect(all.map(({ id, name }) => [name, ...(reasons.get(id) ?? [])].join(": "))).toMatchInlineSnapshot(`
    [
      "a: "b", which is ready but has not run: itself, in a circle: a -> b -> a",
      "b: "a", which is ready but has not run: "d", which is running: itself, in a circle: a -> b -> a",
      "c: "a", which is ready but has not run",
      "d",
    ]
  `);
});
