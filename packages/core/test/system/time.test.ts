import { expect, test } from "vitest";

import { formatDuration, timestamp } from "../../src/system/index.ts";
import { fixedClock } from "../support/clock.ts";

test("a time is UTC with milliseconds", () => {
  expect(timestamp(fixedClock("2026-03-01T13:00:00.5+01:00"))).toBe("2026-03-01T12:00:00.500Z");
});

test("durations as people read them", () => {
  const seconds = [-5, 0, 0.4, 45.4, 119, 119.6, 120, 3599, 3600, 12_000, 172_799, 172_800, 187_200, 1e7];
  expect(seconds.map((value) => `${value}: ${formatDuration(value)}`).join("\n")).toMatchInlineSnapshot(`
    "-5: 0 s
    0: 0 s
    0.4: 0 s
    45.4: 45 s
    119: 119 s
    119.6: 2 min
    120: 2 min
    3599: 59 min
    3600: 1 h 0 min
    12000: 3 h 20 min
    172799: 47 h 59 min
    172800: 2 d 0 h
    187200: 2 d 4 h
    10000000: 115 d 17 h"
  `);
});
