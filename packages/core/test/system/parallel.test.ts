import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";

import { inParallel } from "../../src/system/index.ts";

test("at most so many at once, and results in the order of the items", async () => {
  let atWork = 0;
  let most = 0;
  const results = await inParallel([3, 1, 2, 0], 2, async (turns) => {
    most = Math.max(most, ++atWork);
    for (let left = turns; left > 0; left--) await turn();
    atWork--;
    return turns * 10;
  });
  expect([results, most]).toEqual([[30, 10, 20, 0], 2]);
  expect(await inParallel([], 3, () => Promise.resolve(1))).toEqual([]);
});

test("a limit below one is one, and one that never ends holds no other up", async () => {
  expect(await inParallel([1, 2], 0, (item) => Promise.resolve(item))).toEqual([1, 2]);
  const done: number[] = [];
  let release: () => void = () => undefined;
  const all = inParallel([0, 1, 2, 3], 2, async (item) => {
    if (item === 0) await new Promise<void>((resolve) => (release = resolve));
    done.push(item);
    if (item === 3) release();
  });
  await all;
  expect(done).toEqual([1, 2, 3, 0]);
});

test("after an error nothing more is begun, and what was begun has ended before it is thrown", async () => {
  const begun: number[] = [];
  let ended = false;
  const work = inParallel([1, 2, 3, 4], 2, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error("no");
    await turn();
    ended = true;
  });
  await expect(work).rejects.toThrow("no");
  expect([begun, ended]).toEqual([[1, 2], true]);
});
