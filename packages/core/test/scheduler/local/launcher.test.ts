import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { Launcher, type Ended } from "../../../src/scheduler/local/launcher.ts";
import { processTable } from "../../../src/system/index.ts";
import { lives, openLab, until, waitFor } from "./lab.ts";

function launcher(): { readonly problems: readonly unknown[]; readonly launcher: Launcher } {
  const problems: unknown[] = [];
  const made = new Launcher((error) => void problems.push(error));
  onTestFinished(() => made.close());
  return { problems, launcher: made };
}

/** The exit code of a shell script under the launcher. */
function run(made: Launcher, script: string, environment: Readonly<Record<string, string>> = {}, more: readonly string[] = []) {
  return new Promise<number | undefined>((resolve) => made.start(["/bin/sh", "-c", script, ...more], environment, resolve));
}

test("a command gets its words and its environment as they are, whatever they hold, and a session of its own", async () => {
  const lab = openLab();
  const file = join(lab.directory, "seen");
  const [odd, name] = ["a 'b' \"c\" $HOME `id` \\ \n d; exit 9 #", "BASH_FUNC_module%%"];
  const script = `printf '%s|' "$@" >${file}; cat /proc/$$/environ >>${file}; cut -d' ' -f6 /proc/$$/stat >${file}.session; echo $$ >${file}.pid; exit 7`;
  expect(await run(launcher().launcher, script, { [name]: odd, UID: "someone", "-x": "", PATH: "/usr/bin:/bin" }, ["sh", odd, "", "-n"])).toBe(7);
  const [words, environment] = readFileSync(file, "utf8").split("|" + name);
  expect(words).toBe(`${odd}||-n`);
  expect(environment).toBe(`=${odd}\0UID=someone\0-x=\0PATH=/usr/bin:/bin\0`);
  expect(lab.lines("seen.session")).toEqual(lab.lines("seen.pid"));
});

test("plain names of variables need no other program, and nothing else is passed on", async () => {
  const lab = openLab();
  const file = join(lab.directory, "seen");
  const odd = "a 'b' \"c\" $HOME `id` \\ \n d; exit 9 #";
  const script = `tr '\\0\\n' '\\n ' </proc/$$/environ >${file}; exit $#`;
  expect(await run(launcher().launcher, script, { ODD_1: odd, EMPTY: "", PATH: "/usr/bin:/bin" }, ["sh", odd])).toBe(1);
  const seen = lab.lines("seen").filter((line) => !/^(?:PWD|SHLVL|_)=/.test(line));
  expect(seen.toSorted()).toEqual(["EMPTY=", `ODD_1=${odd.replace("\n", " ")}`, "PATH=/usr/bin:/bin"]);
});

test("commands end in any order, and each tells its own exit code", async () => {
  const made = launcher().launcher;
  const codes = await Promise.all([3, 0, 5, 255].map((code, index) => run(made, `sleep 0.${4 - index}; exit ${code}`)));
  expect(codes).toEqual([3, 0, 5, 255]);
});

test("a command can be interrupted: it ignores no signal", async () => {
  const { launcher: made } = launcher();
  for (const [name, number] of Object.entries({ INT: 2, QUIT: 3, TERM: 15, PIPE: 13, HUP: 1 }))
    expect(await run(made, `kill -${name} $$; exit 0`), name).toBe(128 + number);
});

test("a shell that dies is told of, its commands go on, and the next command gets another one", async () => {
  const lab = openLab();
  const { launcher: made, problems } = launcher();
  const ends: Parameters<Ended>[] = [];
  made.start(
    ["/bin/sh", "-c", `echo $$ >${lab.directory}/pid; cd ${lab.directory}; ${waitFor("go")}; echo on >on`],
    {},
    (...end) => void ends.push(end),
  );
  await until(() => lab.lines("pid").length === 1);
  const shell = processTable().find(({ parent, pid }) => parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, "utf8") === "/bin/sh\0")!;
  process.kill(shell.pid, "SIGKILL");
  await until(() => ends.length === 1);
  expect(ends).toEqual([[undefined]]);
  expect(problems).toMatchObject([{ code: "JOB_NOT_STARTED", message: "a shell that starts jobs has ended" }]);
  expect(await run(made, "exit 4")).toBe(4);
  expect(lives(Number(lab.lines("pid")[0]))).toBe(true);
  lab.touch("go");
  await until(() => lab.lines("on").length === 1);
});

test("when the shells that start jobs are killed, no job runs again, and none is lost", async () => {
  const lab = openLab();
  lab.workflow({
    a: { run: `echo a >>ran; ${waitFor("go")}` },
    b: { run: `echo b >>ran; ${waitFor("go")}` },
    c: { run: "echo c >>ran", parents: ["a", "b"] },
  });
  await lab.submit("t");
  await until(() => lab.lines("ran").length === 2);
  const supervisor = lab.supervisor();
  for (const { pid, parent } of processTable()) if (parent === supervisor) process.kill(pid, "SIGKILL");
  lab.touch("go");
  expect(await lab.end("t")).toMatchObject({ state: "completed", done: 3 });
  expect(lab.lines("ran").toSorted()).toEqual(["a", "b", "c"]);
});

test("the supervisor leaves no shell behind", async () => {
  const lab = openLab({ idleSeconds: 0.2 });
  lab.workflow({ a: { run: waitFor("go") } });
  await lab.submit("t");
  const supervisor = lab.supervisor();
  const shells = (): readonly number[] => processTable().flatMap(({ pid, parent }) => (parent === supervisor ? [pid] : []));
  await until(() => shells().length > 0);
  const found = shells();
  lab.touch("go");
  await until(() => !lives(supervisor));
  await until(() => !found.some(lives));
  expect(found.length).toBeGreaterThan(0);
});

test("arguments and an environment that are longer than the system allows end the job with that cause, and it is not tried for ever", async () => {
  const lab = openLab();
  lab.workflow({ a: { run: "true", submit: [`arguments = ${"x".repeat(140_000)}`] } });
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({ state: "failed", reason: expect.stringContaining("longer than the system allows") });
});

test("what follows a job that went well does not wait for what it left in another session, but the workflow does", async () => {
  const lab = openLab({ graceSeconds: 1 });
  const stray = `setsid sh -c 'trap "" TERM; echo $$ >pid; exec sleep 1000' & while [ ! -s pid ]; do sleep 0.01; done`;
  lab.workflow({ a: { run: stray }, b: { run: `kill -0 $(cat pid) && echo there >seen`, parents: ["a"] } });
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("seen")).toEqual(["there"]);
  expect(lives(Number(lab.lines("pid")[0]))).toBe(false);
});
