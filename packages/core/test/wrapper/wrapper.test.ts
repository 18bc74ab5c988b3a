import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

import { identify } from "../../src/system/index.ts";
import { readJobRecords } from "../../src/wrapper/job-records.ts";
import { until } from "../scheduler/local/lab.ts";

const wrapper = fileURLToPath(new URL("../../assets/job.sh", import.meta.url));

interface Job {
  readonly record: string;
  readonly pid: number;
  /** Exit code of the wrapper. */
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

// Where /bin/sh is dash, as on Debian, the other wide-spread one is bash, as on Red Hat.
describe.each(["/bin/sh", "/bin/bash"].filter((shell) => existsSync(shell)))("under %s the wrapper", (shell) => {
  function start(script: string, record = mkdtempSync(join(tmpdir(), "asimov-wrapper-"))): Job {
    onTestFinished(() => rmSync(record, { recursive: true, force: true }));
    const output = join(record, "output");
    const args = [wrapper, record, "claim", record, "/dev/null", output, output, "truncate", "0", "0", "0", "0", "/bin/sh", "-c", script];
    const child = spawn(shell, args, { argv0: "sh", detached: true, stdio: "ignore", env: { PATH: "/no/where", LD_LIBRARY_PATH: "/no/where" } });
    return {
      record,
      pid: child.pid!,
      ended: once(child, "exit").then(([code]) => code as number | null),
      output: () => readFileSync(output, "utf8"),
    };
  }

  test("records who runs the job and how it ended", async () => {
    const job = start("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo $PATH $LD_LIBRARY_PATH; exit 3");
    await until(() => readJobRecords(job.record).leader !== undefined);
    const identity = identify(job.pid);
    expect(await job.ended).toBe(0);
    expect(readJobRecords(job.record)).toEqual({
      claimed: true,
      claims: 1,
      hasResult: false,
      leader: identity,
      candidates: [],
      exit: { cause: "exit", exitCode: 3, cpuSeconds: expect.any(Number) },
    });
    expect(readJobRecords(job.record).exit!.cpuSeconds).toBeGreaterThan(0.01);
    expect(job.output()).toBe("/no/where /no/where\n");
  });

  test("leaves a job alone that another has claimed", async () => {
    const first = start("echo ran");
    expect(await first.ended).toBe(0);
    const second = start("echo ran twice", first.record);
    expect(await second.ended).toBe(75);
    expect(first.output()).toBe("ran\n");
    expect(readJobRecords(first.record).leader!.pid).toBe(first.pid);
  });

  test("is the only one of several that works", async () => {
    const first = start("echo ran >>log");
    const all = [first, ...Array.from({ length: 5 }, () => start("echo ran >>log", first.record))];
    const codes = await Promise.all(all.map(({ ended }) => ended));
    expect(codes.toSorted((a, b) => a! - b!)).toEqual([0, 75, 75, 75, 75, 75]);
    expect(readFileSync(join(first.record, "log"), "utf8")).toBe("ran\n");
    expect(readJobRecords(first.record).candidates).toEqual([]);
  });

  test("does nothing when it cannot write its records", async () => {
    const record = mkdtempSync(join(tmpdir(), "asimov-wrapper-"));
    rmSync(record, { recursive: true });
    expect(await start("echo ran >/tmp/asimov-never", record).ended).toBe(74);
  });

  test.each([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("survives %s to its group and records the end of the job", async (signal, exitCode) => {
    const job = start("echo up; exec /bin/sleep 100");
    await until(() => existsSync(join(job.record, "output")) && job.output() === "up\n");
    process.kill(-job.pid, signal);
    expect(await job.ended).toBe(0);
    expect(readJobRecords(job.record).exit).toMatchObject({ cause: "signal", exitCode });
  });

  test("waits for a job that takes its time to end", async () => {
    const job = start(`trap '/bin/sleep 0.2; echo saved; exit 77' TERM; echo up; while :; do /bin/sleep 0.01; done`);
    await until(() => existsSync(join(job.record, "output")) && job.output() === "up\n");
    process.kill(-job.pid, "SIGTERM");
    expect(await job.ended).toBe(0);
    expect(readJobRecords(job.record).exit).toMatchObject({ cause: "exit", exitCode: 77 });
    expect(job.output()).toMatch(/saved\n$/);
  });

  test("does not start what it cannot start", async () => {
    const record = mkdtempSync(join(tmpdir(), "asimov-wrapper-"));
    onTestFinished(() => rmSync(record, { recursive: true, force: true }));
    mkdirSync(join(record, "program"));
    const args = [wrapper, record, "claim", record, "/dev/null", "/dev/null", "/dev/null", "truncate", "0", "0", "0", "0", join(record, "program")];
    const [code] = await once(spawn(shell, args, { argv0: "sh", stdio: "ignore" }), "exit");
    expect(code).toBe(0);
    expect(readJobRecords(record).exit).toEqual({ cause: "start", exitCode: 127, reason: "its executable does not exist" });
  });
});
