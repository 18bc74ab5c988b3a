import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { groupMembers, identify, readIfExists, runCommand, signalGroup } from "../../src/system/index.ts";
import { killIfAny, until } from "../support/processes.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith } from "../support/tree.ts";

const sh = (script: string, options: Parameters<typeof runCommand>[2] = {}): ReturnType<typeof runCommand> =>
  runCommand("sh", ["-c", script], options);

test("output and exit code", async () => {
  const { seconds, ...result } = await sh("echo out; echo error >&2; exit 3");
  expect(result).toEqual({ exitCode: 3, stdout: "out\n", stderr: "error\n", timedOut: false });
  expect(seconds).toBeGreaterThanOrEqual(0);
});

test("arguments reach the program as they are: no shell reads them", async () => {
  const args = ["a b", "$HOME", "`id`", "; exit 1", "*", "", "\u{1f300}", "'\""];
  const { stdout } = await runCommand(process.execPath, ["-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...args]);
  expect(JSON.parse(stdout)).toEqual(args);
});

test("directory and environment", async () => {
  const directory = directoryWith();
  const { stdout } = await sh('pwd; echo "$GREETING"; echo "${HOME-none}"', {
    cwd: directory,
    env: { PATH: process.env["PATH"], GREETING: "hello" },
  });
  expect(stdout).toBe(`${directory}\nhello\nnone\n`);
});

test("there is nothing to read on standard input", async () => {
  expect((await sh("cat")).stdout).toBe("");
});

test("a signal is an exit code as in a shell, whichever it is", async () => {
  const codes = await Promise.all(["HUP", "TERM", "KILL", "USR1", "USR2", "ALRM", "XCPU", "SEGV"].map((name) => sh(`kill -${name} $$`)));
  expect(codes.map(({ exitCode }) => exitCode)).toEqual([129, 143, 137, 138, 140, 142, 152, 139]);
});

describe("what can't be started", () => {
  test("a missing program", async () => {
    expect(await refusal(() => runCommand("no-such-program", []))).toMatchInlineSnapshot(`
      "COMMAND_NOT_FOUND nowhere
        there is no program "no-such-program"
        Check that it is installed and that its directory is on PATH."
    `);
  });

  test("a missing directory", async () => {
    expect(await refusal(() => runCommand("true", [], { cwd: "/no/such/directory" }))).toMatchInlineSnapshot(`
      "COMMAND_NOT_FOUND nowhere
        there is no program "true", or no directory /no/such/directory to run it in
        Check that it is installed and that its directory is on PATH."
    `);
  });

  test("a file that is no program, a directory that is a file, an argument that is too long", async () => {
    const directory = directoryWith({ data: "text" });
    expect(await refusal(() => runCommand(join(directory, "data"), []), directory)).toMatchInlineSnapshot(`
      "COMMAND_NOT_STARTED nowhere
        "/work/data" could not be started: spawn /work/data EACCES"
    `);
    expect(await refusal(() => runCommand("true", [], { cwd: join(directory, "data") }), directory)).toMatchInlineSnapshot(`
      "COMMAND_NOT_FOUND nowhere
        there is no program "true", or no directory /work/data to run it in
        Check that it is installed and that its directory is on PATH."
    `);
    expect(await refusal(() => runCommand("true", ["x".repeat(1 << 20)]))).toMatchInlineSnapshot(`
      "COMMAND_NOT_STARTED nowhere
        "true" could not be started: spawn E2BIG"
    `);
    expect(await refusal(() => runCommand("true", ["a\0b"]))).toContain("COMMAND_NOT_STARTED");
  });
});

describe("the log", () => {
  test("gets both streams, after what it held, in directories that are made", async () => {
    const log = join(directoryWith(), "logs/deep/commands.log");
    await sh("echo one", { log });
    await sh("echo two >&2", { log });
    expect(readFileSync(log, "utf8")).toBe("one\ntwo\n");
  });

  test("holds all of what is too long to be kept", async () => {
    const log = join(directoryWith(), "log");
    const { stdout } = await sh("yes 0123456789abcde | head -c 3000000; echo end", { log });
    expect(stdout.length).toBe(1 << 20);
    expect(stdout.endsWith("end\n")).toBe(true);
    expect(readFileSync(log).length).toBe(3_000_004);
  });

  test("that can't be opened is an error before anything runs", async () => {
    const directory = directoryWith({ file: "" });
    mkdirSync(join(directory, "log"));
    for (const log of [join(directory, "log"), join(directory, "file/log")]) {
      expect(await refusal(() => sh(`touch ${directory}/ran`, { log }), directory)).toMatch(/^COMMAND_LOG/);
    }
    expect(readdirSync(directory)).toEqual(["file", "log"]);
  });

  test("that can't be written ends the command with an error", async () => {
    expect(await refusal(() => sh("echo x; exec sleep 60", { log: "/dev/full" }))).toMatchInlineSnapshot(`
      "COMMAND_LOG /dev/full
        the output of the command can't be kept: ENOSPC: no space left on device, write
        Make room on the disk, or check who may write there."
    `);
  });
});

test("text is not torn where a stream happens to be cut", async () => {
  const { stdout } = await runCommand(process.execPath, ["-e", "process.stdout.write('\u{1f300}'.repeat(100_000))"]);
  expect(stdout).toBe("\u{1f300}".repeat(100_000));
});

describe("time limits", () => {
  /** Runs a script that writes its group's id and would run for a minute; tells whether any of the group is left. */
  async function leftAfter(directory: string, run: Promise<unknown>): Promise<readonly number[]> {
    await run;
    const group = Number(readFileSync(join(directory, "group"), "utf8"));
    await until(() => groupMembers(group, 0).length === 0);
    return groupMembers(group, 0);
  }
  const family = 'echo $$ > group; trap "" TERM; sleep 60 & (sleep 60 & wait) & wait';

  test("the whole group is killed, whatever it does with signals", async () => {
    const directory = directoryWith();
    const run = sh(family, { cwd: directory, timeout: 0.3 });
    expect(await run).toMatchObject({ exitCode: 137, timedOut: true });
    expect(await leftAfter(directory, run)).toEqual([]);
  });

  test("a member that left the group but holds the output does not hold us", async () => {
    const directory = directoryWith();
    const result = await sh("setsid sh -c 'echo $$ > escaped; exec sleep 60' & wait", { cwd: directory, timeout: 0.3 });
    const escaped = Number(readFileSync(join(directory, "escaped"), "utf8"));
    expect(identify(escaped)).toBeDefined();
    killIfAny(escaped);
    expect(result).toMatchObject({ exitCode: 137, timedOut: true });
  });

  test("what was printed before the end is kept", async () => {
    expect(await sh("echo begun; exec sleep 60", { timeout: 0.3 })).toMatchObject({ stdout: "begun\n", timedOut: true });
  });

  test("a command that ends in time is not touched, however far the limit is", async () => {
    expect(await sh("exit 0", { timeout: 60 })).toMatchObject({ exitCode: 0, timedOut: false });
    // Longer than a timer can count: 25 days and for ever.
    expect(await sh("exit 0", { timeout: 1e7 })).toMatchObject({ exitCode: 0, timedOut: false });
    expect(await sh("exit 0", { timeout: Number.POSITIVE_INFINITY })).toMatchObject({ exitCode: 0, timedOut: false });
  });

  test("an abort kills the group too, and is no time-out", async () => {
    const directory = directoryWith();
    const abort = new AbortController();
    const run = sh(family, { cwd: directory, signal: abort.signal });
    await until(() => readIfExists(join(directory, "group"))?.endsWith("\n") === true);
    abort.abort();
    expect(await run).toMatchObject({ exitCode: 137, timedOut: false });
    expect(await leftAfter(directory, run)).toEqual([]);
  });

  test("an abort that came before ends the command at once", async () => {
    expect(await sh("exec sleep 60", { signal: AbortSignal.abort() })).toMatchObject({ exitCode: 137 });
  });
});

test("a signal to a group that is gone says so", async () => {
  const { stdout } = await sh("echo $$");
  expect(signalGroup(Number(stdout), "SIGTERM")).toBe(false);
});
