import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { formatRescue, latestRescue, readRescue, readWorkflow, type Workflow } from "../../../src/workflow/index.ts";
import { errors, within } from "./project.ts";

const fixtures = fileURLToPath(new URL("../fixtures/htcondor", import.meta.url));

// The names are all that a rescue file needs; not all of the submit files are there.
function workflowOf(directory: string, file = "run.dag"): Workflow {
  const names = Array.from(readFileSync(join(directory, file), "utf8").matchAll(/^(?:JOB|SUBDAG EXTERNAL) (\S+)/gm), ([, name]) => name!);
  const nodes = names.map((name) => ({ name }) as Workflow["nodes"][number]);
  return { file: join(directory, file), directory, files: [], nodes };
}

describe("rescue files", () => {
  test.each([
    ["c-dag-fail", 1, "2026-11-22T21:11:05Z", ["B"], ["A"]],
    ["c-dag-fail", 2, "2026-11-22T21:11:15Z", ["B"], ["A"]],
    ["g5-scripts", 1, "2026-11-22T21:20:28Z", ["BADPRE"], ["POSTFIX", "SKIP", "NO"]],
    ["g4-queueN-fails", 1, "2026-11-22T21:20:14Z", ["T"], []],
    ["g3-subdag-fails", 1, "2026-11-22T21:19:59Z", ["SD"], []],
    ["g3-subdag-fails", 1, "2026-11-22T21:19:54Z", ["X"], [], "inner.dag"],
    ["g7-badnode", 1, "2026-11-22T21:22:00Z", ["G"], []],
  ])("%s, rescue %i is written and read as DAGMan does it", async (name, number, created, failed, done, dag = "run.dag") => {
    const directory = join(fixtures, name);
    const file = join(directory, `${dag}.rescue00${number}`);
    expect([...(await readRescue(file))]).toEqual(done);
    const written = formatRescue(workflowOf(directory, dag), new Set([...done].reverse()), { created: new Date(created), failed: new Set(failed) });
    expect(written).toBe(readFileSync(file, "utf8"));
  });

  test("by the manual: nodes of splices by their whole names, no retries, and a final node that runs again", async () => {
    const tree = {
      "run.dag": "SPLICE S s.dag\nJOB Z a.sub\nPARENT S CHILD Z\nFINAL F a.sub\nRETRY ALL_NODES 3",
      "s.dag": "JOB A a.sub\nJOB B a.sub\nRETRY A 2",
      "a.sub": "executable = x",
    };
    await within(tree, async (directory) => {
      const workflow = await readWorkflow("run.dag", { directory });
      const text = formatRescue(workflow, new Set(["S+A", "F"]), { created: new Date(0), failed: new Set(["S+B", "F"]) });
      expect(text.split("\n").slice(5)).toEqual([
        "# Total number of Nodes: 4",
        "# Nodes premarked DONE: 1",
        "# Nodes that failed: 2",
        "#   S+B,F,<ENDLIST>",
        "",
        "DONE S+A",
        "",
      ]);
    });
  });

  test("names that the workflow does not have are not written; a DAG file elsewhere is named in full", () => {
    const workflow = { ...workflowOf(join(fixtures, "c-dag-fail")), file: "/elsewhere/run.dag", directory: "/work" };
    expect(formatRescue(workflow, new Set(["C", "A", "Z"]), { created: new Date(0), failed: new Set() })).toMatchInlineSnapshot(`
      "# Rescue DAG file, created after running
      #   the /elsewhere/run.dag DAG file
      # Created 01/01/1970 00:00:00 UTC
      # Rescue DAG version: 2.1.0
      #
      # Total number of Nodes: 3
      # Nodes premarked DONE: 2
      # Nodes that failed: 0
      #   <ENDLIST>

      DONE A
      DONE C
      "
    `);
  });

  test("what DAGMan may write beside DONE is skipped, a half-written file is not", async () => {
    const tree = { good: "# c\nDONE A\nRETRY B 1\n\ndone C", bad: "DONE A\nDON", worse: "DONE\nDONE B" };
    expect(await within(tree, (directory) => readRescue(join(directory, "good")))).toEqual(new Set(["A", "C"]));
    expect(await errors(tree, (directory) => readRescue(join(directory, "bad")))).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/bad:2:1
        "DON" is no DAGMan keyword. Did you mean "DONE"?
        A line starts with one of ABORT-DAG-ON, CATEGORY, CONFIG, DONE, ENV, FINAL, INCLUDE, JOB, MAXJOBS, PARENT, PRE_SKIP, PRIORITY, REJECT, RETRY, SCRIPT, SPLICE, SUBDAG, SUBMIT-DESCRIPTION, VARS."
    `);
    expect(await errors(tree, (directory) => readRescue(join(directory, "worse")))).toMatchInlineSnapshot(`
      "WORKFLOW_SYNTAX /work/worse:1:1
        DONE needs a node
        Write: DONE NODE"
    `);
    expect(await errors(tree, (directory) => readRescue(join(directory, "none")))).toMatchInlineSnapshot(`
      "WORKFLOW_NOT_FOUND /work/none:1:1
        there is no rescue file /work/none"
    `);
  });

  test("the highest number counts, and only what DAGMan names so", async () => {
    const names = ["rescue001", "rescue010", "rescue002", "rescue011.old", "rescue000", "rescue0012", "rescue"].map((end) => [`run.dag.${end}`, ""]);
    const tree = { ...Object.fromEntries(names), "run.dag": "", "xrun.dag.rescue099": "", "other/x": "" };
    await within(tree, async (directory) => {
      expect(await latestRescue(join(directory, "run.dag"))).toBe(join(directory, "run.dag.rescue010"));
      expect(await latestRescue(join(directory, "other/run.dag"))).toBeUndefined();
      expect(await latestRescue(join(directory, "nowhere/run.dag"))).toBeUndefined();
    });
  });

  test("a workflow goes on from its rescue file", async () => {
    const tree = { "run.dag": "JOB A a.sub\nJOB B a.sub\nPARENT A CHILD B", "a.sub": "executable = x" };
    await within(tree, async (directory) => {
      const workflow = await readWorkflow("run.dag", { directory });
      expect(formatRescue(workflow, new Set(["A"]), { created: new Date(0), failed: new Set(["B"]) })).toMatchInlineSnapshot(`
        "# Rescue DAG file, created after running
        #   the run.dag DAG file
        # Created 01/01/1970 00:00:00 UTC
        # Rescue DAG version: 2.1.0
        #
        # Total number of Nodes: 2
        # Nodes premarked DONE: 1
        # Nodes that failed: 1
        #   B,<ENDLIST>

        DONE A
        "
      `);
    });
  });
});
