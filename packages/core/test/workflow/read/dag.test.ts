import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { readWorkflow } from "../../../src/workflow/index.ts";
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

  test("VARS win against the submit file; with PREPEND the submit file wins", async () => {
    const text = "executable = /bin/echo\nx = file\nrequest_cpus = 1\narguments = $(x) $(y)\nqueue";
    const given = (mode: string): string => `VARS A ${mode} x="vars" y="more" request_cpus="4"`;
    for (const mode of ["", "APPEND", "append"]) {
      const job = await readJob(text, given(mode));
      expect([...job.arguments, job.request.cpus]).toEqual(["vars", "more", 4]);
    }
    const job = await readJob(text, given("PREPEND"));
    expect([...job.arguments, job.request.cpus]).toEqual(["file", "more", 1]);
  });

  test("VARS set attributes and commands that the submit file leaves open", async () => {
    const job = await readJob("executable = /bin/echo\nqueue", String.raw`VARS A +Tag="\"t\"" My.Other="1" rank="Memory" priority="3"`);
    expect(job.priority).toBe(3);
    expect(job.extra).toEqual({ "my.other": "1", "my.tag": '"t"', rank: "Memory" });
  });

  test("ENV GET is inherited, ENV SET is given and read by $ENV", async () => {
    const dag = "ENV GET HTGETTOKENOPTS,X509* HOME\nENV SET \"ONE=1 TWO='2 3'\"\nenv set THREE=3;FOUR=4 5";
    const job = await readJob(
      'executable = /bin/echo\nenvironment = "ONE=own"\ngetenv = PATH, !LD_*\narguments = $ENV(THREE) $ENV(HOST:nowhere)\nqueue',
      dag,
      {
        HOST: "here",
      },
    );
    expect(job.inherit).toEqual(["PATH", "!LD_*", "HTGETTOKENOPTS", "X509*", "HOME"]);
    expect(job.environment).toEqual({ ONE: "own", TWO: "2 3", THREE: "3", FOUR: "4 5" });
    expect(job.arguments).toEqual(["3", "here"]);
    expect((await readJob("executable = x\ngetenv = True", dag)).inherit).toBe("all");
    expect((await readJob("executable = x", dag)).inherit).toEqual(["HTGETTOKENOPTS", "X509*", "HOME"]);
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
    const { nodes } = await read({ "run.dag": "CONFIG dag.conf\nNODE_STATUS_FILE run.status 1\nJOBSTATE_LOG run.jobstate\nDOT run.dot UPDATE\n" });
    expect(nodes).toEqual([]);
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

test("the DAG that a real HTCondor ran, without what is not supported yet", async () => {
  const fixture = (name: string): string => readFileSync(new URL(`../fixtures/htcondor/g1-features/${name}`, import.meta.url), "utf8");
  const dag = fixture("run.dag")
    .replace(/^(?:SCRIPT|CATEGORY|MAXJOBS|JOB Q3|VARS (?:Q3|F)|JOB F|RETRY F).*\n/gm, "")
    .replaceAll(" F", "")
    .replace(" Q3", "");
  const { nodes } = await read({ "run.dag": dag, "n.sub": fixture("n.sub") });
  // The arguments and priorities that condor_history showed of it.
  expect(nodes.map((node) => `${node.name}: ${jobOf(node).arguments.join(" ")}, ${node.priority}`)).toEqual([
    "D1: D1 1 0, 0",
    "V: VV 1 0, 0",
    "P: P 1 5, 0",
    "H: H 1 0, 10",
    "M1: M1 2 0, 0",
    "M2: M2 2 0, 0",
  ]);
  expect(nodes.at(-1)!.parents).toEqual(["V"]);
});
