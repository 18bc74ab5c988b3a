import { describe, expect, test } from "vitest";

import { jobsOf, lateMacro, type JobDescription } from "../../../src/workflow/index.ts";
import { read, readJob, type Tree } from "./project.ts";

// Late macros as `<NAME>`.
function written(job: JobDescription): unknown {
  const names = ["CLUSTER", "RETRY", "DAG_STATUS"];
  return JSON.parse(names.reduce((text, name) => text.replaceAll(lateMacro(name), `<${name}>`), JSON.stringify(job)));
}

async function jobsAt(submit: string, more: Tree = {}): Promise<readonly JobDescription[]> {
  const { nodes } = await read({ "run.dag": "JOB A a.sub", "a.sub": submit, ...more });
  return jobsOf(nodes[0]!);
}

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
    expect(written(await readJob(text))).toMatchInlineSnapshot(`
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
        "stdout": "/work/runs/A/logs/<CLUSTER>.0.out",
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

  test("an executable by its bare name: that in the directory of submission, unless it is not moved or not there", async () => {
    const executable = async (more: string): Promise<string> => (await jobsAt(`executable = run.sh\n${more}`, { "run.sh": "" }))[0]!.executable;
    expect(await executable("")).toBe("/work/run.sh");
    expect(await executable("transfer_executable = false")).toBe("run.sh");
  });

  test("macros known only when the job starts stand for themselves, also through VARS of the same name", async () => {
    const submit = "executable = x\narguments = $(RETRY) $(dag_status:none) $(clusterid)\noutput = $(Cluster)-$(Process).out\nqueue";
    expect(written(await readJob(submit, 'VARS A RETRY="$(RETRY)"'))).toMatchObject({
      late: ["CLUSTER", "DAG_STATUS", "RETRY"],
      arguments: ["<RETRY>", "<DAG_STATUS>", "<CLUSTER>"],
      stdout: "/work/<CLUSTER>-0.out",
    });
  });

  test("an output that $(Cluster) tells apart may hold a macro that nobody sets: empty, as for HTCondor", async () => {
    const submit = "executable = x\noutput = logs/$(nope)-$(cluster).out\nqueue";
    expect(written(await readJob(submit))).toMatchObject({ stdout: "/work/logs/-<CLUSTER>.out" });
  });

  test.each([
    ["$INT(Process)", "0"],
    ["$INT(seven,%03d)", "007"],
    ["$INT(-2*(seven+1) % 5)", undefined],
    ["$INT(sum)", "9"],
    ["$INT(7/2)", "3"],
    ["$INT(-7,%05d)", "-0007"],
    ["$BASENAME(path)", "file.tar.gz"],
    ["$DIRNAME(path)", "/a/b"],
    ["$F(path)", "/a/b/file.tar.gz"],
    ["$Fp(path)", "/a/b/"],
    ["$Fpb(path)", "/a/b"],
    ["$Fd(path)", "b/"],
    ["$Fdb(path)", "b"],
    ["$Fn(path)", "file.tar"],
    ["$Fx(path)", ".gz"],
    ["$Fxb(path)", "gz"],
    ["$Fnx(path)", "file.tar.gz"],
    ["$Fqa(path)", "'/a/b/file.tar.gz'"],
    ["$SUBSTR(word,2)", "cdef"],
    ["$SUBSTR(word,1,2)", "bc"],
    ["$SUBSTR(word,-3,-1)", "de"],
    ["$CHOICE(1,list)", "two"],
    ["$CHOICE(Step,x,y)", "x"],
    ["$ENV(HERE)", "there"],
    ["$ENV(NOWHERE:else)", "else"],
  ])("by the manual: %s", async (written, expected) => {
    const submit = `executable = x\npath = /a/b/file.tar.gz\nword = abcdef\nseven = 7\nsum = 1 + 2*4\nlist = one, two\n+Uses = $(path)$(word)$(seven)$(sum)$(list)\narguments = ${written}\nqueue`;
    const read = readJob(submit, "", { HERE: "there" });
    if (expected === undefined) await expect(read).rejects.toMatchObject({ code: "WORKFLOW_UNSUPPORTED" });
    else expect((await read).arguments).toEqual([expected]);
  });

  test.each([
    ["queue", ["0 0 0"]],
    ["queue 2", ["0 0 0", "1 0 1"]],
    ["Queue $(count)", ["0 0 0", "1 0 1", "2 0 2"]],
  ])("by the manual: %s", async (queue, expected) => {
    const jobs = await jobsAt(`executable = x\ncount = 3\n+Uses = $(count)\narguments = $(Process) $(Row) $(Step)\n${queue}`);
    expect(jobs.map((job) => job.arguments.join(" "))).toEqual(expected);
    expect(jobs.map((job) => job.process)).toEqual(expected.map((_, index) => index));
  });

  test.each([
    ["queue name in (a, b c)", ["0 a", "1 b", "2 c"]],
    ["queue 2 name in a b", ["0 a", "1 a", "2 b", "3 b"]],
    ["queue name in (\n a\n b, c\n)", ["0 a", "1 b", "2 c"]],
    ["queue name from list.txt", ["0 one 1", "1 two, 2 3"]],
    ["queue name,rest from list.txt", ["0 one", "1 two"]],
    ["queue name from (\n  x y\n\n  z\n)", ["0 x y", "1 z"]],
    ["queue name from (x y)", ["0 x y"]],
    ["queue name in $(names)", ["0 p", "1 q"]],
  ])("by the manual: %s", async (queue, expected) => {
    const submit = `executable = x\nnames = p q\n+Uses = $(names)\narguments = $(Process) $(name)\n${queue}`;
    const jobs = await jobsAt(submit, { "list.txt": "# comment\none 1\n\ntwo, 2 3\n" });
    expect(jobs.map((job) => job.arguments.join(" "))).toEqual(expected);
  });

  test("by the manual: several variables take the words of an item, the last one the rest; without a name it is $(Item)", async () => {
    const submit = "executable = x\narguments = \"$(a) '$(b)'\"\nqueue a, b from list.txt";
    const jobs = await jobsAt(submit, { "list.txt": "one 1 and more\ntwo,2" });
    expect(jobs.map((job) => job.arguments)).toEqual([
      ["one", "1 and more"],
      ["two", "2"],
    ]);
    expect((await jobsAt("executable = x\narguments = $(Item) $(ItemIndex)\nqueue in (p q)")).map((job) => job.arguments)).toEqual([
      ["p", "0"],
      ["q", "1"],
    ]);
  });

  test("commands that schedulers of the builder's own kind use are kept as they are, with what is matched where the job runs", async () => {
    const job = await readJob('executable = x\nrank = $$(Memory) + $(Process)\n+Tag = "$$([Name])"\nmax_retries = 4\nqueue');
    expect([job.extra, job.maxRetries]).toEqual([{ rank: "$$(Memory) + 0", "my.tag": '"$$([Name])"' }, 4]);
  });

  test("containers: by universe or image; an address, an absolute path or one from the job's directory", async () => {
    const container = async (text: string): Promise<unknown> => (await readJob(`executable = x\ninitialdir = in\n${text}\nqueue`)).container;
    expect(await container("universe = container\ncontainer_image = /cvmfs/x.sif")).toEqual({ image: "/cvmfs/x.sif" });
    expect(await container("container_image = docker://debian:12\ncontainer_target_dir = /work")).toEqual({
      image: "docker://debian:12",
      target: "/work",
    });
    expect(await container("container_image = x.sif")).toEqual({ image: "/work/in/x.sif" });
    expect(await container("universe = vanilla")).toBeUndefined();
  });

  test("lines after the queue line are of no job", async () => {
    expect((await readJob("executable = x\nqueue\nnonsense here\nexecutable = y")).executable).toBe("x");
  });
});
