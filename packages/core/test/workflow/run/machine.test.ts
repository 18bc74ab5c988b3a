import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  advance,
  allowedLosses,
  initial,
  result,
  startable,
  type JobOutcome,
  type RunEvent,
  type RunState,
  type Workflow,
} from "../../../src/workflow/index.ts";
import { asEvent } from "../../../src/workflow/run/index.ts";
import { anyOutcome, anyWorkflow, workflowOf } from "./workflows.ts";

const at = "2026-01-01T00:00:00.000Z";
const start = (node: string, tries = 1): RunEvent => ({ event: "start", at, node, try: tries });
const end = (node: string, outcome: JobOutcome, tries = 1): RunEvent => ({ event: "end", at, node, try: tries, outcome });
const well: JobOutcome = { cause: "exit", exitCode: 0 };

/** Runs a workflow with at most `slots` jobs at once to its end; `which` decides what ends next. */
function play(
  workflow: Workflow,
  slots: number,
  outcomes: readonly JobOutcome[],
  which: readonly number[],
): { events: RunEvent[]; states: RunState[] } {
  const events: RunEvent[] = [];
  const states = [initial(workflow)];
  const happen = (event: RunEvent): void => {
    events.push(event);
    states.push(advance(states.at(-1)!, [event]));
  };
  for (let step = 0; ; step++) {
    const state = states.at(-1)!;
    const next = startable(state)[0];
    if (next && state.running.size < slots) happen(start(next.name, state.nodes.get(next.name)!.tries + 1));
    else if (state.running.size > 0) {
      const node = [...state.running][(which[step % which.length] ?? 0) % state.running.size]!;
      happen(end(node, outcomes[step] ?? well, state.nodes.get(node)!.tries));
    } else return { events, states };
  }
}

const anyPlay = fc
  .tuple(anyWorkflow, fc.integer({ min: 1, max: 4 }), fc.array(anyOutcome, { maxLength: 40 }), fc.array(fc.nat(), { minLength: 1, maxLength: 8 }))
  .map(([workflow, slots, outcomes, which]) => ({ workflow, ...play(workflow, slots, outcomes, which) }));

describe("any run of any workflow", () => {
  test("starts no node before its parents are done, and none that is done", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, events, states }) => {
        const nodes = new Map(workflow.nodes.map((node) => [node.name, node]));
        for (const [index, event] of events.entries()) {
          if (event.event !== "start") continue;
          const before = states[index]!;
          for (const parent of nodes.get(event.node)!.parents) expect(before.nodes.get(parent)!.status).toBe("done");
          expect(before.nodes.get(event.node)!.status).toBe("ready");
          expect(nodes.get(event.node)).toMatchObject({ done: false, work: { kind: "jobs" } });
        }
      }),
    );
  });

  test("tries a node once more for each of its retries, and again after losses and checkpoints", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, events, states }) => {
        for (const node of workflow.nodes) {
          const outcomes = events.flatMap((event) => (event.event === "end" && event.node === node.name ? [event.outcome] : []));
          const losses = outcomes.filter(({ cause }) => cause === "lost").length;
          const failures = outcomes.filter(({ cause, exitCode }) => cause !== "lost" && exitCode !== 0 && exitCode !== 77).length;
          const failed = states.at(-1)!.nodes.get(node.name)!.status === "failed";
          expect(failed).toBe(failures > node.retries || losses > allowedLosses);
          expect(failures).toBeLessThanOrEqual(node.retries + 1);
          expect(losses).toBeLessThanOrEqual(allowedLosses + 1);
        }
      }),
    );
  });

  test("goes on with everything that does not need a failed node", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, states }) => {
        const last = states.at(-1)!;
        const status = (name: string): string => last.nodes.get(name)!.status;
        for (const { name, parents } of workflow.nodes) {
          if (status(name) === "done" || status(name) === "failed") continue;
          expect(status(name)).toBe("futile");
          expect(parents.some((parent) => status(parent) === "failed" || status(parent) === "futile")).toBe(true);
        }
        expect(last.failed.length > 0).toBe(result(last) === "failed");
      }),
    );
  });

  test("has ended exactly when nothing can run any more", () => {
    fc.assert(
      fc.property(anyPlay, ({ states }) => {
        for (const state of states) expect(result(state) === undefined).toBe(state.running.size > 0 || startable(state).length > 0);
        expect(result(states.at(-1)!)).toBeDefined();
        for (const state of states) expect(state.done).toBe([...state.nodes.values()].filter(({ status }) => status === "done").length);
      }),
    );
  });

  test("stands where the events of its journal say, however many of them there are", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, events, states }) => {
        const read = events.map((event) => asEvent(JSON.parse(JSON.stringify(event)))!);
        for (const [index, state] of states.entries()) expect(advance(initial(workflow), read.slice(0, index))).toEqual(state);
      }),
      { numRuns: 50 },
    );
  });

  test("starts nothing any more once it is being removed", () => {
    fc.assert(
      fc.property(anyPlay, fc.nat(), ({ states }, moment) => {
        const state = states[moment % states.length]!;
        const removing = advance(state, [{ event: "remove", at }]);
        expect(startable(removing)).toEqual([]);
        const lost = [...removing.running].map((node) => end(node, { cause: "lost" }, removing.nodes.get(node)!.tries));
        const ended = advance(removing, lost);
        expect(result(ended)).toBe(ended.done === ended.nodes.size ? "completed" : "removed");
      }),
    );
  });
});

test("a node may be lost five times, and the sixth is its failure", () => {
  let state = initial(workflowOf({ a: {} }));
  const seen: string[] = [];
  for (let tries = 1; tries <= 6; tries++) {
    state = advance(state, [start("a", tries), end("a", { cause: "lost" }, tries)]);
    seen.push(state.nodes.get("a")!.status);
  }
  expect(seen).toEqual(["ready", "ready", "ready", "ready", "ready", "failed"]);
});

test("a failure makes all that needs it futile, and nothing else", () => {
  const workflow = workflowOf({
    bad: {},
    good: {},
    child: { parents: ["bad", "good"] },
    grandchild: { parents: ["child"] },
    other: { parents: ["good"] },
  });
  const state = advance(initial(workflow), [start("good"), end("good", well), start("bad"), end("bad", { cause: "exit", exitCode: 1 })]);
  expect(Object.fromEntries([...state.nodes].map(([name, { status }]) => [name, status]))).toEqual({
    bad: "failed",
    good: "done",
    child: "futile",
    grandchild: "futile",
    other: "ready",
  });
});

test("nodes start by priority, then in the order of the file", () => {
  const state = initial(workflowOf({ a: {}, b: { priority: 2 }, c: {}, d: { priority: 2 } }));
  expect(startable(state).map(({ name }) => name)).toEqual(["b", "d", "a", "c"]);
});

test("a node that is no work is done when its parents are", () => {
  const state = initial(workflowOf({ a: {}, b: { noop: true, parents: ["a"] }, c: { parents: ["b"] }, d: { noop: true } }));
  expect(state.nodes.get("d")!.status).toBe("done");
  const after = advance(state, [start("a"), end("a", well)]);
  expect(startable(after).map(({ name }) => name)).toEqual(["c"]);
});

test("an exit code of its own can mean success", () => {
  const state = initial(workflowOf({ a: { job: { successExitCode: 3 } } }));
  expect(result(advance(state, [start("a"), end("a", { cause: "exit", exitCode: 3 })]))).toBe("completed");
  expect(result(advance(state, [start("a"), end("a", well)]))).toBe("failed");
});

test("a try goes on from the checkpoint of the one before, also when one was lost between", () => {
  const state = advance(initial(workflowOf({ a: { retries: 1 } })), [start("a"), end("a", { cause: "exit", exitCode: 77 })]);
  expect(state.nodes.get("a")).toMatchObject({ status: "ready", continues: true, failures: 0 });
  const lost = advance(state, [start("a", 2), end("a", { cause: "lost" }, 2)]);
  expect(lost.nodes.get("a")).toMatchObject({ status: "ready", continues: true });
  const failed = advance(lost, [start("a", 3), end("a", { cause: "exit", exitCode: 1 }, 3)]);
  expect(failed.nodes.get("a")).toMatchObject({ status: "ready", continues: false });
});

test("an event that cannot have happened is refused", () => {
  const state = initial(workflowOf({ a: {}, b: { parents: ["a"] } }));
  expect(() => advance(state, [start("b")])).toThrowErrorMatchingInlineSnapshot(
    `[AsimovError: the journal says "start" of try 1 of node "b", but the node is waiting after 0 tries]`,
  );
  expect(() => advance(state, [end("c", well)])).toThrowErrorMatchingInlineSnapshot(
    `[AsimovError: the journal says "end" of try 1 of node "c", but there is no such node]`,
  );
});
