import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

import { identify, runCommand } from "../../src/system/index.ts";
import { start, until } from "../support/processes.ts";

const guarding = new URL("./fixtures/guarding.ts", import.meta.url);

it("a guarded command ends with all its descendants when whoever started it is killed", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "asimov-guard-")), "pids");
  const { child } = start(guarding, "command", file);
  await until(() => existsSync(file) && readFileSync(file, "utf8").endsWith("\n"));
  const pids = readFileSync(file, "utf8").trim().split(" ").map(Number);
  expect(pids.map((pid) => identify(pid) !== undefined)).toEqual([true, true]);
  process.kill(child.pid, "SIGKILL");
  await until(() => pids.every((pid) => identify(pid) === undefined));
});

it("a hook in a busy loop ends when the command that called it is killed", async () => {
  const program = start(guarding, "hook");
  const pid = Number(await program.line());
  expect(identify(pid)).toBeDefined();
  process.kill(program.child.pid, "SIGKILL");
  await until(() => identify(pid) === undefined);
});

it("a guarded command gives its exit code, its signal and its output like every other", async () => {
  const ended = async (script: string): Promise<readonly unknown[]> => {
    const { exitCode, stdout, stderr } = await runCommand("sh", ["-c", script], { guard: true });
    return [exitCode, stdout, stderr];
  };
  expect(await ended("echo out; echo err >&2; exit 7")).toEqual([7, "out\n", "err\n"]);
  expect(await ended("kill -9 $$")).toEqual([137, "", ""]);
});

it("a guarded command that is not there is told like any other", async () => {
  await expect(runCommand("no-such-program", [], { guard: true })).rejects.toMatchObject({ code: "COMMAND_NOT_FOUND" });
});

it("what a guarded command leaves behind ends with it", async () => {
  const { stdout } = await runCommand("sh", ["-c", "sleep 1000 > /dev/null 2>&1 & echo $!"], { guard: true });
  await until(() => identify(Number(stdout)) === undefined);
  expect(Number(stdout)).toBeGreaterThan(0);
});
