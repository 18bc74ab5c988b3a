import { describe, expect, test } from "vitest";

import { readJob } from "./project.ts";

describe("the submit description language", () => {
  test("a job that says nothing but its executable", async () => {
    expect(await readJob("executable = /bin/true")).toEqual({
      process: 0,
      executable: "/bin/true",
      arguments: [],
      environment: {},
      inherit: "none",
      directory: "/work",
      request: { cpus: 1 },
      priority: 0,
      extra: {},
    });
  });

  test("every command, in any case and spelling", async () => {
    const text = `
      Universe = LOCAL
      EXECUTABLE = bin/run
      initial_dir = runs/$(JOB)
      stdin = in.txt
      Output = logs/$(Cluster).$(Process).out
      stderr = /dev/null
      log = /var/log/job.log
      GetEnv = no
      environment = "A=1 B='two words' C=""q"" D='it''s' E="
      Request_CPUs = 4
      RequestMemory = 1.5 GB
      request_disk = 2048
      checkpoint_exit_code = 77
      success_exit_code = 3
      job_prio = -2
      +Online_PE = True
      MY.DESIRED_Sites = "nogrid"
      request_gpus = 1
      Requirements = (HAS_X =?= True) && \\
        (Arch == "X86_64")
      transfer_input_files =
      queue 1`;
    expect(await readJob(text)).toMatchInlineSnapshot(`
      {
        "arguments": [],
        "checkpointExitCode": 77,
        "directory": "/work/runs/A",
        "environment": {
          "A": "1",
          "B": "two words",
          "C": ""q"",
          "D": "it's",
          "E": "",
        },
        "executable": "/work/bin/run",
        "extra": {
          "my.desired_sites": ""nogrid"",
          "my.online_pe": "True",
          "request_gpus": "1",
          "requirements": "(HAS_X =?= True) && (Arch == "X86_64")",
          "transfer_input_files": "",
          "universe": "LOCAL",
        },
        "inherit": "none",
        "late": [
          "CLUSTER",
        ],
        "log": "/var/log/job.log",
        "priority": -2,
        "process": 0,
        "request": {
          "cpus": 4,
          "disk": 2,
          "memory": 1536,
        },
        "stdin": "/work/runs/A/in.txt",
        "stdout": "/work/runs/A/logs/CLUSTER.0.out",
        "successExitCode": 3,
      }
    `);
  });

  test.each([
    ["old: blanks split", String.raw`a  b	'c' \"d\" $RESULT \x`, ["a", "b", "'c'", '"d"', "$RESULT", "\\x"]],
    ["new: quotes of both kinds", `" a 'b c' 'it''s' ""d"" '' e'f 'g "`, ["a", "b c", "it's", '"d"', "", "ef g"]],
    ["nothing", "", []],
    ["nothing, new", '""', []],
  ])("arguments, %s", async (_, written, expected) => {
    expect((await readJob(`executable = x\narguments = ${written}`)).arguments).toEqual(expected);
  });

  test.each([
    ["A=1;B=two words; C=;D=x=y", { A: "1", B: "two words", C: "", D: "x=y" }],
    ["OMP_NUM_THREADS=1", { OMP_NUM_THREADS: "1" }],
    ["", {}],
  ])("environment %s", async (written, expected) => {
    expect((await readJob(`executable = x\nenvironment = ${written}`)).environment).toEqual(expected);
  });

  test.each([
    ["8.0GB", 8192],
    ["4 GB", 4096],
    ["8GB", 8192],
    ["500M", 500],
    ["1024 MB", 1024],
    ["4000", 4000],
    ["0.5", 1],
    ["2000 K", 2],
    ["1kb", 1],
    ["1.1g", 1127],
    ["2TiB", 2_097_152],
  ])("request_memory %s", async (written, mebibytes) => {
    expect((await readJob(`executable = x\nrequest_memory = ${written}`)).request.memory).toBe(mebibytes);
  });

  test("a bare request_disk is in KiB", async () => {
    expect((await readJob("executable = x\nrequest_disk = 1024000")).request.disk).toBe(1000);
    expect((await readJob("executable = x\nrequest_disk = 5GB")).request.disk).toBe(5120);
  });

  test("executables: absolute, relative to the directory of submission, or bare", async () => {
    const executable = async (written: string): Promise<string> => (await readJob(`initialdir = runs\nexecutable = ${written}`)).executable;
    expect(await executable("/bin/true")).toBe("/bin/true");
    expect(await executable("./a/../run.sh")).toBe("/work/run.sh");
    expect(await executable("bilby_result")).toBe("bilby_result");
  });

  test("macros: defaults, nesting, a macro within its own definition, and text that is no macro", async () => {
    const text = `executable = x
      root = /data
      path = $(root)/$(JOB)
      path = $(path)/more
      arguments = $(path) $(nope:$(also:deep)) $(empty:) $(DOLLAR)(x) $(a b) $x $( $$ end
      queue`;
    expect((await readJob(text)).arguments).toEqual(["/data/A/more", "deep", "$(x)", "$(a", "b)", "$x", "$(", "$$", "end"]);
  });

  test("lines after the queue line are of no job", async () => {
    expect((await readJob("executable = x\nqueue\nnonsense here\nexecutable = y")).executable).toBe("x");
  });
});
