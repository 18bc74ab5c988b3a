import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { AsimovError, AsimovErrors } from "../../../src/system/index.ts";
import { openLab, type Lab } from "../local/lab.ts";

async function refusal(lab: Lab): Promise<readonly AsimovError[]> {
  const error: unknown = await lab.submit("t").catch((thrown: unknown) => thrown);
  expect(readdirSync(join(lab.directory, "state/workflows"))).toEqual([]);
  return error instanceof AsimovErrors ? error.errors : error instanceof AsimovError ? [error] : [];
}

test("a job that asks for more memory than there is is refused with its place, and nothing starts", async () => {
  const lab = openLab({ memory: 4096 });
  const file = lab.workflow({ a: { run: "echo a >>ran" }, big: { run: "echo big >>ran", submit: ["request_memory = 8 GB"] } });
  const errors = await refusal(lab);
  expect(errors.map(({ code, message, at, remedy }) => ({ code, message, at, remedy }))).toEqual([
    {
      code: "JOB_TOO_MUCH_MEMORY",
      message: "node big asks for 8192 MiB of memory, and the jobs of the local scheduler may have 4096 MiB",
      at: expect.objectContaining({ file, line: 2 }),
      remedy:
        'Ask for less (setting "scheduler.request memory", or "request_memory" of its submit file), or let jobs have more: schedulers: {local: {memory: 16 GB}} in the configuration.',
    },
  ]);
  expect(lab.lines("ran")).toEqual([]);
});

test("a request that grew gets what the machine has", async () => {
  const lab = openLab({ memory: 4096 });
  const file = lab.workflow({ a: { run: "true", submit: ["request_memory = 3 GB"] } });
  const requests = { memory: { factor: 1.5 } };
  await lab.scheduler.submit({ token: "t", name: "t", file, directory: lab.directory, requests });
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
});

test("a log directory that can't be written is told before anything starts, once", async () => {
  const lab = openLab();
  writeFileSync(join(lab.directory, "plain.txt"), "");
  const output = ["output = plain.txt/deep/out", "error = plain.txt/deep/err"];
  const file = lab.workflow({
    a: { run: "echo a >>ran" },
    b: { run: "echo b >>ran", submit: output },
    c: { run: "true", submit: output },
    d: { run: "true", submit: ["log = plain.txt/d.log"] },
    e: { run: "true", submit: ["log = /far/away/e.log"] },
  });
  const errors = await refusal(lab);
  expect(errors.map(({ code, message, at }) => ({ code, message, at }))).toEqual([
    {
      code: "JOB_OUTPUT_UNWRITABLE",
      message: `the output of node b can't be written to ${lab.directory}/plain.txt/deep/out: a part of ${lab.directory}/plain.txt/deep is no directory`,
      at: expect.objectContaining({ file, line: 2 }),
    },
    {
      code: "JOB_OUTPUT_UNWRITABLE",
      message: `the log of node d can't be written to ${lab.directory}/plain.txt/d.log: ${lab.directory}/plain.txt is no directory`,
      at: expect.objectContaining({ file, line: 4 }),
    },
  ]);
  expect(lab.lines("ran")).toEqual([]);
});
