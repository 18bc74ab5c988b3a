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
  writeFileSync(work.path("A.sub"), submitFile("A", ["request_memory = $INT(1024)"]));
  await expect(scheduler.submit({ ...work.request, requests: { memory: { factor: 2 } } })).rejects.toMatchObject({
    message: "it ran out of what it asked for, but request_memory = $INT(1024) is no plain value, and can't be made larger",
    at: { file: work.path("A.sub"), line: 7, column: 1 },
  });
  expect([await pool.clusters(), lines(work.path("A.sub"))[0]]).toEqual([[], "request_memory = 2GB"]);
});

const requests = { memory: { factor: 1.5 } };

/** The submit file of a workflow after its requests were to grow twice, and what was thrown at last; where all went well, the submission was not taken. */
async function asked(text: readonly string[], dag = ""): Promise<{ readonly written: readonly string[]; readonly thrown: unknown }> {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  writeFileSync(work.dag, readFileSync(work.dag, "utf8") + dag);
  writeFileSync(work.path("A.sub"), `executable = /bin/true\n${text.join("\n")}\n`);
  const scheduler = await open();
  let thrown: unknown;
  for (let again = 0; again < 2; again++) {
    await pool.fail("condor_submit", { refuses: "not now" });
    thrown = await scheduler.submit({ ...work.request, requests }).catch((error: unknown) => error);
  }
  expect(await pool.clusters()).toEqual([]);
  return { written: readFileSync(work.path("A.sub"), "utf8").split("\n").slice(1, -1), thrown };
}

test.each([
  ["where the macro is defined", ["mem = 4 GB", "request_memory = $(mem)"], ["+mem = 4 GB", "mem = 6144MB", "request_memory = $(mem)"]],
  [
    "where others refer to the macro too, in the request",
    ["mem = 4 GB", "request_memory = $(Mem)", "arguments = $(mem)"],
    ["mem = 4 GB", "+request_memory = $(Mem)", "request_memory = 6144MB", "arguments = $(mem)"],
  ],
  [
    "where the last macro of several is defined, in the unit that follows",
    ["request_memory = $(mem)GB", "base = 3", "mem = $(base)"],
    ["request_memory = $(mem)GB", "+base = 3", "base = 4.5", "mem = $(base)"],
  ],
  [
    "where the last macro is defined to which nothing else refers",
    ["base = 2048", "mem = $(base)", "request_memory = $(mem)", "arguments = $(base)"],
    ["base = 2048", "+mem = $(base)", "mem = 3072MB", "request_memory = $(mem)", "arguments = $(base)"],
  ],
  [
    "with the unit of the last macro, where that stays",
    ["base = 2GB", "mem = $(base)", "request_memory = $(mem)", "arguments = $(mem) $(base)"],
    ["base = 2GB", "mem = $(base)", "+request_memory = $(mem)", "request_memory = 3072MB", "arguments = $(mem) $(base)"],
  ],
  ["that has a default, in the request", ["request_memory = $(mem:1024)MB"], ["+request_memory = $(mem:1024)MB", "request_memory = 1536MB"]],
])("a request that is a macro of the same file grows, however often: %s", async (_, before, after) => {
  const { written, thrown } = await asked([...before, "queue"]);
  expect(String(thrown)).toContain("not now");
  expect(written.map((line) => line.replace("# asimov asks for more than its builder: ", "+"))).toEqual([...after, "queue"]);
});

test("macros of descriptions in the workflow file count in their own description", async () => {
  const { pool, directory, open } = openPool();
  const work = writeWork(directory, ["A"]);
  const inline = (name: string, size: string): string =>
    `JOB ${name} @=end\n  executable = /bin/true\n  mem = ${size}\n  request_memory = $(mem)\n@end\n`;
  writeFileSync(work.dag, `${readFileSync(work.dag, "utf8")}${inline("B", "1 GB")}${inline("C", "2 GB")}`);
  await pool.fail("condor_submit", { refuses: "not now" });
  await expect((await open()).submit({ ...work.request, requests })).rejects.toThrow("not now");
  expect(readFileSync(work.dag, "utf8").match(/^ {2}mem = .*$/gm)).toEqual(["  mem = 1536MB", "  mem = 3072MB"]);
});

test.each([
  ["two values", ["mem = 1GB", "mem = 2GB", "request_memory = $(mem)", "queue"]],
  ["a value for each job", ["mem = 1GB", "request_memory = $(mem)", "queue mem in 1GB, 2GB"]],
  ["nothing", ["request_memory = $(Process)", "queue"]],
])("a macro that stands for %s is refused as before", async (_, text) => {
  const { written, thrown } = await asked(text);
  expect(thrown).toMatchObject({ message: expect.stringMatching(/request_memory = \$\(\w+\) is no plain value, and can't be made larger$/) });
  expect(written).toEqual(text);
});

test("where a macro comes from VARS of the workflow, that is said with its line", async () => {
  const text = ["mem = 1GB", "request_memory = $(mem)", "queue"];
  const { written, thrown } = await asked(text, 'VARS A other="x" \\\n  Mem="4 GB"\n');
  expect(thrown).toMatchObject({
    code: "HTCONDOR_REQUEST_NOT_GROWN",
    message: expect.stringMatching(/request_memory = \$\(mem\) \(\S+A\.sub:3:1\) takes "mem" from VARS of its workflow, and can't be made larger$/),
    at: { file: expect.stringMatching(/run\.dag$/), line: 2, column: 1 },
  });
  expect(written).toEqual(text);
});
