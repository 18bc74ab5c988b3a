import { describe, expect, test } from "vitest";

import { blockers, neededAnalyses, readyAnalyses, statuses, type Analysis, type Need } from "../../src/analysis/index.ts";

const need = (name: string, more: Partial<Need> = {}): Need => ({ name, optional: false, until: "products", ...more });

function analysis(name: string, status: string, needs: readonly Need[] = [], subject = "GW1"): Analysis {
  const address = `${subject}/${name}`;
  const place = { subject, subjectSlug: subject, subjectId: 1, subjectRevision: 1, slug: name, pipeline: "test" };
  return { id: 1, kind: "event", address, name, ...place, needs, status, reason: "", remedy: undefined, request: undefined, since: "", revision: 1 };
}

/** What keeps `a` with these needs from starting, among its siblings. */
const reasons = (needs: readonly Need[], ...siblings: Analysis[]): readonly string[] => {
  const mine = analysis("a", "ready", needs);
  return blockers(mine, [mine, ...siblings]).map(({ reason }) => reason);
};

test("what needs nothing is not blocked", () => {
  expect(reasons([])).toEqual([]);
});

test("a need is met by exactly those statuses in which products exist", () => {
  const told = statuses.map((status) => [status, ...reasons([need("b")], analysis("b", status))].join(": "));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "ready: "b" is ready
    wait: "b" is wait and needs a person
    running: "b" is running
    finished
    processing
    uploaded
    stuck: "b" is stuck and needs a person
    stop: "b" is stop
    stopped: "b" is stopped and needs a person
    restart: "b" is restart
    cancelled: "b" is cancelled and needs a person
    manual: "b" is manual and needs a person"
  `);
});

test("a need until the store is met by uploaded alone", () => {
  const told = statuses.map((status) => [status, ...reasons([need("b", { until: "uploaded" })], analysis("b", status))].join(": "));
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "ready: "b" is ready
    wait: "b" is wait and needs a person
    running: "b" is running
    finished: "b" is finished
    processing: "b" is processing
    uploaded
    stuck: "b" is stuck and needs a person
    stop: "b" is stop
    stopped: "b" is stopped and needs a person
    restart: "b" is restart
    cancelled: "b" is cancelled and needs a person
    manual: "b" is manual and needs a person"
  `);
});

test("a status that a plugin added blocks, with its name", () => {
  expect(reasons([need("b")], analysis("b", "calibrating"))).toEqual(['"b" is calibrating']);
});

test("a need that matches nothing blocks by itself, unless it is optional", () => {
  expect(reasons([need("b"), need("c", { optional: true })])).toEqual(['"b" does not exist']);
});

test("an optional need that matches is waited for like any other", () => {
  expect(reasons([need("b", { optional: true })], analysis("b", "running"))).toEqual(['"b" is running']);
  expect(reasons([need("b", { optional: true })], analysis("b", "finished"))).toEqual([]);
});

test("every unmet need has its own reason and names what it waits for", () => {
  const b = analysis("b", "running");
  const mine = analysis("a", "ready", [need("b"), need("c"), need("d")]);
  expect(blockers(mine, [b, analysis("d", "finished")])).toEqual([
    { need: need("b"), analysis: b, reason: '"b" is running' },
    { need: need("c"), reason: '"c" does not exist' },
  ]);
});

test("an analysis of the same name on another subject meets nothing", () => {
  expect(reasons([need("b")], analysis("b", "finished", [], "GW2"))).toEqual(['"b" does not exist']);
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
    expect(readyAnalyses(all).map(({ address }) => address)).toEqual(["GW1/pe", "GW2/other"]);
  });

  test("only the status ready is started", () => {
    const all = statuses.map((status) => analysis(status, status));
    expect(readyAnalyses(all).map(({ name }) => name)).toEqual(["ready"]);
  });
});

test("needed analyses are those that are there, in the order of the needs", () => {
  const mine = analysis("a", "ready", [need("c"), need("nothing"), need("b")]);
  const siblings = [analysis("b", "running"), analysis("c", "wait"), mine, analysis("c", "finished", [], "GW2")];
  expect(neededAnalyses(mine, siblings).map(({ address, status }) => [address, status])).toEqual([
    ["GW1/c", "wait"],
    ["GW1/b", "running"],
  ]);
});
