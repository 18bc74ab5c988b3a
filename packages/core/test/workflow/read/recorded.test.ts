import { fileURLToPath } from "node:url";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { jobsOf, lateMacro, readWorkflow, type Workflow } from "../../../src/workflow/index.ts";
import { errors } from "./project.ts";

const fixtures = fileURLToPath(new URL("../fixtures/htcondor", import.meta.url));

// Paths of the project as `/work`, late macros as they are written.
async function recorded(name: string, file = "run.dag"): Promise<Workflow> {
  const directory = join(fixtures, name);
  const text = JSON.stringify(await readWorkflow(join(directory, file), { directory, environment: {} })).replaceAll(directory, "/work");
  return JSON.parse(["CLUSTER", "RETRY"].reduce((late, macro) => late.replaceAll(lateMacro(macro), `<${macro}>`), text)) as Workflow;
}

function argumentsOf({ nodes, final }: Workflow): readonly string[] {
  return [...nodes, ...(final === undefined ? [] : [final])].flatMap((node) =>
    jobsOf(node).map((job) => `${node.name}.${job.process}: ${job.arguments.join(" ")}, ${node.priority}`),
  );
}

describe("DAG files that a real HTCondor ran", () => {
  test("g1: the arguments and priorities that condor_history showed", async () => {
    const workflow = await recorded("g1-features");
    expect(argumentsOf(workflow)).toEqual([
      "D1.0: D1 1 0, 0",
      "V.0: VV 1 0, 0",
      "F.0: <RETRY>, 0",
      "P.0: P 1 5, 0",
      "Q3.0: Q3 1 0, 0",
      "Q3.1: Q3 1 0, 0",
      "Q3.2: Q3 1 0, 0",
      "H.0: H 1 0, 10",
      "M1.0: M1 2 0, 0",
      "M2.0: M2 2 0, 0",
    ]);
    const node = (name: string): Workflow["nodes"][number] => workflow.nodes.find((each) => each.name === name)!;
    expect(jobsOf(node("F"))[0]).toMatchObject({ late: ["RETRY"], stdout: "/work/logs/flaky.<RETRY>.out" });
    expect(jobsOf(node("Q3")).map((job) => job.stdout)).toEqual(["/work/logs/Q3.0.out", "/work/logs/Q3.1.out", "/work/logs/Q3.2.out"]);
    expect(workflow.categories).toEqual({ one: 1 });
    expect([node("M1").category, node("F").retries, node("D1").done]).toEqual(["one", 3, true]);
    expect(node("P").pre).toMatchObject({ executable: "/work/pre.sh", arguments: ["$JOB", "$RETRY", "$MAX_RETRIES"], directory: "/work" });
    expect(node("P").post?.arguments).toEqual(["$JOB", "$RETURN", "$JOBID", "$RETRY", "$DAG_STATUS", "$FAILED_COUNT"]);
    expect(node("M2").parents).toEqual(["V", "F"]);
  });

  test("g2: a sub-workflow, a splice and a final node; DAGParentNodeNames of Z was SD,SP+S", async () => {
    const workflow = await recorded("g2-subdag");
    expect(argumentsOf(workflow)).toEqual(["A.0: A 1 0, 0", "SP+S.0: S 1 0, 0", "Z.0: Z 1 0, 0", "FIN.0: FIN 1 0, 0"]);
    expect(workflow.nodes.map((node) => [node.name, ...node.parents])).toEqual([["A"], ["SD", "A"], ["SP+S", "A"], ["Z", "SD", "SP+S"]]);
    expect(workflow.nodes[1]!.work).toEqual({ kind: "workflow", file: "/work/inner/inner.dag", directory: "/work/inner" });
    expect((await recorded("g2-subdag/inner", "inner.dag")).nodes.length).toBeGreaterThan(0);
  });

  test("g3: a sub-workflow without a directory of its own", async () => {
    const { nodes } = await recorded("g3-subdag-fails");
    expect(nodes.map((node) => node.work.kind)).toEqual(["workflow", "jobs"]);
    expect(argumentsOf(await recorded("g3-subdag-fails", "inner.dag"))).toEqual(["X.0: X 1 4, 0"]);
  });

  test("g4: queue 3, with the arguments that condor_history showed", async () => {
    expect(argumentsOf(await recorded("g4-queueN-fails"))).toEqual([
      "T.0: 0 0 0, 0",
      "T.1: 1 1 1, 0",
      "T.2: 2 2 2, 0",
      "U.0: 0 0 0, 0",
      "U.1: 1 1 1, 0",
      "U.2: 2 2 2, 0",
    ]);
  });

  test("g5: scripts, PRE_SKIP and NOOP", async () => {
    const { nodes } = await recorded("g5-scripts");
    expect(nodes.map(({ name, work, pre, post, preSkip }) => [name, work.kind, pre?.executable, post?.executable, preSkip])).toEqual([
      ["POSTFIX", "jobs", undefined, "/work/ok.sh", undefined],
      ["SKIP", "jobs", "/work/pre3.sh", undefined, 3],
      ["NO", "none", undefined, undefined, undefined],
      ["BADPRE", "jobs", "/work/pre3.sh", undefined, undefined],
    ]);
  });

  test("g6: submit descriptions in the DAG file; SET_JOB_ATTR reached no node job", async () => {
    const workflow = await recorded("g6-inline");
    expect(argumentsOf(workflow)).toEqual(["A.0: A 2 0, 0", "B.0: B 1 0, 0"]);
    expect(jobsOf(workflow.nodes[0]!)[0]).toMatchObject({ log: "/work/logs/A.log", request: { memory: 64, disk: 10 }, extra: {} });
  });

  test("g7: a submit file that is missing is told before anything runs", async () => {
    const text = await errors({}, () => recorded("g7-badnode"));
    expect(text.replaceAll(join(fixtures, "g7-badnode"), "/work")).toMatchInlineSnapshot(`
      "WORKFLOW_NOT_FOUND /work/run.dag:2:7
        there is no submit file /work/missing.sub (node "G")
        Relative paths are read from the directory where the builder ran; run it again if the file is gone."
    `);
  });
});
