import { schedulerConformance } from "@asimov-gw/testkit";
import { expect, test } from "vitest";

import { openPool } from "./pool.ts";

test.each(schedulerConformance.map(({ name, check }) => [name, check] as const))("%s", async (_, check) => {
  const { pool, directory, open } = openPool();
  const setDown = (isDown: boolean): Promise<void> => pool.setHealth(isDown ? "off" : "up");
  expect(await check({ open, directory, step: () => pool.advance(), setDown })).toBe(true);
});
