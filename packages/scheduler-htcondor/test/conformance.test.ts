import { schedulerConformance } from "@asimov-gw/testkit";
import { expect, test } from "vitest";

import { openPool } from "./pool.ts";

for (const { name, check } of schedulerConformance) {
  test(name, async () => {
    const { pool, directory, open } = openPool();
    const setDown = (isDown: boolean): Promise<void> => pool.setHealth(isDown ? "off" : "up");
    expect(await check({ open, directory, step: () => pool.advance(), setDown })).toBe(true);
  });
}
