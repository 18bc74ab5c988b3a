import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { replay, result, type JobOutcome, type RunEvent, type RunState, type Workflow } from "../../../src/workflow/index.ts";
import { allowedLosses, asEvent, exitCode, type PartRun } from "../../../src/workflow/run/index.ts";
import { advance, initial } from "../../../src/workflow/run/machine.ts";
import { startableJobs, startableScripts } from "../../../src/workflow/run/startable.ts";
import { anyOutcome, anyWorkflow, nodeOf, workflowOf } from "./workflows.ts";

const at = "2026-01-01T00:00:00.000Z";
const late = "2026-01-02T00:00:00.000Z";
const well: JobOutcome = { cause: "exit", exitCode: 0 };
const exit = (code: number): JobOutcome => ({ cause: "exit", exitCode: code });

type Draft = ReturnType<typeof initial>;

/** All that may start, if nothing of it starts before the next is asked for. */
function startable(state: Draft): readonly PartRun[] {
  return [...(["pre", "post", "hold"] as const).flatMap((kind) => startableScripts(state, kind, late)), ...startableJobs(state)];
}

function runningParts(state: RunState): readonly PartRun[] {
  return [...state.running].flatMap((node) => {
    const { tries, parts } = state.nodes.get(node)!;
    return parts.flatMap(({ part, run, state: is }) => (is === "running" ? [{ node, try: tries, part, run }] : []));
  });
}

/** What of a state can be seen, as plain data. */
function look(state: Draft): unknown {
  const { graph, tries: _t, jobs: _j, scripts: _s, ...seen } = state;
  return { ...structuredClone(seen), startable: startable(state), graph };
}

/** Runs a workflow with at most `slots` parts at once to its end; `which` decides what ends next. */
function play(workflow: Workflow, slots: number, outcomes: readonly JobOutcome[], which: readonly number[], removeAt = -1): Play {
  const state = initial(workflow);
  const steps: Step[] = [];
  const happen = (event: RunEvent): void => {
    const before = look(state) as RunState;
    const may = startable(state);
    advance(state, [event]);
    steps.push({ event, before, may });
  };
  for (let step = 0; result(state) === undefined; step++) {
    if (step > 2000) throw new Error("it does not end");
    if (step === removeAt) {
      happen({ event: "remove", at });
      continue;
    }
    const next = startable(state)[0];
    const running = runningParts(state);
    if (next && running.length < slots) happen({ event: "start", at, ...next });
    else happen({ event: "end", at, ...running[(which[step % which.length] ?? 0) % running.length]!, outcome: outcomes[step] ?? well });
  }
  return { workflow, steps, last: state };
}

interface Step {
  readonly event: RunEvent;
  readonly before: RunState;
  readonly may: readonly PartRun[];
}

interface Play {
  readonly workflow: Workflow;
  readonly steps: readonly Step[];
  readonly last: Draft;
}

const anyPlay = fc
  .tuple(
    anyWorkflow,
    fc.integer({ min: 1, max: 4 }),
    fc.array(anyOutcome, { maxLength: 60 }),
    fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
    fc.option(fc.nat(40), { nil: -1, freq: 4 }),
  )
  .map(([workflow, slots, outcomes, which, removeAt]) => play(workflow, slots, outcomes, which, removeAt));

const starts = (steps: readonly Step[]): readonly Extract<RunEvent, { event: "start" }>[] =>
  steps.flatMap(({ event }) => (event.event === "start" ? [event] : []));

describe("any run of any workflow", () => {
  test("starts no node before its parents are done, and none that is done", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, steps }) => {
        const nodes = new Map(workflow.nodes.map((node) => [node.name, node]));
        for (const { event, before } of steps) {
          if (event.event !== "start" || event.node === "final") continue;
          for (const parent of nodes.get(event.node)!.parents) expect(before.nodes.get(parent)!.status).toBe("done");
          expect(["ready", "running"]).toContain(before.nodes.get(event.node)!.status);
          expect(nodes.get(event.node)!.done).toBe(false);
        }
      }),
    );
  });

  test("starts nothing twice", () => {
    fc.assert(
      fc.property(anyPlay, ({ steps }) => {
        const names = starts(steps).map(({ node, try: tried, part, run }) => `${node} ${tried} ${part} ${run}`);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  test("runs the scripts of a node before and after its jobs, and its jobs together", () => {
    fc.assert(
      fc.property(anyPlay, ({ steps }) => {
        for (const { event, before } of steps) {
          if (event.event !== "start") continue;
          const running = runningParts(before).filter(({ node }) => node === event.node);
          if (typeof event.part !== "number") expect(running).toEqual([]);
          else expect(running.every(({ part }) => typeof part === "number")).toBe(true);
        }
      }),
    );
  });

  test("keeps to its throttles", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, steps }) => {
        const category = new Map(workflow.nodes.map((node) => [node.name, node.category]));
        for (const { event, before } of steps) {
          if (event.event !== "start" || typeof event.part !== "number") continue;
          const busy = new Set(runningParts(before).flatMap(({ node, part }) => (typeof part === "number" && node !== event.node ? [node] : [])));
          expect(busy.size).toBeLessThan(workflow.throttles?.jobs ?? Infinity);
          if (category.get(event.node) === "narrow") expect([...busy].filter((node) => category.get(node) === "narrow")).toEqual([]);
        }
      }),
    );
  });

  test("tries a node once more for each of its retries, and parts of it again after losses", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, last }) => {
        for (const { name, retries } of workflow.nodes) {
          const { failures, losses, tries } = last.nodes.get(name)!;
          expect(failures).toBeLessThanOrEqual(retries + 1);
          expect(tries).toBeLessThanOrEqual(retries + 1);
          expect(losses).toBeLessThanOrEqual(allowedLosses + 3);
        }
      }),
    );
  });

  test("goes on with everything that does not need a failed node, unless it is ended", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, last }) => {
        if (last.aborted || last.removing) return;
        const status = (name: string): string => last.nodes.get(name)!.status;
        for (const { name, parents } of workflow.nodes) {
          if (status(name) === "done" || status(name) === "failed") continue;
          expect(status(name)).toBe("futile");
          expect(parents.some((parent) => status(parent) === "failed" || status(parent) === "futile")).toBe(true);
        }
        if (!workflow.final) expect(last.failed.length > 0).toBe(result(last) === "failed");
      }),
    );
  });

  test("ends with its final node, once, when nothing else runs", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, steps, last }) => {
        if (!workflow.final) return;
        const first = steps.find(({ event }) => event.event === "start" && event.node === "final");
        if (!first) {
          expect(last.removing).toBe(true);
          return;
        }
        expect(first.before.running.size).toBe(0);
        const after = starts(steps.slice(steps.indexOf(first)));
        expect(after.every(({ node }) => node === "final")).toBe(true);
        if (!last.removing) expect(result(last)).toBe(last.nodes.get("final")!.status === "done" ? "completed" : "failed");
      }),
    );
  });

  test("starts nothing but its final node once it is aborted or being removed", () => {
    fc.assert(
      fc.property(anyPlay, ({ steps }) => {
        for (const { event, before } of steps) if (event.event === "start" && (before.aborted || before.removing)) expect(event.node).toBe("final");
      }),
    );
  });

  test("counts right", () => {
    fc.assert(
      fc.property(anyPlay, ({ steps }) => {
        for (const { before } of steps) {
          const count = (status: string): number => [...before.nodes.values()].filter((node) => node.status === status).length;
          expect([before.done, before.failed.length, before.futile]).toEqual([count("done"), count("failed"), count("futile")]);
          expect([before.running.size, before.ready.size]).toEqual([count("running"), count("ready")]);
          expect(result(before)).toBeUndefined();
        }
      }),
    );
  });

  test("stands where the events of its journal say, however many of them there are", () => {
    fc.assert(
      fc.property(anyPlay, ({ workflow, steps, last }) => {
        const read = steps.map(({ event }) => asEvent(JSON.parse(JSON.stringify(event)))!);
        for (const [index, { before }] of steps.entries()) expect(look(replay(workflow, read.slice(0, index)) as Draft)).toEqual(before);
        expect(look(replay(workflow, read) as Draft)).toEqual(look(last));
      }),
      { numRuns: 30 },
    );
  });
});

/** The state of `workflow` after what is told in short: each item ends a part that then runs, all others that may start being started before. */
function after(workflow: Workflow, ...ends: readonly (readonly [part: string, outcome: JobOutcome])[]): Draft {
  const state = initial(workflow);
  const startAll = (): void => {
    for (let [next] = startable(state); next; [next] = startable(state)) advance(state, [{ event: "start", at, ...next }]);
  };
  startAll();
  for (const [name, outcome] of ends) {
    const part = runningParts(state).find((found) => `${found.node}.${found.part}` === name);
    if (!part) throw new Error(`${name} does not run, but ${JSON.stringify(runningParts(state))}`);
    advance(state, [{ event: "end", at, ...part, outcome }]);
    startAll();
  }
  return state;
}

const status = (state: RunState): Record<string, string> => Object.fromEntries([...state.nodes].map(([name, node]) => [name, node.status]));
const running = (state: RunState): readonly string[] =>
  runningParts(state).map(({ node, part, try: tried, run }) => `${node}.${part} ${tried}.${run}`);

test("a node may be lost five times, and the sixth is its failure", () => {
  const workflow = workflowOf({ a: { retries: 3 } });
  const lost = Array.from({ length: 6 }, () => ["a.0", { cause: "lost" }] as const);
  expect(running(after(workflow, ...lost.slice(1)))).toEqual(["a.0 1.6"]);
  expect(status(after(workflow, ...lost))).toEqual({ a: "failed" });
});

test("a failure makes all that needs it futile, and nothing else", () => {
  const workflow = workflowOf({
    bad: {},
    good: {},
    child: { parents: ["bad", "good"] },
    grandchild: { parents: ["child"] },
    other: { parents: ["good"] },
  });
  const state = after(workflow, ["good.0", well], ["bad.0", exit(1)]);
  expect(status(state)).toEqual({ bad: "failed", good: "done", child: "futile", grandchild: "futile", other: "running" });
});

test("nodes start by priority, then in the order in which they became ready", () => {
  const workflow = workflowOf({ z: { parents: ["d"], priority: 0 }, a: {}, b: { priority: 2 }, c: {}, d: { priority: 2 } });
  const state = initial(workflow);
  expect(startable(state).map(({ node }) => node)).toEqual(["b", "d", "a", "c"]);
  const [, d] = startable(state);
  advance(state, [
    { event: "start", at, ...d! },
    { event: "end", at, ...d!, outcome: well },
  ]);
  expect(startable(state).map(({ node }) => node)).toEqual(["b", "a", "c", "z"]);
});

test("a node that is no work is done when its parents are, and its scripts run", () => {
  const workflow = workflowOf({
    a: {},
    b: { noop: true, parents: ["a"] },
    c: { parents: ["b"] },
    d: { noop: true },
    e: { noop: true, pre: [], post: [] },
  });
  expect(initial(workflow).nodes.get("d")!.status).toBe("done");
  expect(running(after(workflow, ["a.0", well], ["e.pre", well]))).toEqual(["c.0 1.1", "e.post 1.1"]);
});

test("an exit code of its own can mean success", () => {
  const workflow = workflowOf({ a: { job: { successExitCode: 3 } } });
  expect(result(after(workflow, ["a.0", exit(3)]))).toBe("completed");
  expect(result(after(workflow, ["a.0", well]))).toBe("failed");
});

test("a job goes on from its checkpoint, also when it was lost after that, and uses up no retry", () => {
  const workflow = workflowOf({ a: { retries: 1 } });
  const continues = (state: RunState): boolean => state.nodes.get("a")!.parts[0]!.continues;
  const checkpoint = after(workflow, ["a.0", exit(77)]);
  expect([running(checkpoint), continues(checkpoint)]).toEqual([["a.0 1.2"], true]);
  const lost = after(workflow, ["a.0", exit(77)], ["a.0", { cause: "lost" }]);
  expect([running(lost), continues(lost)]).toEqual([["a.0 1.3"], true]);
  const failed = after(workflow, ["a.0", exit(77)], ["a.0", { cause: "lost" }], ["a.0", exit(1)]);
  expect([running(failed), continues(failed)]).toEqual([["a.0 2.1"], false]);
});

test("a job is tried again alone before its node fails, by the manual", () => {
  const workflow = workflowOf({ a: { jobs: [{ maxRetries: 1 }, {}] } });
  expect(running(after(workflow, ["a.0", exit(1)]))).toEqual(["a.0 1.2", "a.1 1.1"]);
  expect(status(after(workflow, ["a.0", exit(1)], ["a.1", well], ["a.0", well]))).toEqual({ a: "done" });
  expect(after(workflow, ["a.0", exit(1)], ["a.0", exit(2)]).stopping).toEqual(new Set(["a"]));
});

test("one job that fails ends the others of its node, and its exit code is that of the node (case g4)", () => {
  const workflow = workflowOf({ t: { jobs: [{}, {}, {}], post: ["$RETURN"] } });
  const state = after(workflow, ["t.0", well], ["t.1", exit(1)]);
  expect(state.stopping).toEqual(new Set(["t"]));
  const ended = after(workflow, ["t.0", well], ["t.1", exit(1)], ["t.2", exit(2)]);
  expect([ended.stopping.size, running(ended), ended.nodes.get("t")!.outcome]).toEqual([0, ["t.post 1.1"], exit(1)]);
});

test("a script before the jobs can fail its node, or say that there is nothing to do; no other script runs then (case g5)", () => {
  const workflow = workflowOf({ bad: { pre: [], post: [] }, skip: { pre: [], post: [], preSkip: 3 }, again: { pre: [], retries: 1 } });
  const state = after(workflow, ["bad.pre", exit(3)], ["skip.pre", exit(3)], ["again.pre", exit(3)], ["again.pre", well]);
  expect(status(state)).toEqual({ bad: "failed", skip: "done", again: "running" });
  expect(running(state)).toEqual(["again.0 2.1"]);
});

test("a script after the jobs decides in their place (cases g1 and g5)", () => {
  const workflow = workflowOf({ mended: { post: [] }, broken: { post: [], retries: 1 } });
  const state = after(workflow, ["mended.0", exit(5)], ["mended.post", well], ["broken.0", well], ["broken.post", exit(2)]);
  expect(status(state)).toEqual({ mended: "done", broken: "running" });
  expect(running(state)).toEqual(["broken.0 2.1"]);
});

test("an exit code can forbid further tries, that of the last script as well, by the manual", () => {
  const workflow = workflowOf({ a: { retries: 3, unlessExit: 2 }, b: { retries: 3, unlessExit: 2, post: [] } });
  expect(status(after(workflow, ["a.0", exit(2)], ["b.0", exit(2)], ["b.post", exit(1)]))).toEqual({ a: "failed", b: "running" });
  expect(status(after(workflow, ["a.0", exit(2)], ["b.0", exit(1)], ["b.post", exit(2)]))).toEqual({ a: "failed", b: "failed" });
});

test("a script asks to be run later, and holds no place among the scripts until then, by the manual", () => {
  const post = { defer: { exitCode: 4, seconds: 90 } };
  const state = initial(workflowOf({ a: { noop: true, post }, b: { noop: true, post } }, { throttles: { post: 1 } }));
  const start = (time: string): readonly string[] => startableScripts(state, "post", time).map(({ node, run }) => `${node} ${run}`);
  expect(start(at)).toEqual(["a 1"]);
  const [first] = startableScripts(state, "post", at);
  advance(state, [
    { event: "start", at, ...first! },
    { event: "end", at, ...first!, outcome: exit(4) },
  ]);
  expect(start(at)).toEqual(["b 1"]);
  expect(start("2026-01-01T00:01:29.999Z")).toEqual(["b 1"]);
  expect(start("2026-01-01T00:01:30.000Z")).toEqual(["a 2"]);
});

test("no more than twenty scripts of a kind run at once", () => {
  const nodes = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`n${index}`, { pre: [] }]));
  expect(after(workflowOf(nodes)).running.size).toBe(20);
  expect(after(workflowOf(nodes, { throttles: { pre: 25 } })).running.size).toBe(25);
});

describe("an abort rule, by the manual", () => {
  const rule = { exitCode: 3 };

  test("ends the whole run with the exit code of the node, whatever its retries", () => {
    const workflow = workflowOf({ a: { abort: rule, retries: 3 }, b: {}, c: { parents: ["a"] } });
    const state = after(workflow, ["a.0", exit(3)]);
    expect([state.stage, result(state)]).toEqual(["ending", undefined]);
    const ended = after(workflow, ["a.0", exit(3)], ["b.0", { cause: "signal", exitCode: 143 }]);
    expect([result(ended), exitCode(ended), status(ended)]).toEqual(["failed", 3, { a: "failed", b: "ready", c: "futile" }]);
  });

  test("can make it a success: RIFT's test of convergence", () => {
    const workflow = workflowOf({ test: { abort: { exitCode: 1, returns: 0 } }, next: { parents: ["test"] } });
    const state = after(workflow, ["test.0", exit(1)]);
    expect([result(state), exitCode(state)]).toEqual(["completed", 0]);
    expect(result(after(workflow, ["test.0", exit(2)]))).toBe("failed");
  });

  test("looks at the last script where there is one", () => {
    const workflow = workflowOf({ a: { abort: rule, post: [] } });
    expect(after(workflow, ["a.0", exit(3)], ["a.post", well]).aborted).toBeUndefined();
    expect(after(workflow, ["a.0", well], ["a.post", exit(3)]).aborted).toEqual({ node: "a", exitCode: 3 });
  });

  test("lets the final node run, which decides", () => {
    const final = nodeOf("end", { pre: ["$DAG_STATUS"] });
    const workflow = workflowOf({ a: { abort: rule }, b: { parents: ["a"] } }, { final });
    const state = after(workflow, ["a.0", exit(3)], ["end.pre", well]);
    expect([running(state), state.nodes.get("end")!.parts[0]!.counts!.dagStatus]).toEqual([["end.0 1.1"], 3]);
    const ended = after(workflow, ["a.0", exit(3)], ["end.pre", well], ["end.0", well]);
    expect([result(ended), exitCode(ended)]).toEqual(["completed", 0]);
  });
});

test("the final node runs after success, failure and removal, knows which, and decides, by the manual", () => {
  const workflow = workflowOf({ a: {} }, { final: nodeOf("end", {}) });
  const seen = (state: RunState): unknown => state.nodes.get("end")!.parts[0]?.counts;
  expect(seen(after(workflow, ["a.0", well]))).toMatchObject({ dagStatus: 0, failed: 0 });
  expect(seen(after(workflow, ["a.0", exit(1)]))).toMatchObject({ dagStatus: 2, failed: 1 });
  expect(result(after(workflow, ["a.0", exit(1)], ["end.0", well]))).toBe("completed");
  expect(result(after(workflow, ["a.0", well], ["end.0", exit(1)]))).toBe("failed");
  const state = after(workflow);
  advance(state, [
    { event: "remove", at },
    { event: "end", at, ...runningParts(state)[0]!, outcome: { cause: "signal", exitCode: 143 } },
  ]);
  expect(startable(state)).toEqual([{ node: "end", try: 1, part: 0, run: 1 }]);
  advance(state, [{ event: "start", at, ...startable(state)[0]! }]);
  expect(seen(state)).toMatchObject({ dagStatus: 4 });
  advance(state, [{ event: "end", at, ...runningParts(state)[0]!, outcome: well }]);
  expect(result(state)).toBe("removed");
});

test("a script runs beside a held job, by the manual", () => {
  const state = after(workflowOf({ a: { hold: [], post: [] } }));
  const [job] = runningParts(state);
  advance(state, [{ event: "held", at, ...job!, reason: "no room" }]);
  expect(startable(state)).toEqual([{ node: "a", try: 1, part: "hold", run: 1 }]);
  advance(state, [
    { event: "start", at, ...startable(state)[0]! },
    { event: "held", at, ...job! },
    { event: "end", at, ...job!, outcome: well },
  ]);
  expect(startable(state)).toEqual([]);
  advance(state, [{ event: "end", at, ...runningParts(state)[0]!, outcome: exit(1) }]);
  expect(startable(state)).toEqual([{ node: "a", try: 1, part: "post", run: 1 }]);
});

test("an event that cannot have happened is refused", () => {
  const workflow = workflowOf({ a: {}, b: { parents: ["a"] } });
  const first = { try: 1, part: 0, run: 1 };
  expect(() => replay(workflow, [{ event: "start", at, node: "b", ...first }])).toThrowErrorMatchingInlineSnapshot(
    `[AsimovError: the journal says "start" of run 1 of job 0 in try 1 of node "b", but the node is waiting after 0 tries]`,
  );
  expect(() => replay(workflow, [{ event: "end", at, node: "c", ...first, part: "post", outcome: well }])).toThrowErrorMatchingInlineSnapshot(
    `[AsimovError: the journal says "end" of run 1 of the post script in try 1 of node "c", but there is no such node]`,
  );
});

test.for(["memory", "time"] as const)("a job that ran out of %s is not tried again with the same request, and its end is journalled", (cause) => {
  const outcome: JobOutcome = { cause, exitCode: 143, reason: "it had asked for less" };
  const event: RunEvent = { event: "end", at, node: "a", try: 1, part: 0, run: 1, outcome };
  expect(asEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
  const { last } = play(workflowOf({ a: { retries: 3, job: { maxRetries: 3 } } }), 1, [well, outcome], [0]);
  expect(result(last)).toBe("failed");
  expect(last.nodes.get("a")).toMatchObject({ tries: 1, outcome });
});
