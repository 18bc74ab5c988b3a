import fc from "fast-check";
import { expect, test } from "vitest";

import { formatDuration, isoTime, timestamp } from "../../src/system/index.ts";
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

test("times in forms of ISO 8601 are read as UTC", () => {
  const forms = {
    "2026-03-01": "2026-03-01T00:00:00.000Z",
    "20260301T1205": "2026-03-01T12:05:00.000Z",
    "2026-03-01 12": "2026-03-01T12:00:00.000Z",
    "2026-03-01 12:05:06": "2026-03-01T12:05:06.000Z",
    "2026-03-01T12:05:06,7z": "2026-03-01T12:05:06.700Z",
    "2026-03-01 12:05:06.123456": "2026-03-01T12:05:06.123Z",
    "2026-03-01T00:05:06+01:30": "2026-02-28T22:35:06.000Z",
    "2026-03-01 12:05:06 -08": "2026-03-01T20:05:06.000Z",
  };
  expect(Object.fromEntries(Object.keys(forms).map((form) => [form, isoTime(form)]))).toEqual(forms);
  for (const other of ["", "2026", "2026-02-30", "2026-03-01 25:00", "1.3.2026", "2026-03-01T12:00+99:00", "now"])
    expect(isoTime(other)).toBeUndefined();
});

test("what the ledger writes is read as it is", () => {
  const dates = fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true });
  fc.assert(fc.property(dates, (date) => isoTime(date.toISOString()) === date.toISOString()));
});
