import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";

import { openPool } from "./pool.ts";
import { submitFile, writeWork } from "./work.ts";

const lines = (file: string): readonly string[] => readFileSync(file, "utf8").match(/^.*(?:request_|duration).*$/gm) ?? [];

test("larger requests reach the submit file of each node, from what the builder wrote however often they grow", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A", "B"], ["allowed_execute_duration = 3600"]);
  const inline = ["executable = /bin/true", "request_memory = 1024"];
  writeFileSync(work.dag, `${readFileSync(work.dag, "utf8")}JOB C @=end\n  ${inline.join("\n  ")}\n@end\nSUBDAG EXTERNAL D inner.dag\n`);
  writeFileSync(work.path("inner.dag"), "JOB I I.sub\n");
  writeFileSync(work.path("I.sub"), submitFile("I"));
  const scheduler = await open();
  const memory = { factor: 1.5 };
  await pool.fail("condor_submit", { refuses: "not now" });
  await expect(scheduler.submit({ ...work.request, requests: { memory } })).rejects.toThrow("not now");
  const requests = { memory: { factor: 2.25, limit: 4000 }, disk: { factor: 1.5 }, time: { factor: 2 } };
  await pool.fail("condor_submit", { refuses: "not now" });
  await expect(scheduler.submit({ ...work.request, requests })).rejects.toThrow("not now");
  for (const name of ["A", "B"]) {
    expect(lines(work.path(`${name}.sub`))).toEqual([
      "# asimov asks for more than its builder: request_memory = 2GB",
      "request_memory = 4000MB",
      "# asimov asks for more than its builder: request_disk = 1GB",
      "request_disk = 1536MB",
      "# asimov asks for more than its builder: allowed_execute_duration = 3600",
      "allowed_execute_duration = 7200",
    ]);
  }
  expect(lines(work.dag)).toEqual(["  # asimov asks for more than its builder: request_memory = 1024", "  request_memory = 2304MB"]);
  expect(lines(work.path("I.sub"))).toContain("request_memory = 4000MB");
});

test("the jobs that run again ask for more", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  const scheduler = await open();
  await scheduler.submit({ ...work.request, requests: { memory: { factor: 1.5 } } });
  await pool.advance(2);
  expect(await pool.change(({ queue }) => queue.map(({ ad }) => ad["RequestMemory"]).at(-1))).toBe("3072");
});

test("a request that is no plain value, or that nobody makes, is an error and nothing is submitted", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  const scheduler = await open();
  await expect(scheduler.submit({ ...work.request, requests: { time: { factor: 2 } } })).rejects.toMatchObject({
    code: "HTCONDOR_REQUEST_NOT_GROWN",
    message: "it ran out of what it asked for, but no job of it asks for time",
  });
  writeFileSync(work.path("A.sub"), submitFile("A", ["mem = 4GB", "request_memory = $(mem)"]));
  await expect(scheduler.submit({ ...work.request, requests: { memory: { factor: 2 } } })).rejects.toMatchObject({
    message: "it ran out of what it asked for, but request_memory = $(mem) is no plain value, and can't be made larger",
    at: { file: work.path("A.sub"), line: 8, column: 1 },
  });
  expect([await pool.clusters(), lines(work.path("A.sub"))[0]]).toEqual([[], "request_memory = 2GB"]);
});
