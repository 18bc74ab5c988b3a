import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";

import { inheritance } from "../../../src/workflow/index.ts";
import { openLab } from "../local/lab.ts";

test("a job that cannot be started says why", async () => {
  const lab = openLab();
  writeFileSync(join(lab.directory, "plain.txt"), "no program");
  mkdirSync(join(lab.directory, "folder"));
  const cases: Readonly<Record<string, [line: string, reason: string, exitCode: number]>> = {
    missing: ["executable = /no/such/program", "(/no/such/program): its executable does not exist", 127],
    unknown: ["executable = no-such-command", "(no-such-command): its executable does not exist", 127],
    plain: ["executable = ./plain.txt", `(${lab.directory}/plain.txt): its executable may not be executed`, 126],
    nowhere: ["initialdir = /no/such/directory", `(${lab.directory}/nowhere.sh): its working directory does not exist or cannot be entered`, 126],
    blind: ["input = no-such-file", `(${lab.directory}/blind.sh): its standard input cannot be read`, 126],
    mute: ["output = folder", `(${lab.directory}/mute.sh): the file for its standard output cannot be written`, 126],
    folder: ["error = folder", `(${lab.directory}/folder.sh): the file for its standard error cannot be written`, 126],
    long: [`arguments = ${"x".repeat(140_000)}`, `(${lab.directory}/long.sh): its arguments and environment are longer than the system allows`, 126],
  };
  for (const [name, [line, reason, exitCode]] of Object.entries(cases)) {
    await lab.submit(name, lab.workflow({ [name]: { run: "touch ran", submit: [line] } }, `${name}.dag`));
    const { state, reason: said, failure } = await lab.end(name);
    expect({ state, said: said?.replace(/; see .*/, ""), failure }).toMatchObject({
      state: "failed",
      said: `node ${name} could not be started ${reason}`,
      failure: { node: name, cause: "start", exitCode },
    });
  }
  expect(lab.lines("ran")).toEqual([]);
});

test("a job gets the variables of its description, a minimum, and what it inherits; nothing else", async () => {
  const lab = openLab();
  for (const [name, value] of Object.entries({
    JOBS_TEST_A: "a 'b'\n\"c\" $d",
    JOBS_TEST_B: "b",
    HOME: "/my/home",
    TMPDIR: "/my/tmp",
    LANG: "C.UTF-8",
  })) {
    vi.stubEnv(name, value);
  }
  const run = "exec env -0 >$1";
  const own = `environment = "OWN='x y' JOBS_TEST_B=mine"`;
  lab.workflow({
    none: { run, submit: ["arguments = none.env", own] },
    some: { run, submit: ["arguments = some.env", "getenv = JOBS_TEST_*, !*_B"] },
    all: { run, submit: ["arguments = all.env", "getenv = true", own] },
  });
  await lab.submit("t");
  vi.unstubAllEnvs();
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  const environment = (file: string): Readonly<Record<string, string>> => {
    const entries = readFileSync(join(lab.directory, file), "utf8").split("\0").slice(0, -1);
    const variables = entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]);
    // Every shell adds PWD; bash, which is sh on some systems, also the others.
    return Object.fromEntries(variables.filter(([name]) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name!)));
  };
  const base = {
    HOME: "/my/home",
    USER: expect.any(String),
    LOGNAME: expect.any(String),
    TMPDIR: "/my/tmp",
    LANG: "C.UTF-8",
    ASIMOV_JOB: expect.any(String),
  };
  expect(environment("none.env")).toEqual({ ...base, PATH: "/usr/local/bin:/usr/bin:/bin", OWN: "x y", JOBS_TEST_B: "mine" });
  expect(environment("some.env")).toEqual({ ...base, PATH: "/usr/local/bin:/usr/bin:/bin", JOBS_TEST_A: "a 'b'\n\"c\" $d" });
  expect(environment("all.env")).toMatchObject({
    ...base,
    PATH: process.env.PATH,
    OWN: "x y",
    JOBS_TEST_A: "a 'b'\n\"c\" $d",
    JOBS_TEST_B: "mine",
  });
});

test("what a job inherits is named by globs, as HTCondor reads them", () => {
  const inherited = (inherit: "none" | "all" | readonly string[]): string[] => ["PATH", "LD_LIBRARY_PATH", "path.x"].filter(inheritance(inherit));
  expect(inherited("none")).toEqual([]);
  expect(inherited("all")).toEqual(["PATH", "LD_LIBRARY_PATH", "path.x"]);
  expect(inherited(["path"])).toEqual(["PATH"]);
  expect(inherited(["*PATH"])).toEqual(["PATH", "LD_LIBRARY_PATH"]);
  expect(inherited(["*", "!LD_*"])).toEqual(["PATH", "path.x"]);
  expect(inherited(["!LD_*"])).toEqual(["PATH", "path.x"]);
  expect(inherited(["path.*"])).toEqual(["path.x"]);
  expect(inherited([])).toEqual([]);
});

test("two streams into one file lose nothing, and each try begins it anew", async () => {
  const lab = openLab();
  lab.workflow({
    a: {
      run: "echo one; echo two >&2; echo three; echo x >>tries; [ $(wc -l <tries) -eq 2 ]",
      retries: 1,
      submit: ["output = both", "error = both"],
    },
  });
  await lab.submit("t");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("both")).toEqual(["one", "two", "three"]);
});

test("values reach the job as they are, whatever a shell would make of them", async () => {
  const lab = openLab();
  const odd = '$(touch pwned) `touch pwned` ; touch pwned * ~ \\ "" #';
  lab.workflow(
    { a: { run: `printf '%s\\n' "$@"`, submit: [`arguments = "'${odd.replaceAll('"', '""')}' -e ''"`, "output = out $(touch pwned);x"] } },
    "a b.dag",
  );
  await lab.submit("t", join(lab.directory, "a b.dag"));
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("pwned")).toEqual([]);
});
