import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { jobsOf, openLab, until, type Lab } from "../scheduler/local/lab.ts";
import { submitJob } from "../scheduler/local/one-job.ts";

const scratches = (lab: Lab): readonly string[] => {
  const jobs = join(lab.directory, "state/workflows/t/jobs");
  return existsSync(jobs) ? readdirSync(jobs).filter((name) => name.endsWith(".scratch")) : [];
};

test("a job runs in a directory of its own, with its inputs, and what it declares comes back", async () => {
  const lab = openLab();
  const path = (name: string): string => join(lab.directory, name);
  mkdirSync(path("data/deep"), { recursive: true });
  mkdirSync(path("top"));
  for (const name of ["in.txt", "data/one", "data/deep/two", "top/three", "unseen"]) writeFileSync(path(name), `${name}\n`);
  const run = `
    pwd; echo $_CONDOR_SCRATCH_DIR; find . -type f | sort
    echo r >result; mkdir made; echo m >made/m; mkdir a; echo d >a/deep; echo x >not-declared; echo n >remapped; echo changed >>in.txt`;
  await submitJob(lab, run, {
    executable: true,
    input: [path("in.txt"), path("data"), `${path("top")}/`],
    output: ["result", "made", "a/deep", "remapped"],
    remaps: { remapped: path("else where/new name") },
  });
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  const [at, variable, ...files] = lab.lines("out");
  expect(at).toBe(variable);
  expect(at).not.toBe(lab.directory);
  expect(files).toEqual(["./data/deep/two", "./data/one", "./in.txt", "./run.sh", "./three"]);
  expect(lab.lines("result")).toEqual(["r"]);
  expect(lab.lines("made/m")).toEqual(["m"]);
  expect(lab.lines("deep")).toEqual(["d"]);
  expect(lab.lines("else where/new name")).toEqual(["n"]);
  expect(lab.lines("in.txt")).toEqual(["in.txt"]);
  expect(["not-declared", "remapped", "a"].filter((name) => existsSync(path(name)))).toEqual([]);
  expect(existsSync(at!)).toBe(false);
});

test("paths are kept where the job says so", async () => {
  const lab = openLab();
  mkdirSync(join(lab.directory, "data/deep"), { recursive: true });
  writeFileSync(join(lab.directory, "data/deep/two"), "2\n");
  await submitJob(lab, "cat data/deep/two; mkdir out.d; echo o >out.d/o", {
    input: [join(lab.directory, "data/deep/two")],
    output: ["out.d/o"],
    preserve: true,
  });
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("out")).toEqual(["2"]);
  expect(lab.lines("out.d/o")).toEqual(["o"]);
});

test("where nothing is declared, new and changed files at the top come back", async () => {
  const lab = openLab();
  for (const name of ["same", "changed"]) writeFileSync(join(lab.directory, name), "before\n");
  mkdirSync(join(lab.directory, "far"));
  writeFileSync(join(lab.directory, "far/input"), "far\n");
  const input = ["same", "changed", "far/input"].map((name) => join(lab.directory, name));
  const remaps = { third: join(lab.directory, "other/third") };
  await submitJob(lab, "echo after >>changed; echo n >'new one'; echo h >.hidden; echo t >third; mkdir sub; echo s >sub/s", {
    input,
    output: "new",
    remaps,
  });
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect([lab.lines("changed"), lab.lines("new one"), lab.lines(".hidden"), lab.lines("other/third")]).toEqual([
    ["before", "after"],
    ["n"],
    ["h"],
    ["t"],
  ]);
  expect(["sub", "input", "third"].filter((name) => existsSync(join(lab.directory, name)))).toEqual([]);
});

test("an output that is declared and missing fails the job, and what is there comes back all the same", async () => {
  const lab = openLab();
  await submitJob(lab, "echo x >there", { output: ["missing one", "there", "two"] });
  expect(await lab.end("t")).toMatchObject({
    state: "failed",
    reason: `node a failed: missing output missing one, two; see ${lab.directory}/err`,
    failure: { cause: "output", exitCode: 0 },
  });
  expect(lab.lines("there")).toEqual(["x"]);
});

test("what a job that failed has not written is not what is told of it", async () => {
  const lab = openLab();
  await submitJob(lab, "exit 3", { output: ["never"] });
  expect(await lab.end("t")).toMatchObject({ state: "failed", failure: { cause: "exit", exitCode: 3 } });
});

test("an exit code that means success counts for missing outputs too", async () => {
  const lab = openLab();
  await submitJob(lab, "exit 3", { output: ["never"] }, { successExitCode: 3 });
  expect((await lab.end("t")).reason).toContain("missing output never");
});

test("an output may be declared by its absolute path", async () => {
  const lab = openLab();
  const far = join(lab.directory, "far");
  mkdirSync(far);
  await submitJob(lab, `echo x >${far}/result`, { output: [join(far, "result")] });
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("result")).toEqual(["x"]);
});

test("a program that is brought along may be run there, whatever its mode", async () => {
  const lab = openLab();
  writeFileSync(join(lab.directory, "program"), "#!/bin/sh\necho ran\n", { mode: 0o644 });
  await submitJob(lab, "", { executable: true }, { executable: join(lab.directory, "program") });
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("out")).toEqual(["ran"]);
});

test("a job that runs in place has failed too where what it declares is missing though it went well", async () => {
  const lab = openLab();
  const place = { transfer: undefined, mustWrite: ["there", "results/a.json", "b"] };
  await submitJob(lab, "echo x >there", {}, place);
  expect(await lab.end("t")).toMatchObject({
    state: "failed",
    reason: `node a failed: missing output results/a.json, b; see ${lab.directory}/err`,
    failure: { cause: "output", exitCode: 0 },
  });
  const other = openLab();
  await submitJob(other, "mkdir results; touch there results/a.json; echo b >b", {}, place);
  expect(await other.end("t")).toMatchObject({ state: "completed" });
  const third = openLab();
  await submitJob(third, "exit 2", {}, place);
  expect(await third.end("t")).toMatchObject({ failure: { cause: "exit", exitCode: 2 } });
});

test("outputs that are wanted only of a success come back only then", async () => {
  const lab = openLab();
  await submitJob(lab, "echo x >result; exit 3", { output: ["result"], onlyOnSuccess: true });
  expect(await lab.end("t")).toMatchObject({ state: "failed", failure: { exitCode: 3 } });
  expect(existsSync(join(lab.directory, "result"))).toBe(false);
  expect(scratches(lab)).toEqual([]);
});

test("a failed job's outputs come back too", async () => {
  const lab = openLab();
  await submitJob(lab, "echo x >there; exit 3", { output: ["there"] });
  expect(await lab.end("t")).toMatchObject({ state: "failed", failure: { cause: "exit", exitCode: 3 } });
  expect(lab.lines("there")).toEqual(["x"]);
});

test("a missing input is told before the job starts", async () => {
  const lab = openLab();
  await submitJob(lab, "true", { input: [join(lab.directory, "nowhere")] });
  const { reason, failure } = await lab.end("t");
  expect(failure).toMatchObject({ cause: "start" });
  expect(reason).toContain(`its input files could not be brought to it: cp: cannot stat '${lab.directory}/nowhere': No such file or directory`);
  expect(existsSync(join(lab.directory, "out"))).toBe(false);
});

test("an output that can't be brought to its place says why", async () => {
  const lab = openLab();
  writeFileSync(join(lab.directory, "plain"), "");
  await submitJob(lab, "echo x >there", { output: ["there"], remaps: { there: join(lab.directory, "plain/there") } });
  expect((await lab.end("t")).reason).toMatch(
    /^node a failed: its output could not be brought back: mkdir: .*\/plain.*: (Not a directory|File exists)/,
  );
});

test("what is written through stays what it is", async () => {
  const lab = openLab();
  await submitJob(lab, "echo x >there", { output: ["there"], remaps: { there: "/dev/null" } });
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(existsSync("/dev/null") && readFileSync("/dev/null", "utf8")).toBe("");
});

test("a job that stops at a checkpoint goes on in the same directory", async () => {
  const lab = openLab();
  writeFileSync(join(lab.directory, "in.txt"), "");
  await submitJob(lab, "echo x >>in.txt; [ $(wc -l <in.txt) -ge 3 ] || exit 77; cp in.txt result", {
    input: [join(lab.directory, "in.txt")],
    output: ["result"],
  });
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect(lab.lines("result")).toEqual(["x", "x", "x"]);
  expect(await jobsOf("t", lab.options)).toMatchObject([{ tries: 3 }]);
  expect(scratches(lab)).toEqual([]);
});

test("kill -9 of supervisor and wrapper while files are brought back: they are brought again, and the command does not run again", async () => {
  const lab = openLab();
  // Nobody reads it, so that the first wrapper hangs at it.
  await submitJob(
    lab,
    "echo ran >>$1/ran; echo x >there; mkfifo pipe",
    { output: ["pipe", "there"], remaps: { pipe: "/dev/null" } },
    { arguments: [lab.directory] },
  );
  await until(() => lab.records("t", "a.1.0.1").hasResult);
  await lab.killSupervisor();
  process.kill(-lab.records("t", "a.1.0.1").leader!.pid, "SIGKILL");
  const scratch = join(lab.directory, "state/workflows/t/jobs", scratches(lab)[0]!, "job");
  rmSync(join(scratch, "pipe"));
  writeFileSync(join(scratch, "pipe"), "");
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect([lab.lines("ran"), lab.lines("there")]).toEqual([["ran"], ["x"]]);
});

test("the command before the job makes what the job declares: LALInference's engine never writes its _snr.txt", async () => {
  const lab = openLab();
  // As lalinference_pipe writes it.
  const script = `#!/usr/bin/env bash\n\t\t    echo "Making placeholder output files"\n\t\t    IFS=','\n\t\t    for f in $@; do\n\t\t\ttouch $f;\n\t\t    done;\n`;
  writeFileSync(join(lab.directory, "lalinf_touch_output"), script, { mode: 0o755 });
  const output = ["run-1.hdf5", "run-1.hdf5_snr.txt"];
  await submitJob(
    lab,
    "echo x >run-1.hdf5",
    {
      input: [join(lab.directory, "lalinf_touch_output")],
      output,
      remaps: Object.fromEntries(output.map((name) => [name, join(lab.directory, "engine", name)])),
    },
    { extra: { "my.precmd": '"lalinf_touch_output"', "my.prearguments": `"${output.join(",")}"` } },
  );
  expect(await lab.end("t")).toMatchObject({ state: "completed" });
  expect([lab.lines("engine/run-1.hdf5"), readFileSync(join(lab.directory, "engine/run-1.hdf5_snr.txt"), "utf8")]).toEqual([["x"], ""]);
});

test("a command before the job that fails keeps the job from running", async () => {
  const lab = openLab();
  await submitJob(lab, "true", { output: [] }, { extra: { "my.precmd": '"/bin/false"', "my.preargs": '"directory bayeswave"' } });
  expect((await lab.end("t")).reason).toContain("the command that runs before it (PreCmd) failed with exit code 1");
});
