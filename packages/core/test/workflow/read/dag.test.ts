import { describe, expect, test } from "vitest";

import { jobsOf, readWorkflow, type JobDescription } from "../../../src/workflow/index.ts";
import { jobOf, read, readJob, within } from "./project.ts";

const submit = "executable = /bin/echo\narguments = $(name:none) $(x:)\nqueue\n";

describe("the DAGMan language", () => {
  test("keywords in any case, comments, continued lines, CRLF and no final newline", async () => {
    const lines = ["# a comment \\", "", "Job A a.sub", "  jOb B \\", "    a.sub \\", "# between", "  done", "Retry A 3", "parent A cHiLd B"];
    const { nodes } = await read({ "run.dag": lines.join("\r\n"), "a.sub": submit });
    expect(nodes.map(({ name, parents, retries, done, work, at }) => ({ name, parents, retries, done, kind: work.kind, at }))).toEqual([
      { name: "A", parents: [], retries: 3, done: false, kind: "jobs", at: { file: "/work/run.dag", line: 3, column: 1 } },
      { name: "B", parents: ["A"], retries: 0, done: true, kind: "jobs", at: { file: "/work/run.dag", line: 4, column: 3 } },
    ]);
  });

  test("statements may stand before the JOB they name; parents keep their order and do not repeat", async () => {
    const dag =
      "PARENT C B CHILD D\nPARENT A B CHILD D\nPARENT A CHILD B C\nPRIORITY D -7\nDONE A\nJOB A a.sub\nJOB B a.sub\nJOB C a.sub\nJOB D a.sub";
    const { nodes } = await read({ "run.dag": dag, "a.sub": submit });
    expect(nodes.map((node) => node.parents)).toEqual([[], ["A"], ["A"], ["C", "B", "A"]]);
    expect(nodes.map((node) => node.done)).toEqual([true, false, false, false]);
    expect(nodes.map((node) => jobOf(node).priority)).toEqual([0, 0, 0, -7]);
  });

  test("RETRY and VARS of ALL_NODES", async () => {
    const { nodes } = await read({
      "run.dag": 'JOB A a.sub\nJOB B a.sub\nRETRY ALL_NODES 2\nVARS all_nodes name="n$(JOB)"\nRETRY B 0',
      "a.sub": submit,
    });
    expect(nodes.map((node) => [node.retries, ...jobOf(node).arguments])).toEqual([
      [2, "nA"],
      [0, "nB"],
    ]);
  });

  test("VARS: several macros in a line, quoting, and later values that refer to earlier ones", async () => {
    const job = await readJob(
      'executable = /bin/echo\narguments = "$(one) $(two) $(three)"\nqueue',
      String.raw`VARS A one="'a b'" two = "c\\d=\"\"e\"\""` + '\nVARS A three="f"\nVARS A Three="$(THREE)g"',
    );
    expect(job.arguments).toEqual(["a b", 'c\\d="e"', "fg"]);
  });

  test("by the manual: the submit file wins against VARS, unless they are appended or CONFIG says so", async () => {
    const text = "executable = /bin/echo\nx = file\nrequest_cpus = 1\narguments = $(x) $(y)\nqueue";
    const of = async (mode: string, config = ""): Promise<unknown> => {
      const dag = `CONFIG dag.conf\nJOB A a.sub\nVARS A ${mode} x="vars" y="more" request_cpus="4"`;
      const { nodes } = await read({ "run.dag": dag, "a.sub": text, "dag.conf": config });
      const job = jobOf(nodes[0]!);
      return [...job.arguments, job.request.cpus];
    };
    const [ofFile, ofVars] = [
      ["file", "more", 1],
      ["vars", "more", 4],
    ];
    expect(await of("")).toEqual(ofFile);
    expect(await of("PREPEND")).toEqual(ofFile);
    expect(await of("append")).toEqual(ofVars);
    expect(await of("", "# c\ndagman_default_append_vars = True\n")).toEqual(ofVars);
  });

  test("VARS set attributes and commands that the submit file leaves open", async () => {
    const job = await readJob("executable = /bin/echo\nqueue", String.raw`VARS A +Tag="\"t\"" My.Other="1" rank="Memory" priority="3"`);
    expect(job.priority).toBe(3);
    expect(job.extra).toEqual({ "my.other": "1", "my.tag": '"t"', rank: "Memory" });
  });

  test("ENV SET is read by $ENV, and given to jobs that inherit it, as all that they inherit comes from DAGMan", async () => {
    const dag = "ENV GET HTGETTOKENOPTS,X509* HOME\nENV SET \"ONE=1 TWO='2 3'\"\nenv set THREE=3;FOUR=4 5";
    const jobWith = async (getenv: string): Promise<JobDescription> =>
      readJob(`executable = /bin/echo\nenvironment = "ONE=own"\n${getenv}\narguments = $ENV(THREE) $ENV(HOST:nowhere)\nqueue`, dag, { HOST: "here" });
    const some = await jobWith("getenv = PATH, T*, !LD_*");
    expect(some.inherit).toEqual(["PATH", "T*", "!LD_*"]);
    expect(some.environment).toEqual({ ONE: "own", TWO: "2 3", THREE: "3" });
    expect(some.arguments).toEqual(["3", "here"]);
    expect(await jobWith("getenv = True")).toMatchObject({ inherit: "all", environment: { ONE: "own", TWO: "2 3", THREE: "3", FOUR: "4 5" } });
    expect(await jobWith("")).toMatchObject({ inherit: "none", environment: { ONE: "own" } });
  });

  test("JOB with DIR reads and runs in that directory, which may be quoted; NOOP and DONE need no macros", async () => {
    const { nodes } = await read({
      "run.dag": 'JOB A a.sub DIR "sub dir"\nJOB N n.sub NOOP\nJOB D n.sub done',
      "sub dir/a.sub": "executable = ./a.sh\ninitialdir = deep\noutput = a.out\nqueue",
      "n.sub": "executable = $(undefined)\nqueue",
    });
    expect(jobOf(nodes[0]!)).toMatchObject({ executable: "/work/sub dir/a.sh", directory: "/work/sub dir/deep", stdout: "/work/sub dir/deep/a.out" });
    expect(nodes.map(({ work, done }) => [work.kind === "none", done])).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ]);
  });

  test("what only DAGMan itself is told by is ignored", async () => {
    const dag = 'NODE_STATUS_FILE run.status 1\nJOBSTATE_LOG run.jobstate\nDOT run.dot UPDATE\nSET_JOB_ATTR Tag = "x"\n';
    expect(await read({ "run.dag": dag })).toEqual({ file: "/work/run.dag", files: [], directory: "/work", nodes: [] });
  });

  test("by the manual: CONFIG gives throttles, of which 0 is none", async () => {
    const config =
      "DAGMAN_MAX_JOBS_SUBMITTED = 7\nDagman_Max_Jobs_Idle=3\nDAGMAN_MAX_PRE_SCRIPTS = 0\nDAGMAN_MAX_POST_SCRIPTS = 2\nDAGMAN_VERBOSITY = 3";
    const { throttles } = await read({ "run.dag": "CONFIG dag.conf", "dag.conf": config });
    expect(throttles).toEqual({ jobs: 7, idle: 3, post: 2 });
  });

  test("by the manual: scripts, with DEFER, in the directory of their node", async () => {
    const dag = `JOB A a.sub DIR sub
      JOB B b.sub
      SCRIPT PRE ALL_NODES pre.sh $JOB "two words" $RETRY
      script defer 4 60 post B bin/post.sh $RETURN
      SCRIPT DEBUG out.txt ALL HOLD B /bin/hold
      PRE_SKIP B 3`;
    const { nodes } = await read({ "run.dag": dag, "sub/a.sub": submit, "b.sub": submit });
    const at = (line: number): unknown => ({ file: "/work/run.dag", line, column: 7 });
    const pre = { arguments: ["$JOB", "two words", "$RETRY"], at: at(3) };
    expect(nodes.map((node) => [node.pre, node.post, node.hold, node.preSkip])).toEqual([
      [{ ...pre, executable: "/work/sub/pre.sh", directory: "/work/sub" }, undefined, undefined, undefined],
      [
        { ...pre, executable: "/work/pre.sh", directory: "/work" },
        { executable: "/work/bin/post.sh", arguments: ["$RETURN"], directory: "/work", defer: { exitCode: 4, seconds: 60 }, at: at(4) },
        { executable: "/bin/hold", arguments: [], directory: "/work", at: at(5) },
        3,
      ],
    ]);
  });

  test("by the manual: rules of retries and aborts, categories and their throttles; what comes later counts", async () => {
    const dag = `JOB A a.sub
      JOB B a.sub
      RETRY ALL_NODES 3 UNLESS-EXIT 2
      RETRY A 1
      ABORT-DAG-ON A 10
      ABORT-DAG-ON B 1 RETURN 0
      CATEGORY ALL_NODES all
      CATEGORY B one
      MAXJOBS one 2`;
    const { nodes, categories } = await read({ "run.dag": dag, "a.sub": submit });
    expect(nodes.map(({ retries, unlessExit, abort, category }) => ({ retries, unlessExit, abort, category }))).toEqual([
      { retries: 1, abort: { exitCode: 10 }, category: "all" },
      { retries: 3, unlessExit: 2, abort: { exitCode: 1, returns: 0 }, category: "one" },
    ]);
    expect(categories).toEqual({ one: 2 });
  });

  test("SUBDAG EXTERNAL, which may be written later, with DIR, NOOP and DONE", async () => {
    const dag =
      "SUBDAG EXTERNAL S in/inner.dag\nsubdag external T inner.dag DIR deep\nSUBDAG EXTERNAL U x NOOP\nSUBDAG EXTERNAL V x DONE\nPARENT S CHILD T\nPRIORITY T 4";
    const { nodes } = await read({ "run.dag": dag });
    expect(nodes.map(({ name, parents, work, done, priority }) => ({ name, parents, work, done, priority }))).toEqual([
      { name: "S", parents: [], work: { kind: "workflow", file: "/work/in/inner.dag", directory: "/work" }, done: false, priority: 0 },
      { name: "T", parents: ["S"], work: { kind: "workflow", file: "/work/deep/inner.dag", directory: "/work/deep" }, done: false, priority: 4 },
      { name: "U", parents: [], work: { kind: "none" }, done: false, priority: 0 },
      { name: "V", parents: [], work: { kind: "workflow", file: "/work/x", directory: "/work" }, done: true, priority: 0 },
    ]);
  });

  test("FINAL stands apart: ALL_NODES does not mean it", async () => {
    const dag = 'FINAL F a.sub DIR sub\nJOB A a.sub\nRETRY ALL_NODES 2\nVARS F name="end"\nSCRIPT POST F post.sh $DAG_STATUS';
    const { nodes, final } = await read({ "run.dag": dag, "a.sub": submit, "sub/a.sub": submit });
    expect(nodes.map((node) => [node.name, node.retries])).toEqual([["A", 2]]);
    expect([final?.name, final?.retries, jobOf(final!).arguments, final?.post?.executable]).toEqual(["F", 0, ["end"], "/work/sub/post.sh"]);
  });

  test("submit descriptions in the DAG file, between braces or tags, named or a node's own", async () => {
    const dag = `JOB A common
      SUBMIT-DESCRIPTION common {
        executable = /bin/echo
        arguments = $(JOB) \\
          two
      }
      JOB B @=end
        executable = ./b.sh
        initialdir = runs
        queue 2
      @end DIR sub
      JOB C {
        executable = /bin/false
      } NOOP
      JOB D common DONE`;
    const { nodes } = await read({ "run.dag": dag });
    const jobs = nodes.map((node) => jobsOf(node).map((job) => [job.executable, job.directory, ...job.arguments]));
    expect(jobs).toEqual([
      [["/bin/echo", "/work", "A", "two"]],
      [
        ["/work/sub/b.sh", "/work/sub/runs"],
        ["/work/sub/b.sh", "/work/sub/runs"],
      ],
      [],
      [["/bin/echo", "/work", "D", "two"]],
    ]);
    expect(nodes.map((node) => [node.work.kind, node.done])).toEqual([
      ["jobs", false],
      ["jobs", false],
      ["none", false],
      ["jobs", true],
    ]);
  });

  test("by the manual: splices in splices, each in its directory, with first and last nodes in the place of their names", async () => {
    const tree = {
      "run.dag": `JOB A a.sub
        SPLICE S outer.dag DIR sub
        JOB Z a.sub
        PARENT A CHILD S
        PARENT S CHILD Z
        RETRY ALL_NODES 2
        MAXJOBS S+I+own 3
        MAXJOBS +all 5`,
      "sub/outer.dag":
        "JOB B a.sub\nSPLICE I inner.dag DIR deep\nJOB C a.sub\nPARENT B CHILD I C\nPARENT I CHILD C\nCATEGORY C own\nCATEGORY B +all\nMAXJOBS own 1",
      "sub/deep/inner.dag":
        'JOB X a.sub\nJOB Y a.sub DIR er\nCATEGORY ALL_NODES own\nMAXJOBS own 9\nVARS ALL_NODES name="$(JOB)"\nSCRIPT PRE X pre.sh',
      "a.sub": submit,
      "sub/a.sub": submit,
      "sub/deep/a.sub": submit,
      "sub/deep/er/a.sub": submit,
    };
    const { nodes, categories } = await read(tree);
    expect(nodes.map((node) => [node.name, node.parents.join(" "), jobOf(node).directory, node.category ?? "", node.retries])).toEqual([
      ["A", "", "/work", "", 2],
      ["S+B", "A", "/work/sub", "+all", 0],
      ["S+I+X", "S+B", "/work/sub/deep", "S+I+own", 0],
      ["S+I+Y", "S+B", "/work/sub/deep/er", "S+I+own", 0],
      ["S+C", "S+B S+I+X S+I+Y", "/work/sub", "S+own", 0],
      ["Z", "S+C", "/work", "", 2],
    ]);
    expect(categories).toEqual({ "S+I+own": 3, "S+own": 1, "+all": 5 });
    expect(jobOf(nodes[2]!).arguments).toEqual(["S+I+X"]);
    expect(nodes[2]!.pre?.executable).toBe("/work/sub/deep/pre.sh");
  });

  test("by the manual: INCLUDE reads statements as if they stood in its place", async () => {
    const { nodes } = await read({
      "run.dag": "JOB A a.sub\nINCLUDE parts/more.dag\nPARENT A CHILD B",
      "parts/more.dag": 'JOB B a.sub\nVARS A name="included"\nINCLUDE last.dag',
      "last.dag": "RETRY ALL_NODES 1",
      "a.sub": submit,
    });
    expect(nodes.map((node) => [node.name, node.retries, ...node.parents, ...jobOf(node).arguments])).toEqual([
      ["A", 1, "included"],
      ["B", 1, "A", "none"],
    ]);
  });

  test("many parents of many children cost neither time nor memory", async () => {
    const names = (letter: string): string[] => Array.from({ length: 10_000 }, (_, index) => `${letter}${index}`);
    const [above, below] = [names("p"), names("c")];
    const jobs = [...above, ...below].map((name) => `JOB ${name} a.sub\n`).join("");
    const file = { "run.dag": `${jobs}PARENT ${above.join(" ")} CHILD ${below.join(" ")}`, "a.sub": "executable = x" };
    const { nodes } = await within(file, (directory) => readWorkflow("run.dag", { directory }));
    expect(nodes.at(-1)!.parents).toEqual(above);
  });
});
