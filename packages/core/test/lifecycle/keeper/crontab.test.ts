import fc from "fast-check";
import { expect, test } from "vitest";

import { cronLine, hasCronLine, withCronLine, withoutCronLine } from "../../../src/lifecycle/keeper/index.ts";
import { refusal } from "../../support/refusal.ts";

const lines = fc.array(fc.constantFrom("", "MAILTO=us", "# asimov", "* * * * * date # asimov other", "@reboot x"), { maxLength: 6 });
const crontab = fc.tuple(lines, fc.boolean()).map(([all, ended]) => all.join("\n") + (ended && all.length > 0 ? "\n" : ""));

test("the line of a project comes once and goes without a trace in the others", () => {
  fc.assert(
    fc.property(crontab, (text) => {
      const line = cronLine("abc", 900, "/work", ["/usr/bin/node", "/opt/asimov", "start", "--pass"]);
      const once = withCronLine(text, "abc", line);
      expect(hasCronLine(text, "abc")).toBe(false);
      expect(hasCronLine(once, "abc")).toBe(true);
      expect(withCronLine(once, "abc", line)).toBe(once);
      const rest = withoutCronLine(once, "abc");
      expect(rest).toBe(text === "" || text.endsWith("\n") ? text : `${text}\n`);
    }),
  );
});

test("the interval becomes a schedule where cron has one, and names with blanks and percent signs reach the shell whole", async () => {
  const line = (interval: number): string => cronLine("abc", interval, "/my 100% work", ["/bin/node", "/x y/asimov"]);
  expect([60, 300, 3600, 21_600, 86_400].map(line)).toMatchInlineSnapshot(`
    [
      "* * * * * cd '/my 100\\% work' && /bin/node '/x y/asimov' # asimov abc",
      "*/5 * * * * cd '/my 100\\% work' && /bin/node '/x y/asimov' # asimov abc",
      "0 * * * * cd '/my 100\\% work' && /bin/node '/x y/asimov' # asimov abc",
      "0 */6 * * * cd '/my 100\\% work' && /bin/node '/x y/asimov' # asimov abc",
      "0 0 * * * cd '/my 100\\% work' && /bin/node '/x y/asimov' # asimov abc",
    ]
  `);
  for (const interval of [30, 420, 5400, 90_000]) expect(await refusal(() => line(interval))).toContain("START_INTERVAL");
  expect(await refusal(() => line(420))).toMatchInlineSnapshot(`
    "START_INTERVAL nowhere
      cron can't run something every 420 s
      Take minutes that divide an hour (1m, 5m, 10m, 15m, 20m, 30m) or hours that divide a day (1h, 2h, 6h), or --by process."
  `);
});
