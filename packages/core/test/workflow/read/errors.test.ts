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
  test("WORKFLOW_SYNTAX: names that rescue files can't repeat, and exit codes that there are not", async () => {
    const dag = String.raw`
      JOB "n 1" a.sub
      JOB "n'1" a.sub
      SUBDAG EXTERNAL "s 1" run.dag
      JOB A a.sub
      ABORT-DAG-ON A 3 RETURN 999
    `;
    expect(await errors({ "run.dag": dag, "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/run.dag:2:11
        the name "n 1" holds a blank, a quote or a backslash, which other statements and rescue files can't repeat
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:3:11
        the name "n'1" holds a blank, a quote or a backslash, which other statements and rescue files can't repeat
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:4:23
        the name "s 1" holds a blank, a quote or a backslash, which other statements and rescue files can't repeat
        Write: SUBDAG EXTERNAL NAME DAG-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:6:31
        ABORT-DAG-ON needs an exit code from 0 to 255, not "999"
        Write: ABORT-DAG-ON NODE EXIT-CODE [RETURN EXIT-CODE]"
    `);
  });

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
        A line starts with one of ABORT-DAG-ON, CATEGORY, CONFIG, DONE, ENV, FINAL, INCLUDE, JOB, MAXJOBS, PARENT, PRE_SKIP, PRIORITY, REJECT, RETRY, SCRIPT, SPLICE, SUBDAG, SUBMIT-DESCRIPTION, VARS.
      WORKFLOW_SYNTAX /work/run.dag:3:7
        "frobnicate" is no DAGMan keyword.
        A line starts with one of ABORT-DAG-ON, CATEGORY, CONFIG, DONE, ENV, FINAL, INCLUDE, JOB, MAXJOBS, PARENT, PRE_SKIP, PRIORITY, REJECT, RETRY, SCRIPT, SPLICE, SUBDAG, SUBMIT-DESCRIPTION, VARS.
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
        Write: RETRY NODE COUNT [UNLESS-EXIT EXIT-CODE]
      WORKFLOW_SYNTAX /work/run.dag:12:15
        RETRY needs a count of 0 or more, not "lots"
        Write: RETRY NODE COUNT [UNLESS-EXIT EXIT-CODE]
      WORKFLOW_SYNTAX /work/run.dag:13:17
        RETRY has no option "4"
        Write: RETRY NODE COUNT [UNLESS-EXIT EXIT-CODE]
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

  test("WORKFLOW_UNSUPPORTED: by name, without a word on what it declares", async () => {
    const dag = `JOB A a.sub
      provisioner P a.sub
      SERVICE S {
        executable = x
      }
      CONNECT A B
      PIN_IN A 1
      PIN_OUT A 1
      SAVE_POINT_FILE A
      PARENT A P CHILD S`;
    expect(await errors({ "run.dag": dag, "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_UNSUPPORTED /work/run.dag:2:7
        the DAGMan keyword PROVISIONER is not supported
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:3:7
        the DAGMan keyword SERVICE is not supported
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:6:7
        the DAGMan keyword CONNECT is not supported
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:7:7
        the DAGMan keyword PIN_IN is not supported
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:8:7
        the DAGMan keyword PIN_OUT is not supported
        Run this workflow with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/run.dag:9:7
        the DAGMan keyword SAVE_POINT_FILE is not supported
        Run this workflow with a scheduler that takes DAGMan files as they are."
    `);
  });

  test("WORKFLOW_REJECTED", async () => {
    expect(await errors({ "run.dag": "REJECT\nJOB A a.sub", "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_REJECTED /work/run.dag:1:1
        REJECT says that this file is not to be run, for example because its builder has not completed it
        Run the builder again, to its end."
    `);
  });

  test("WORKFLOW_SYNTAX: what declares nodes", async () => {
    const dag = `JOB A
      JOB ALL_NODES a.sub
      JOB A+B a.sub
      SUBDAG INTERNAL S s.dag
      SUBDAG EXTERNAL S
      SUBDAG EXTERNAL S s.dag DIRR x
      SPLICE P
      INCLUDE
      CONFIG
      FINAL F a.sub DONE
      FINAL G a.sub
      DONE F
      SUBMIT-DESCRIPTION x
      SUBMIT-DESCRIPTION d {
      }
      SUBMIT-DESCRIPTION d {
      } NOOP
      SCRIPT MID A x.sh
      SCRIPT PRE A
      SCRIPT DEFER 4 PRE A x.sh
      SCRIPT DEBUG
      RETRY S 1 UNLESS-EXIT
      RETRY S 1 UNLESS-EXIT x
      ABORT-DAG-ON S
      ABORT-DAG-ON S 1 RETURN
      ABORT-DAG-ON S one
      PRE_SKIP S 256
      CATEGORY S
      MAXJOBS x 0
      PARENT S CHILD F
      JOB Z @=END
        executable = x`;
    expect(await errors({ "run.dag": dag, "a.sub": submit })).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/run.dag:1:1
        JOB needs a name and a submit file
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:2:11
        "ALL_NODES" cannot be the name of a node
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:3:11
        the name "A+B" holds a +, which stands between the names of a splice and its node
        Write: JOB NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:4:14
        SUBDAG needs the word EXTERNAL
        Write: SUBDAG EXTERNAL NAME DAG-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:5:7
        SUBDAG EXTERNAL needs a name and a DAG file
        Write: SUBDAG EXTERNAL NAME DAG-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:6:31
        SUBDAG has no option "DIRR"
        Write: SUBDAG EXTERNAL NAME DAG-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:6:36
        SUBDAG has no option "x"
        Write: SUBDAG EXTERNAL NAME DAG-FILE [DIR DIRECTORY] [NOOP] [DONE]
      WORKFLOW_SYNTAX /work/run.dag:7:7
        SPLICE needs a name and a DAG file
        Write: SPLICE NAME DAG-FILE [DIR DIRECTORY]
      WORKFLOW_SYNTAX /work/run.dag:8:7
        INCLUDE needs a file
        Write: INCLUDE FILE
      WORKFLOW_SYNTAX /work/run.dag:9:7
        CONFIG needs a file
        Write: CONFIG FILE
      WORKFLOW_SYNTAX /work/run.dag:10:21
        FINAL has no option "DONE"
        Write: FINAL NAME SUBMIT-FILE [DIR DIRECTORY] [NOOP]
      WORKFLOW_SYNTAX /work/run.dag:11:7
        there is a FINAL node already, in line 10
        Write: only one FINAL statement
      WORKFLOW_SYNTAX /work/run.dag:12:12
        the FINAL node cannot be done before the others
        Write: DONE of other nodes
      WORKFLOW_SYNTAX /work/run.dag:13:7
        SUBMIT-DESCRIPTION needs a name and a description
        Write: SUBMIT-DESCRIPTION NAME {  (the description's lines, and }, follow)
      WORKFLOW_SYNTAX /work/run.dag:17:9
        SUBMIT-DESCRIPTION has no option "NOOP"
        Write: SUBMIT-DESCRIPTION NAME {  (the description's lines, and }, follow)
      WORKFLOW_SYNTAX /work/run.dag:18:14
        SCRIPT needs PRE, POST or HOLD
        Write: SCRIPT [DEFER EXIT-CODE SECONDS] PRE|POST|HOLD NODE PROGRAM [ARGUMENT...]
      WORKFLOW_SYNTAX /work/run.dag:19:7
        SCRIPT needs a node and a program
        Write: SCRIPT [DEFER EXIT-CODE SECONDS] PRE|POST|HOLD NODE PROGRAM [ARGUMENT...]
      WORKFLOW_SYNTAX /work/run.dag:20:14
        DEFER needs an exit code and seconds
        Write: SCRIPT [DEFER EXIT-CODE SECONDS] PRE|POST|HOLD NODE PROGRAM [ARGUMENT...]
      WORKFLOW_SYNTAX /work/run.dag:21:14
        DEBUG needs a file and a type
        Write: SCRIPT [DEFER EXIT-CODE SECONDS] PRE|POST|HOLD NODE PROGRAM [ARGUMENT...]
      WORKFLOW_SYNTAX /work/run.dag:22:17
        UNLESS-EXIT needs an exit code
        Write: RETRY NODE COUNT [UNLESS-EXIT EXIT-CODE]
      WORKFLOW_SYNTAX /work/run.dag:23:29
        RETRY needs an exit code, not "x"
        Write: RETRY NODE COUNT [UNLESS-EXIT EXIT-CODE]
      WORKFLOW_SYNTAX /work/run.dag:24:7
        ABORT-DAG-ON needs a node and an exit code
        Write: ABORT-DAG-ON NODE EXIT-CODE [RETURN EXIT-CODE]
      WORKFLOW_SYNTAX /work/run.dag:25:24
        RETURN needs an exit code
        Write: ABORT-DAG-ON NODE EXIT-CODE [RETURN EXIT-CODE]
      WORKFLOW_SYNTAX /work/run.dag:26:22
        ABORT-DAG-ON needs an exit code, not "one"
        Write: ABORT-DAG-ON NODE EXIT-CODE [RETURN EXIT-CODE]
      WORKFLOW_SYNTAX /work/run.dag:27:18
        PRE_SKIP needs an exit code, not "256"
        Write: PRE_SKIP NODE EXIT-CODE
      WORKFLOW_SYNTAX /work/run.dag:28:7
        CATEGORY needs a node and a category
        Write: CATEGORY NODE NAME
      WORKFLOW_SYNTAX /work/run.dag:29:17
        MAXJOBS needs a number of 1 or more, not "0"
        Write: MAXJOBS CATEGORY NUMBER
      WORKFLOW_SYNTAX /work/run.dag:30:22
        "F" is the FINAL node, which waits for all others and has no children
        Take it out of the PARENT statements.
      WORKFLOW_SYNTAX /work/run.dag:31:7
        the submit description that begins here has no end "@END"
        Write: @END  in a line after the description"
    `);
  });

  test("splices and included files: missing, empty, in each other; nodes that only the splice may speak of", async () => {
    const tree = {
      "run.dag":
        "SPLICE M none.dag\nSPLICE L loop.dag\nINCLUDE more.dag\nINCLUDE twice.dag\nINCLUDE twice.dag\nSPLICE S s.dag\nRETRY S 1\nRETRY S+A 1\nJOB S a.sub",
      "loop.dag": "JOB A a.sub\nSPLICE M loop2.dag",
      "loop2.dag": "JOB B a.sub\nSPLICE N loop.dag",
      "more.dag": "JOB C a.sub\nINCLUDE more.dag\nWHAT",
      "twice.dag": 'VARS C x="1"',
      "s.dag": "JOB A a.sub\nFINAL F a.sub",
      "a.sub": submit,
    };
    expect(await errors(tree)).toMatchInlineSnapshot(`
      "WORKFLOW_NOT_FOUND /work/run.dag:1:10
        there is no DAG file /work/none.dag
        Run the builder again if the file is gone.
      WORKFLOW_SYNTAX /work/run.dag:5:9
        /work/twice.dag is included twice, which would declare its nodes twice
        Write: only one INCLUDE of each file
      WORKFLOW_UNKNOWN_NODE /work/run.dag:7:7
        "S" is a splice, of which only PARENT statements may speak
        Write it of the nodes in the splice's file.
      WORKFLOW_UNKNOWN_NODE /work/run.dag:8:7
        there is no node "S+A".
        Declare it: JOB S+A SUBMIT-FILE
      WORKFLOW_DUPLICATE_NODE /work/run.dag:9:5
        "S" is declared twice, first in line 6
        Give each node a name of its own.
      WORKFLOW_CYCLE /work/loop2.dag:2:10
        the files include each other: /work/loop.dag -> /work/loop2.dag -> /work/loop.dag
        Remove one of the INCLUDE or SPLICE statements.
      WORKFLOW_CYCLE /work/more.dag:2:9
        the files include each other: /work/more.dag -> /work/more.dag
        Remove one of the INCLUDE or SPLICE statements.
      WORKFLOW_SYNTAX /work/more.dag:3:1
        "WHAT" is no DAGMan keyword.
        A line starts with one of ABORT-DAG-ON, CATEGORY, CONFIG, DONE, ENV, FINAL, INCLUDE, JOB, MAXJOBS, PARENT, PRE_SKIP, PRIORITY, REJECT, RETRY, SCRIPT, SPLICE, SUBDAG, SUBMIT-DESCRIPTION, VARS.
      WORKFLOW_UNSUPPORTED /work/s.dag:2:1
        a FINAL node within a splice is not supported: DAGMan would ignore it
        Move the statement to the DAG file of the workflow."
    `);
    expect(await errors({ "run.dag": "SPLICE E e.dag", "e.dag": "# nothing" })).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/run.dag:1:1
        the splice "E" has no nodes
        Add nodes to the file of the splice, or remove the statement."
    `);
  });

  test("WORKFLOW_CYCLE: through splices", async () => {
    const tree = {
      "run.dag": "JOB A a.sub\nSPLICE S s.dag\nPARENT A CHILD S\nPARENT S CHILD A",
      "s.dag": "JOB X a.sub\nJOB Y a.sub\nPARENT X CHILD Y",
      "a.sub": submit,
    };
    expect(await errors(tree)).toMatchInlineSnapshot(`
      "WORKFLOW_CYCLE /work/run.dag:4:1
        the nodes wait for each other: A -> S+X -> S+Y -> A
        Remove one of the PARENT statements between them."
    `);
  });

  test("WORKFLOW_TOO_LARGE: splices that double at each level", async () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 30 }, (_, level) => [`${level}.dag`, `SPLICE A ${level + 1}.dag\nSPLICE B ${level + 1}.dag`]),
    );
    const jobs = Array.from({ length: 5000 }, (_, index) => `JOB ${index} a.sub NOOP`).join("\n");
    const text = await errors({ ...doubling, "run.dag": "SPLICE A 0.dag", "30.dag": jobs, "a.sub": submit });
    expect(text.split("\n").filter((line) => line.startsWith("W"))).toEqual([expect.stringMatching(/^WORKFLOW_TOO_LARGE /)]);
  });

  test("CONFIG: missing, given twice, and values that are no numbers", async () => {
    const tree = { "run.dag": "CONFIG none\nCONFIG a.conf", "a.conf": "DAGMAN_MAX_JOBS_IDLE = many" };
    expect(await errors(tree)).toMatchInlineSnapshot(`
      "WORKFLOW_NOT_FOUND /work/run.dag:1:8
        there is no configuration file /work/none
        Relative paths are read from the directory where the builder ran.
      WORKFLOW_SYNTAX /work/run.dag:2:8
        a workflow has one configuration, and /work/none is it already
        Write: only one CONFIG statement"
    `);
    expect(await errors({ ...tree, "run.dag": "CONFIG a.conf" })).toMatchInlineSnapshot(`
      "WORKFLOW_INVALID_VALUE /work/run.dag:1:8
        DAGMAN_MAX_JOBS_IDLE in /work/a.conf expects a number of 0 or more, not "many""
    `);
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
        "generation" is declared twice, first in line 1
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

  test("WORKFLOW_UNSUPPORTED: what is known only where the job runs, and commands that would make it another job", async () => {
    const text = `if defined x
universe = docker
executable = x
arguments = $$(Arch) $Fw(x) $RANDOM_INTEGER(1,2) $INT(1x) $INT(1,%s) $CHOICE(3,a,b)
request_memory = $(RETRY)
body @=end
include : other.sub
hold = true
noop_job = false
shell = echo
transfer_input_files = osdf:///x/y
queue
queue`;
    expect(await ofJob(text)).toMatchInlineSnapshot(`
      "WORKFLOW_UNSUPPORTED /work/a.sub:1:1
        "if" in a submit file is not supported
        Write plain NAME = VALUE lines.
      WORKFLOW_UNSUPPORTED /work/a.sub:2:12
        the universe docker is not supported (node "A")
        Build the workflow without it, or run it with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/a.sub:4:13
        $$(Arch) is not supported: it is known only where the job runs (node "A")
      WORKFLOW_UNSUPPORTED /work/a.sub:4:22
        $Fw(x) is not supported: of its letters, w is not understood (node "A")
      WORKFLOW_UNSUPPORTED /work/a.sub:4:50
        $INT(1x) is not supported: it needs a number, or a sum or product of numbers (node "A")
      WORKFLOW_UNSUPPORTED /work/a.sub:4:59
        $INT(1,%s) is not supported: its format is not of the kind %03d (node "A")
      WORKFLOW_UNSUPPORTED /work/a.sub:4:70
        $CHOICE(3,a,b) is not supported: there is no item of that number (node "A")
      WORKFLOW_UNSUPPORTED /work/a.sub:5:18
        request_memory cannot depend on $(RETRY), which is known only when the job starts (node "A")
        Write a plain value.
      WORKFLOW_UNSUPPORTED /work/a.sub:6:1
        "@=" in a submit file is not supported
        Write plain NAME = VALUE lines.
      WORKFLOW_UNSUPPORTED /work/a.sub:7:1
        "include" in a submit file is not supported
        Write plain NAME = VALUE lines.
      WORKFLOW_UNSUPPORTED /work/a.sub:8:1
        the command hold is not supported
        Build the workflow without it, or run it with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/a.sub:10:1
        the command shell is not supported
        Build the workflow without it, or run it with a scheduler that takes DAGMan files as they are.
      WORKFLOW_UNSUPPORTED /work/a.sub:11:24
        transfer_input_files: osdf:///x/y is not supported: only files are moved here (node "A")
        Copy it to a file beforehand and name that, or run the workflow with a scheduler that moves it.
      WORKFLOW_UNSUPPORTED /work/a.sub:13:1
        a second "queue" is not supported
        Give the jobs of each "queue" a node and a submit file of their own."
    `);
  });

  test("queue statements that cannot be read", async () => {
    const queue = (text: string): Promise<string> => ofJob(`executable = x\nqueue ${text}`);
    expect(await queue("0")).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/a.sub:2:1
        "queue" needs a number of jobs of 1 or more, not "0" (node "A")
        Write: queue [NUMBER] [NAME,... from FILE | NAME in (ITEM, ITEM)]"
    `);
    expect(await queue("many")).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/a.sub:2:1
        "queue" needs a number of jobs of 1 or more, not "many" (node "A")
        Write: queue [NUMBER] [NAME,... from FILE | NAME in (ITEM, ITEM)]"
    `);
    expect(await queue("2 files matching *.dat")).toMatchInlineSnapshot(`
      "WORKFLOW_UNSUPPORTED /work/a.sub:2:1
        "queue ... matching" is not supported: files are counted when the job is submitted (node "A")
        Write: queue [NUMBER] [NAME,... from FILE | NAME in (ITEM, ITEM)]"
    `);
    expect(await queue("x from [1:2] list.txt")).toMatchInlineSnapshot(`
      "WORKFLOW_UNSUPPORTED /work/a.sub:2:1
        "queue x from [1:2] list.txt": neither a slice [...] nor a command's output is supported (node "A")
        Write: queue [NUMBER] [NAME,... from FILE | NAME in (ITEM, ITEM)]"
    `);
    expect(await queue("x from list.txt")).toMatchInlineSnapshot(`
      "WORKFLOW_NOT_FOUND /work/a.sub:2:1
        there is no list of items /work/list.txt (node "A")
        Relative paths are read from the directory where the builder ran."
    `);
    expect(await queue("x from ls |")).toMatchInlineSnapshot(`
      "WORKFLOW_UNSUPPORTED /work/a.sub:2:1
        "queue x from ls |": neither a slice [...] nor a command's output is supported (node "A")
        Write: queue [NUMBER] [NAME,... from FILE | NAME in (ITEM, ITEM)]"
    `);
    expect(await queue("x in ()")).toMatchInlineSnapshot(`
      "WORKFLOW_INVALID_VALUE /work/a.sub:2:1
        "queue" has no items: the node would have no job (node "A")
        Give the list items, or take the node out of the workflow."
    `);
    expect(await queue("x from")).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/a.sub:2:1
        "queue" needs a number of jobs of 1 or more, not "x from" (node "A")
        Write: queue [NUMBER] [NAME,... from FILE | NAME in (ITEM, ITEM)]"
    `);
    expect(await queue("2000000000")).toMatchInlineSnapshot(`
      "WORKFLOW_TOO_LARGE /work/a.sub:2:1
        the workflow has more than 250000 nodes, splices and jobs
        Split it, for example with SUBDAG EXTERNAL."
    `);
  });

  test("containers and transfers", async () => {
    const text = `universe = container
executable = x
should_transfer_files = MAYBE
transfer_output_remaps = "a"
queue`;
    expect(await ofJob(text)).toMatchInlineSnapshot(`
      "WORKFLOW_INVALID_VALUE /work/a.sub:1:12
        the universe container needs an image (node "A")
        Write: container_image = /PATH/TO/IMAGE.sif
      WORKFLOW_INVALID_VALUE /work/a.sub:3:25
        should_transfer_files expects YES, NO or IF_NEEDED, not "MAYBE" (node "A")"
    `);
    expect(await ofJob(text.replace("MAYBE", "YES"))).toMatchInlineSnapshot(`
      "WORKFLOW_INVALID_VALUE /work/a.sub:1:12
        the universe container needs an image (node "A")
        Write: container_image = /PATH/TO/IMAGE.sif
      WORKFLOW_SYNTAX /work/a.sub:4:26
        transfer_output_remaps expects NAME=PATH, not "a" (node "A")
        Write: transfer_output_remaps = "NAME=PATH;NAME=PATH""
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
