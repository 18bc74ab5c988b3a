import { expect, test } from "vitest";

import { readOptions } from "../src/options.ts";
import { query } from "../src/query.ts";
import type { Tools } from "../src/tools.ts";

// Seconds at which jobs ended, in the order in which they came into the history, the newest first.
async function reach(ends: readonly number[]): Promise<string | undefined> {
  const tools = {
    queue: async () => [],
    history: async () => [],
    newest: async () => ends.map((EnteredCurrentStatus) => ({ EnteredCurrentStatus })),
  };
  const [answer] = await query(tools as unknown as Tools, readOptions({}), ["token"], {});
  expect(answer?.state).toBe("absent");
  return answer?.reaches;
}

const time = (seconds: number): string => new Date(seconds * 1000).toISOString();

test("the history reaches back to its oldest record", async () => {
  expect(await reach([])).toBeUndefined();
  expect(await reach([3000, 2000, 1000])).toBe(time(1000));
});

test("a record that came late into the history does not make it look longer than it is", async () => {
  const ends = Array.from({ length: 1000 }, (_, index) => 100_000 - index * 10);
  // Its job had ended long before it left the queue.
  ends[995] = 5;
  ends[999] = 7;
  expect(await reach(ends)).toBe(time(100_000 - 990 * 10));
});
