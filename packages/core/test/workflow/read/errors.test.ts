import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { readWorkflow } from "../../../src/workflow/index.ts";
import { errors } from "./project.ts";

const submit = "executable = /bin/true\nqueue\n";
const ofJob = (text: string, dag = ""): Promise<string> => errors({ "run.dag": `JOB A a.sub\n${dag}`, "a.sub": text });

describe("files", () => {
  test("WORKFLOW_NOT_FOUND: the DAG file", async () => {
    expect(await errors({})).toMatchInlineSnapshot(`
      "WORKFLOW_NOT_FOUND /work/run.dag:1:1
        there is no DAG file /work/run.dag
        Run the builder again if the file is gone."
    `);
  });

  test("WORKFLOW_NOT_FOUND: a submit file, once for all its nodes", async () => {
    const dag = "JOB A a.sub\nJOB B no/b.sub\nJOB C no/b.sub\nJOB D no/b.sub\nJOB E no/b.sub\n";
    expect(await errors({ "run.dag": dag, "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_NOT_FOUND /work/run.dag:2:7
        there is no submit file /work/no/b.sub (nodes "B", "C", "D" and 1 more)
        Relative paths are read from the directory where the builder ran; run it again if the file is gone."
    `);
  });

  test("WORKFLOW_UNREADABLE", async () => {
    const use = async (directory: string): Promise<unknown> => {
      mkdirSync(join(directory, "run.dag"));
      return readWorkflow(join(directory, "run.dag"), { directory });
    };
    expect(await errors({}, use)).toMatchInlineSnapshot(`
      "WORKFLOW_UNREADABLE /work/run.dag:1:1
        the DAG file /work/run.dag cannot be read: EISDIR"
    `);
  });
});

describe("the DAG file", () => {
  test("WORKFLOW_SYNTAX: every statement shows its right form", async () => {
    const dag = String.raw`
      JOBB A a.sub
      frobnicate
      JOB A
      JOB CHILD a.sub
      JOB B a.sub DIRR x
      JOB C a.sub DIR
      PARENT B
      PARENT CHILD B
      PARENT B CHILD
      RETRY B
      RETRY B lots
      RETRY B 3 4
      PRIORITY B
      PRIORITY B high
      PRIORITY B 1 2
      DONE
      DONE B C
      VARS B
      VARS B APPEND
      VARS B x=1
      VARS B x="1" y="open
      VARS B x="1"y="2"
      ENV GET
      ENV LET X
      ENV SET "X"`;
    expect(await errors({ "run.dag": dag, "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/run.dag:2:7
        "JOBB" is no DAGMan keyword. Did you mean "JOB"?
        A line starts with one of CONFIG, DONE, DOT, ENV, JOB, JOBSTATE_LOG, NODE_STATUS_FILE, PARENT, PRIORITY, RETRY, VARS.
      WORKFLOW_SYNTAX /work/run.dag:3:7
        "frobnicate" is no DAGMan keyword.
        A line starts with one of CONFIG, DONE, DOT, ENV, JOB, JOBSTATE_LOG, NODE_STATUS_FILE, PARENT, PRIORITY, RETRY, VARS.
      WORKFLOW_SYNTAX /work/run.dag:4:7
        JOB needs a name and a submit file
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:5:11
        "CHILD" cannot be the name of a node
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:6:19
        JOB has no option "DIRR"
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:6:24
        JOB has no option "x"
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:7:19
        DIR needs a directory
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:8:7
        PARENT without CHILD
        Write: PARENT NODE... CHILD NODE...
      WORKFLOW_SYNTAX /work/run.dag:9:7
        PARENT names no parent
        Write: PARENT NODE... CHILD NODE...
      WORKFLOW_SYNTAX /work/run.dag:10:16
        CHILD names no child
        Write: PARENT NODE... CHILD NODE...
      WORKFLOW_SYNTAX /work/run.dag:11:7
        RETRY needs a node and a count
        Write: RETRY NODE COUNT
      WORKFLOW_SYNTAX /work/run.dag:12:15
        RETRY needs a count of 0 or more, not "lots"
        Write: RETRY NODE COUNT
      WORKFLOW_SYNTAX /work/run.dag:13:17
        RETRY has no option "4"
        Write: RETRY NODE COUNT
      WORKFLOW_SYNTAX /work/run.dag:14:7
        PRIORITY needs a node and a number
        Write: PRIORITY NODE NUMBER
      WORKFLOW_SYNTAX /work/run.dag:15:18
        PRIORITY needs a whole number, not "high"
        Write: PRIORITY NODE NUMBER
      WORKFLOW_SYNTAX /work/run.dag:16:20
        PRIORITY has no option "2"
        Write: PRIORITY NODE NUMBER
      WORKFLOW_SYNTAX /work/run.dag:17:7
        DONE needs a node
        Write: DONE NODE
      WORKFLOW_SYNTAX /work/run.dag:18:14
        DONE has no option "C"
        Write: DONE NODE
      WORKFLOW_SYNTAX /work/run.dag:19:7
        VARS needs a node and macros
        Write: VARS NODE [PREPEND|APPEND] NAME="VALUE"...  (with \\" and \\\\ for " and \\)
      WORKFLOW_SYNTAX /work/run.dag:20:14
        VARS sets no macro
        Write: VARS NODE [PREPEND|APPEND] NAME="VALUE"...  (with \\" and \\\\ for " and \\)
      WORKFLOW_SYNTAX /work/run.dag:21:14
        VARS expects NAME="VALUE", not x=1
        Write: VARS NODE [PREPEND|APPEND] NAME="VALUE"...  (with \\" and \\\\ for " and \\)
      WORKFLOW_SYNTAX /work/run.dag:22:20
        VARS expects NAME="VALUE", not y="open
        Write: VARS NODE [PREPEND|APPEND] NAME="VALUE"...  (with \\" and \\\\ for " and \\)
      WORKFLOW_SYNTAX /work/run.dag:23:14
        VARS expects NAME="VALUE", not x="1"y="2"
        Write: VARS NODE [PREPEND|APPEND] NAME="VALUE"...  (with \\" and \\\\ for " and \\)
      WORKFLOW_SYNTAX /work/run.dag:24:7
        ENV needs GET or SET and variables
        Write: ENV GET NAME...  or  ENV SET NAME=VALUE;NAME=VALUE
      WORKFLOW_SYNTAX /work/run.dag:25:11
        ENV has no option "LET"
        Write: ENV GET NAME...  or  ENV SET NAME=VALUE;NAME=VALUE
      WORKFLOW_SYNTAX /work/run.dag:26:15
        environment expects NAME=VALUE, not "X"
        Write: ENV GET NAME...  or  ENV SET NAME=VALUE;NAME=VALUE"
    `);
  });

  test("WORKFLOW_UNSUPPORTED: the rest of the language by name, without a word on what it declares", async () => {
    const dag = `JOB A a.sub
      SCRIPT POST A post.sh
      SUBDAG EXTERNAL S inner.dag
      SPLICE T splice.dag
      FINAL F a.sub
      submit-description common @=end
        executable = x
      @end
      JOB B {
        executable = x
      }
      RETRY A 3 UNLESS-EXIT 4
      ABORT-DAG-ON A 1 RETURN 0
      CATEGORY A one
      PARENT A B CHILD S T`;
    expect(await errors({ "run.dag": dag, "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_UNSUPPORTED /work/run.dag:2:7
        the DAGMan keyword SCRIPT is not supported yet
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:3:7
        the DAGMan keyword SUBDAG is not supported yet
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:4:7
        the DAGMan keyword SPLICE is not supported yet
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:5:7
        the DAGMan keyword FINAL is not supported yet
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:6:7
        the DAGMan keyword SUBMIT-DESCRIPTION is not supported yet
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:9:7
        an inline submit description is not supported yet
        Write it to a file of its own and name that.
      WORKFLOW_UNSUPPORTED /work/run.dag:12:17
        UNLESS-EXIT of RETRY is not supported yet
        Write: RETRY NODE COUNT
      WORKFLOW_UNSUPPORTED /work/run.dag:13:7
        the DAGMan keyword ABORT-DAG-ON is not supported yet
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:14:7
        the DAGMan keyword CATEGORY is not supported yet
        Run this workflow with a scheduler that takes DAGMan files as they are."
    `);
  });

  test.each([
    "CONNECT",
    "INCLUDE",
    "MAXJOBS",
    "PIN_IN",
    "PIN_OUT",
    "PRE_SKIP",
    "PROVISIONER",
    "REJECT",
    "SAVE_POINT_FILE",
    "SERVICE",
    "SET_JOB_ATTR",
  ])("WORKFLOW_UNSUPPORTED: %s", async (keyword) => {
    expect(await errors({ "run.dag": `${keyword.toLowerCase()} x y` })).toContain(
      `WORKFLOW_UNSUPPORTED /work/run.dag:1:1\n  the DAGMan keyword ${keyword} is not supported yet\n`,
    );
  });

  test("WORKFLOW_DUPLICATE_NODE and WORKFLOW_UNKNOWN_NODE, with the nearest name", async () => {
    const dag =
      'JOB generation a.sub\nJOB analysis a.sub\nPARENT generation CHILD analyses final\nJOB generation a.sub\nRETRY generatoin 3\nVARS x y="1"\nDONE z\nPRIORITY q 1';
    expect(await errors({ "run.dag": dag, "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_UNKNOWN_NODE /work/run.dag:3:25
        there is no node "analyses". Did you mean "analysis"?
        Declare it: JOB analyses SUBMIT-FILE
      WORKFLOW_UNKNOWN_NODE /work/run.dag:3:34
        there is no node "final".
        Declare it: JOB final SUBMIT-FILE
      WORKFLOW_DUPLICATE_NODE /work/run.dag:4:5
        the node "generation" is declared twice, first in line 1
        Give each node a name of its own.
      WORKFLOW_UNKNOWN_NODE /work/run.dag:5:7
        there is no node "generatoin". Did you mean "generation"?
        Declare it: JOB generatoin SUBMIT-FILE
      WORKFLOW_UNKNOWN_NODE /work/run.dag:6:6
        there is no node "x".
        Declare it: JOB x SUBMIT-FILE
      WORKFLOW_UNKNOWN_NODE /work/run.dag:7:6
        there is no node "z".
        Declare it: JOB z SUBMIT-FILE
      WORKFLOW_UNKNOWN_NODE /work/run.dag:8:10
        there is no node "q".
        Declare it: JOB q SUBMIT-FILE"
    `);
  });

  test("WORKFLOW_CYCLE: printed from the node declared first, at the statement that closes it", async () => {
    const jobs = ["a", "b", "c", "d", "e"].map((name) => `JOB ${name} a.sub\n`).join("");
    const dag = `${jobs}PARENT c CHILD a\nPARENT a CHILD b d\nPARENT b CHILD c\nPARENT e CHILD e`;
    expect(await errors({ "run.dag": dag, "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_CYCLE /work/run.dag:8:1
        the nodes wait for each other: a -> b -> c -> a
        Remove one of the PARENT statements between them.
      WORKFLOW_CYCLE /work/run.dag:9:1
        the nodes wait for each other: e -> e
        Remove one of the PARENT statements between them."
    `);
  });

  test("WORKFLOW_CYCLE: a long one is shortened", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `n${index}`);
    const dag = names.map((name, index) => `JOB ${name} a.sub\nPARENT ${name} CHILD ${names[(index + 1) % 30]}\n`).join("");
    expect(await errors({ "run.dag": dag, "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_CYCLE /work/run.dag:60:1
        the nodes wait for each other: n0 -> n1 -> n2 -> n3 -> n4 -> n5 -> n6 -> n7 -> (22 more) -> n0
        Remove one of the PARENT statements between them."
    `);
  });
});

describe("submit files", () => {
  test("WORKFLOW_SYNTAX", async () => {
    expect(await ofJob(`executable = x\nwhat is this\narguments = a "b" c\nenvironment = nonsense\nqueue`)).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/a.sub:2:1
        a submit file consists of NAME = VALUE lines and "queue", not "what is this"
      WORKFLOW_SYNTAX /work/a.sub:3:13
        arguments that are not in double quotes as a whole must write " as \\" (node "A")
        Write: arguments = "A 'B C' D"
      WORKFLOW_SYNTAX /work/a.sub:4:15
        environment expects NAME=VALUE, not "nonsense" (node "A")
        Write: environment = "A=1 B='two words'""
    `);
    expect(await ofJob(`executable = x\narguments = "a 'b"\nenvironment = "A=1" B=2\nqueue`)).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/a.sub:2:13
        a single quote is not closed (node "A")
        Write: arguments = "A 'B C' D"
      WORKFLOW_SYNTAX /work/a.sub:3:15
        a value that starts with a double quote must end with one, and write " within as "" (node "A")
        Write: environment = "A=1 B='two words'""
    `);
  });

  test("WORKFLOW_UNKNOWN_COMMAND: with the nearest name; what is referred to is a macro", async () => {
    const text = "executable = x\nrequest_memmory = 8GB\nrequest_fpgas = 1\nfoo = 1\nbar = 2\nbaz = 3\narguments = $(bar)\nqueue";
    expect(await ofJob(text, 'VARS A y="$(baz)"')).toMatchInlineSnapshot(`
      "WORKFLOW_UNKNOWN_COMMAND /work/a.sub:2:1
        "request_memmory" is no command of a submit file, and no $(request_memmory) refers to it. Did you mean "request_memory"?
        To set an attribute of the job, write +request_memmory = VALUE; else remove the line.
      WORKFLOW_UNKNOWN_COMMAND /work/a.sub:4:1
        "foo" is no command of a submit file, and no $(foo) refers to it.
        To set an attribute of the job, write +foo = VALUE; else remove the line."
    `);
  });

  test("WORKFLOW_UNDEFINED_MACRO: at its place, also on a continued line, with the nodes that lack it", async () => {
    const dag = 'JOB A a.sub\nJOB B a.sub\nJOB C a.sub\nVARS B ARGS="$(inner) $ENV(HOME_OF_B)"\n';
    expect(await errors({ "run.dag": dag, "a.sub": "executable = x\narguments = one \\\n  two $(ARGS)\nqueue" })).toMatchInlineSnapshot(`
      "WORKFLOW_UNDEFINED_MACRO /work/run.dag:4:14
        the macro $(inner) is not defined (node "B")
        Set it in the DAG file: VARS B inner="VALUE", or give a default: $(inner:DEFAULT)
      WORKFLOW_UNDEFINED_MACRO /work/run.dag:4:23
        the environment variable HOME_OF_B of $ENV(HOME_OF_B) is not set (node "B")
        Set it, or give a default: $ENV(HOME_OF_B:DEFAULT)
      WORKFLOW_UNDEFINED_MACRO /work/a.sub:3:7
        the macro $(ARGS) is not defined (nodes "A", "C")
        Set it in the DAG file: VARS A ARGS="VALUE", or give a default: $(ARGS:DEFAULT)"
    `);
  });

  test("WORKFLOW_MACRO_LOOP: round trips, and macros that grow beyond all measure", async () => {
    expect(await ofJob("executable = x\na = $(b)\nb = $(a)\narguments = $(a)\nqueue")).toMatchInlineSnapshot(`
      "WORKFLOW_MACRO_LOOP /work/a.sub:2:5
        the macros expand without end: a -> b -> a (node "A")
        Within its own definition a macro means its previous one; refer to no other way round."
    `);
    const bomb = Array.from({ length: 40 }, (_, index) => `m${index} = $(m${index + 1})$(m${index + 1})`).join("\n");
    expect(await ofJob(`executable = x\n${bomb}\nm40 =\narguments = $(m0)\nqueue`)).toMatchInlineSnapshot(`
      "WORKFLOW_MACRO_LOOP /work/a.sub:43:13
        the macros expand without end: arguments -> m0 -> m1 -> m2 -> m3 -> m4 -> m5 -> m6 -> m7 -> m8 -> ... (node "A")
        Within its own definition a macro means its previous one; refer to no other way round."
    `);
    const deep = "$(a:".repeat(20_000) + ")".repeat(20_000);
    expect(await ofJob(`executable = x\narguments = ${deep}\nqueue`)).toMatchInlineSnapshot(`
      "WORKFLOW_MACRO_LOOP /work/a.sub:2:13
        the macros expand without end: arguments (node "A")
        Within its own definition a macro means its previous one; refer to no other way round."
    `);
  });

  test("WORKFLOW_NO_EXECUTABLE", async () => {
    expect(await ofJob("\n# nothing\n  queue\n")).toMatchInlineSnapshot(`
      "WORKFLOW_NO_EXECUTABLE /work/a.sub:3:3
        the submit file /work/a.sub has no executable (node "A")
        Write: executable = /PATH/TO/PROGRAM"
    `);
    expect(await ofJob("executable =\n")).toMatchInlineSnapshot(`
      "WORKFLOW_NO_EXECUTABLE /work/a.sub:1:1
        the submit file /work/a.sub has no executable (node "A")
        Write: executable = /PATH/TO/PROGRAM"
    `);
  });

  test("WORKFLOW_INVALID_VALUE", async () => {
    const text = `executable = x
request_memory = lots
request_disk = 1.5.2 GB
request_cpus = 0
priority = high
checkpoint_exit_code = 7 7
success_exit_code = RequestCpus * 2
universe = vanila
queue`;
    expect(await ofJob(text)).toMatchInlineSnapshot(`
      "WORKFLOW_INVALID_VALUE /work/a.sub:2:18
        request_memory expects a size such as 8GB, not "lots" (node "A")
        Expressions are not evaluated here: write a plain value.
      WORKFLOW_INVALID_VALUE /work/a.sub:3:16
        request_disk expects a size such as 8GB, not "1.5.2 GB" (node "A")
        Expressions are not evaluated here: write a plain value.
      WORKFLOW_INVALID_VALUE /work/a.sub:4:16
        request_cpus expects a whole number of 1 or more, not "0" (node "A")
        Expressions are not evaluated here: write a plain value.
      WORKFLOW_INVALID_VALUE /work/a.sub:5:12
        priority expects a whole number, not "high" (node "A")
        Expressions are not evaluated here: write a plain value.
      WORKFLOW_INVALID_VALUE /work/a.sub:6:24
        checkpoint_exit_code expects a whole number, not "7 7" (node "A")
        Expressions are not evaluated here: write a plain value.
      WORKFLOW_INVALID_VALUE /work/a.sub:7:21
        success_exit_code expects a whole number, not "RequestCpus * 2" (node "A")
        Expressions are not evaluated here: write a plain value.
      WORKFLOW_INVALID_VALUE /work/a.sub:8:12
        there is no universe "vanila". Did you mean "vanilla"? (node "A")
        Write: universe = vanilla"
    `);
  });

  test("WORKFLOW_UNSUPPORTED: what is known only where and when the job runs, and several jobs in one file", async () => {
    const text = `if defined x
universe = docker
executable = x
arguments = $(RETRY) $$(Arch) $F(x) $RANDOM_INTEGER(1,2)
body @=end
include : other.sub
queue 3
queue`;
    expect(await ofJob(text)).toMatchInlineSnapshot(`
      "WORKFLOW_UNSUPPORTED /work/a.sub:1:1
        "if" in a submit file is not supported yet
        Write plain NAME = VALUE lines.
      WORKFLOW_UNSUPPORTED /work/a.sub:2:12
        the universe docker is not supported yet (node "A")
        Build the workflow without it, or run it with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/a.sub:4:13
        $(RETRY) is not supported yet: it is known only while the workflow runs (node "A")
      WORKFLOW_UNSUPPORTED /work/a.sub:4:22
        $$(Arch) is not supported: it is known only where the job runs (node "A")
      WORKFLOW_UNSUPPORTED /work/a.sub:4:31
        the function $F(x) is not supported yet (node "A")
      WORKFLOW_UNSUPPORTED /work/a.sub:5:1
        "@=" in a submit file is not supported yet
        Write plain NAME = VALUE lines.
      WORKFLOW_UNSUPPORTED /work/a.sub:6:1
        "include" in a submit file is not supported yet
        Write plain NAME = VALUE lines.
      WORKFLOW_UNSUPPORTED /work/a.sub:7:1
        "queue 3" is not supported yet
        Give each job a node of its own and write "queue".
      WORKFLOW_UNSUPPORTED /work/a.sub:8:1
        a second "queue" is not supported yet
        Give each job a node of its own and write "queue"."
    `);
    expect(await ofJob("executable = x\nqueue name in (a, b)")).toMatchInlineSnapshot(`
      "WORKFLOW_UNSUPPORTED /work/a.sub:2:1
        "queue name in (a, b)" is not supported yet
        Give each job a node of its own and write "queue"."
    `);
  });
});

test("all that is wrong is reported together, the DAG file first, in the order of the lines", async () => {
  const dag = "PARENT A CHILD Z\nJOB B b.sub\nJOB A a.sub\nJOB A a.sub\nWHAT";
  const text = await errors({ "run.dag": dag, "a.sub": "queue", "b.sub": "executable = $(x)\nfoo = 1" });
  expect(text.split("\n").filter((line) => !line.startsWith(" "))).toMatchInlineSnapshot(`
    [
      "WORKFLOW_UNKNOWN_NODE /work/run.dag:1:16",
      "WORKFLOW_DUPLICATE_NODE /work/run.dag:4:5",
      "WORKFLOW_SYNTAX /work/run.dag:5:1",
      "WORKFLOW_UNDEFINED_MACRO /work/b.sub:1:14",
      "WORKFLOW_UNKNOWN_COMMAND /work/b.sub:2:1",
      "WORKFLOW_NO_EXECUTABLE /work/a.sub:1:1",
    ]
  `);
});
