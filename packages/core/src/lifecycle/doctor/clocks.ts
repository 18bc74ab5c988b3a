import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Ledger } from "../../ledger/index.ts";
import { formatDuration } from "../../system/index.ts";
import { fail, mayWrite, ok, onlyRead, warn, type Check } from "./check.ts";

// Seconds: the clocks of servers that are looked after agree far better than the first.
const [noticeable, wrong] = [5, 300];

/** Whether the clock of this host and that of the file system agree: of files of other hosts, their age is judged. */
export function checkClock(directory: string): readonly Check[] {
  if (!mayWrite(directory)) return [ok("clock", onlyRead)];
  const trial = mkdtempSync(join(directory, ".asimov", ".doctor-"));
  try {
    const before = Date.now();
    writeFileSync(join(trial, "now"), "");
    const skew = (statSync(join(trial, "now")).mtimeMs - before) / 1000;
    return [
      told(
        "clock",
        Math.abs(skew),
        `the clock of the file system is ${formatDuration(Math.abs(skew))} ${skew < 0 ? "behind" : "ahead of"} this host's`,
      ),
    ];
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

/** Whether the times that hosts recorded follow each other as their changes did. */
export function checkRecordedTimes(ledger: Ledger): readonly Check[] {
  const row = ledger.get(`
    SELECT host, before, (julianday(earlier) - julianday(time)) * 86400 AS skew
    FROM (SELECT host, time, lag(time) OVER (ORDER BY id) AS earlier, lag(host) OVER (ORDER BY id) AS before
          FROM (SELECT * FROM transactions ORDER BY id DESC LIMIT 10000))
    WHERE earlier > time ORDER BY skew DESC LIMIT 1`);
  const ahead = ledger.get(
    "SELECT host, time FROM transactions WHERE time > ? ORDER BY time DESC LIMIT 1",
    new Date(ledger.clock.now() + 1000).toISOString(),
  );
  if (ahead) {
    const skew = (Date.parse(String(ahead["time"])) - ledger.clock.now()) / 1000;
    return [told("recorded times", skew, `a change made on ${String(ahead["host"])} has a time that is ${formatDuration(skew)} in the future`)];
  }
  if (!row) return [ok("recorded times", "changes of all hosts are in the order of their times")];
  const skew = Number(row["skew"]);
  return [
    told(
      "recorded times",
      skew,
      `a change made on ${String(row["host"])} is ${formatDuration(skew)} older than the one before it, made on ${String(row["before"])}`,
    ),
  ];
}

function told(name: string, skew: number, what: string): Check {
  if (skew < noticeable) return ok(name, `clocks agree within ${noticeable} s`);
  const remedy = "Have the clocks of all hosts set by one server (NTP): times in the history mislead until then.";
  return skew < wrong ? warn(name, what, remedy) : fail(name, what, remedy);
}
