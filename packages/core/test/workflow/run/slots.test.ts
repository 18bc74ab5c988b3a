import * as fc from "fast-check";
import { expect, test } from "vitest";

import { choose, firstTurn, type Claimant } from "../../../src/workflow/run/index.ts";

const queue = (token: string, ...slots: number[]): [string, Claimant[]] => [
  token,
  slots.map((n, index) => ({ token, node: `${token}${index}`, slots: n })),
];
const names = (picks: readonly Claimant[]): string[] => picks.map(({ node }) => node);

test("workflows take turns, from one choice to the next", () => {
  const queues = new Map([queue("a", 1, 1, 1), queue("b", 1, 1), queue("c", 1)]);
  const first = choose(queues, 4, firstTurn, 4);
  expect(names(first.picks)).toEqual(["a0", "b0", "c0", "a1"]);
  expect(names(choose(queues, 2, first.turn, 4).picks)).toEqual(["b0", "c0"]);
});

test("a big job is overtaken a few times, then the machine is kept clear for it", () => {
  let turn = firstTurn;
  const started: string[][] = [];
  for (let round = 0; round < 4; round++) {
    const choice = choose(new Map([queue("big", 4), queue("small", 1, 1, 1)]), 1, turn, 2);
    started.push(names(choice.picks));
    turn = choice.turn;
  }
  expect(started).toEqual([["small0"], ["small0"], [], []]);
  expect(names(choose(new Map([queue("big", 4), queue("small", 1)]), 4, turn, 2).picks)).toEqual(["big0"]);
});

test("never more than is free, each job once, each workflow in its order", () => {
  const anyQueues = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }));
  fc.assert(
    fc.property(anyQueues, fc.nat(8), (sizes, free) => {
      const queues = new Map(Object.entries(sizes).map(([token, slots]) => queue(token, ...slots)));
      const { picks } = choose(queues, free, firstTurn, 2);
      expect(picks.reduce((sum, { slots }) => sum + slots, 0)).toBeLessThanOrEqual(free);
      for (const [token, all] of queues)
        expect(picks.filter((pick) => pick.token === token)).toEqual(all.slice(0, picks.filter((pick) => pick.token === token).length));
    }),
  );
});
