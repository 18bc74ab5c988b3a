import { expect, test } from "vitest";

import { readOptions } from "../src/options.ts";
import { describe as describeJob } from "../src/recurring.ts";
import { openPool } from "./pool.ts";

const job = {
  name: "asimov monitor",
  command: ["/usr/bin/node", "/opt/it's/asimov.js", "start", "--pass", 'a "b"'],
  directory: "/home/gw/project",
  interval: 900,
};

test("a command that runs again and again is a job with a time table, which stays in the queue until it is stopped", async () => {
  const { pool, directory, open } = openPool();
  const { recurring } = await open();
  const id = await recurring!.start({ ...job, directory });
  expect(id).toBe("2.0");
  expect(await recurring!.isStarted(id)).toBe(true);
  await pool.advance(5);
  expect(await recurring!.isStarted(id)).toBe(true);
  await recurring!.stop(id);
  expect(await recurring!.isStarted(id)).toBe(false);
  await recurring!.stop(id);
});

test("one whose answer was lost is found again, and no second one is started", async () => {
  const { pool, directory, open } = openPool();
  const { recurring } = await open();
  await pool.fail("condor_submit", { failsAfterwards: "no answer\n" });
  await expect(recurring!.start({ ...job, directory })).rejects.toThrow("no answer");
  expect(await recurring!.start({ ...job, directory })).toBe("2.0");
  expect(await pool.clusters()).toEqual([2]);
});

test("one that is held says so with its reason and what to type, and is not taken for started where it is found again", async () => {
  const { pool, directory, open } = openPool();
  const { recurring } = await open();
  const id = await recurring!.start({ ...job, directory });
  await pool.give("condor_hold", [id]);
  expect(await recurring!.isStarted(id)).toEqual({
    held: "via condor_hold (by user gw)",
    remedy: "Mend what it says, then: condor_release 2.0",
  });
  await expect(recurring!.start({ ...job, directory })).rejects.toMatchObject({
    code: "HTCONDOR_JOB_HELD",
    message: "job 2.0 of an earlier start is held: via condor_hold (by user gw)",
    remedy: "condor_release 2.0 lets it go on, condor_rm 2.0 ends it; then: asimov start",
  });
  await pool.give("condor_release", [id]);
  expect([await recurring!.isStarted(id), await recurring!.start({ ...job, directory })]).toEqual([true, id]);
});

test("its description quotes its words as HTCondor does, and inherits nothing", () => {
  const text = describeJob(job, readOptions({ "accounting group": "ligo.dev.o4.cbc.pe.bilby" }));
  expect(text).toContain(`arguments = "'/opt/it''s/asimov.js' 'start' '--pass' 'a ""b""'"`);
  expect(text).toContain("cron_minute = */15\non_exit_remove = false\n");
  expect(text).toContain("accounting_group = ligo.dev.o4.cbc.pe.bilby\nqueue\n");
  expect(text).not.toContain("getenv");
});

test.each([
  [60, ["cron_minute = */1"]],
  [3600, ["cron_minute = 0", "cron_hour = *"]],
  [7200, ["cron_minute = 0", "cron_hour = */2"]],
])("every %d seconds", (interval, lines) => {
  expect(describeJob({ ...job, interval }, readOptions({})).match(/^cron_.*$/gm)).toEqual(lines);
});

test("a time that no time table has is refused with those that it has", () => {
  expect(() => describeJob({ ...job, interval: 2700 }, readOptions({}))).toThrow("no even steps of 45 minutes");
});
