import * as fc from "fast-check";
import { expect, test } from "vitest";

import { choose, firstTurn, roomFor, type Claimant, type Room } from "../../../src/workflow/run/index.ts";

import { plainJob } from "./workflows.ts";

const queue = (token: string, ...slots: number[]): [string, Claimant[]] => [
  token,
  slots.map((cores, index) => ({ token, node: `${token}${index}`, cores, memory: 0 })),
];
const cores = (n: number): Room => ({ cores: n, memory: 1000 });
const names = (picks: readonly Claimant[]): string[] => picks.map(({ node }) => node);

test("workflows take turns, from one choice to the next", () => {
  const queues = new Map([queue("a", 1, 1, 1), queue("b", 1, 1), queue("c", 1)]);
  const first = choose(queues, cores(4), firstTurn, { patience: 4 });
  expect(names(first.picks)).toEqual(["a0", "b0", "c0", "a1"]);
  expect(names(choose(queues, cores(2), first.turn, { patience: 4 }).picks)).toEqual(["b0", "c0"]);
});

test("a big job is overtaken a few times, then the machine is kept clear for it", () => {
  let turn = firstTurn;
  const started: string[][] = [];
  for (let round = 0; round < 4; round++) {
    const choice = choose(new Map([queue("big", 4), queue("small", 1, 1, 1)]), cores(1), turn, { patience: 2 });
    started.push(names(choice.picks));
    turn = choice.turn;
  }
  expect(started).toEqual([["small0"], ["small0"], [], []]);
  expect(names(choose(new Map([queue("big", 4), queue("small", 1)]), cores(4), turn, { patience: 2 }).picks)).toEqual(["big0"]);
});

test("never more than is free, each job once, each workflow in its order", () => {
  const anyQueues = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }));
  fc.assert(
    fc.property(anyQueues, fc.nat(8), (sizes, free) => {
      const queues = new Map(Object.entries(sizes).map(([token, slots]) => queue(token, ...slots)));
      const { picks } = choose(queues, cores(free), firstTurn, { patience: 2 });
      expect(picks.reduce((sum, { cores: all }) => sum + all, 0)).toBeLessThanOrEqual(free);
      for (const [token, all] of queues)
        expect(picks.filter((pick) => pick.token === token)).toEqual(all.slice(0, picks.filter((pick) => pick.token === token).length));
    }),
  );
});

test("a job waits for memory as for cores, and is overtaken likewise", () => {
  const job = (token: string, memory: number): [string, Claimant[]] => [token, [{ token, node: token, cores: 1, memory }]];
  const queues = new Map([job("big", 900), job("small", 100)]);
  const first = choose(queues, { cores: 4, memory: 500 }, firstTurn, { patience: 1 });
  expect(names(first.picks)).toEqual(["small"]);
  expect(names(choose(queues, { cores: 4, memory: 500 }, first.turn, { patience: 1 }).picks)).toEqual([]);
  expect(names(choose(queues, { cores: 4, memory: 1000 }, first.turn, { patience: 1 }).picks)).toEqual(["big", "small"]);
});

test("all that is possible of a workflow of higher priority starts before those of lower ones, which take turns", () => {
  const priorities: Readonly<Record<string, number>> = { a: 0, b: 5, c: 0 };
  const priorityOf = (token: string): number => priorities[token]!;
  const queues = new Map([queue("a", 1, 1), queue("b", 1, 1), queue("c", 1, 1)]);
  const first = choose(queues, cores(4), firstTurn, { patience: 4, priorityOf });
  expect(names(first.picks)).toEqual(["b0", "b1", "a0", "c0"]);
  // What can't start does not keep the machine idle at once.
  const wide = new Map([queue("a", 1), queue("b", 4), queue("c", 1)]);
  expect(names(choose(wide, cores(2), firstTurn, { patience: 4, priorityOf }).picks)).toEqual(["a0", "c0"]);
});

test("a job takes what it asks for, at most all, and what is usual where it does not say", () => {
  const machine = { cores: 4, memory: 1000, defaultMemory: 300 };
  const room = (cpus: number, memory?: number): Room => roomFor({ ...plainJob, request: { cpus, memory } }, machine);
  expect(room(2, 400)).toEqual({ cores: 2, memory: 400 });
  expect(room(64, 4000)).toEqual({ cores: 4, memory: 1000 });
  // Its share of the machine, so that cores are what runs out first.
  expect(room(1)).toEqual({ cores: 1, memory: 250 });
  expect(room(2)).toEqual({ cores: 2, memory: 300 });
});
