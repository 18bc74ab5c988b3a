import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { lateMacro, type JobDescription, type Workflow } from "../../../src/workflow/index.ts";
import { openCase, recorded, recordedStory, timeless, type Case } from "./dagman.ts";
import { nodeOf, workflowOf, type NodeSketch } from "./workflows.ts";

/** The workflow of a case, in its lab's directory. */
function inLab({ lab }: Case, nodes: Readonly<Record<string, NodeSketch>>, more: Partial<Workflow> = {}): Workflow {
  return workflowOf(nodes, { file: join(lab.directory, "run.dag"), directory: lab.directory, ...more });
}

function script({ lab }: Case, name: string, text: string, ...args: readonly string[]): NodeSketch["pre"] {
  const executable = join(lab.directory, name);
  writeFileSync(executable, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return { executable, arguments: args, directory: lab.directory };
}

test("DONE, VARS, RETRY, scripts, several jobs, PRIORITY and CATEGORY (case g1)", async () => {
  const run = openCase();
  const flaky = script(run, "flaky.sh", `echo "retry=$1"; [ "$1" -ge 2 ]`) as { executable: string };
  const out = (kind: string): string => join(run.lab.directory, `logs/flaky.${lateMacro("RETRY")}.${kind}`);
  const flakyJob = {
    ...run.job("F"),
    executable: flaky.executable,
    arguments: [lateMacro("RETRY")],
    stdout: out("out"),
    stderr: out("err"),
    late: ["RETRY"],
  };
  const next = { parents: ["V", "F"] };
  const workflow = inLab(
    run,
    {
      D1: { done: true, job: run.job("D1") },
      V: { parents: ["D1"], job: run.job("VV") },
      F: { parents: ["D1"], retries: 3, job: flakyJob },
      P: {
        ...next,
        job: run.job("P", 5),
        pre: script(run, "pre.sh", `echo "pre $*" >>scripts.txt`, "$JOB", "$RETRY", "$MAX_RETRIES"),
        post: script(run, "post.sh", `echo "post $*" >>scripts.txt`, "$JOB", "$RETURN", "$JOBID", "$RETRY", "$DAG_STATUS", "$FAILED_COUNT"),
      },
      Q3: { ...next, jobs: [0, 1, 2].map((n) => run.job("Q3", 0, `Q3.${n}`)) },
      H: { ...next, priority: 10, job: run.job("H") },
      M1: { ...next, category: "one", job: run.job("M1") },
      M2: { ...next, category: "one", job: run.job("M2") },
    },
    { categories: { one: 1 } },
  );
  const told = await run.run(workflow);
  const real = recordedStory("g1-features");
  // DAGMan's own node between several parents and several children.
  const { _condor_join_node0: _, ...nodes } = real.nodes;
  expect(told.nodes).toEqual({ ...nodes, Q3: expect.arrayContaining([...nodes.Q3!]) });
  expect(told.exitCode).toBe(real.exitCode);
  const batch = (order: readonly string[]): readonly string[] => order.filter((name) => ["H", "Q3", "M1"].includes(name));
  expect(batch(told.order)).toEqual(batch(real.order));
  expect(told.order.indexOf("M2")).toBeGreaterThan(told.order.indexOf("M1"));
  // The number of the job is DAGMan's cluster, here that of the handing over within the run.
  const scripts = (text: string): string => text.replace(/ \d+\.0 /, " JOBID ");
  expect(scripts(`${run.lab.lines("scripts.txt").join("\n")}\n`)).toBe(scripts(recorded("g1-features", "scripts.txt")));
  expect([0, 1, 2].map((retry) => run.lab.lines(`logs/flaky.${retry}.out`)[0])).toEqual(["retry=0", "retry=1", "retry=2"]);
});

test("a sub-workflow, a splice and a final node (case g2)", async () => {
  const run = openCase();
  const inner = join(run.lab.directory, "inner");
  mkdirSync(inner);
  writeInner(inner, run, "JOB X n.sub", 'VARS X name="X" code="0"', "JOB Y n.sub", 'VARS Y name="Y" code="0"', "PARENT X CHILD Y");
  const workflow = inLab(
    run,
    {
      A: { job: run.job("A") },
      SD: { parents: ["A"], work: { kind: "workflow", file: join(inner, "inner.dag"), directory: inner } },
      "SP+S": { parents: ["A"], job: run.job("S") },
      Z: { parents: ["SD", "SP+S"], job: run.job("Z") },
    },
    { final: nodeOf("FIN", { job: run.job("FIN") }) },
  );
  const told = await run.run(workflow);
  const real = recordedStory("g2-subdag");
  expect(told).toEqual({ ...real, nodes: { ...real.nodes } });
  expect(readFileSync(join(inner, "logs/Y.out"), "utf8")).toBe("node Y start\nnode Y end\n");
});

test("a sub-workflow that fails: both leave a rescue file (case g3)", async () => {
  const run = openCase();
  const { directory } = run.lab;
  writeInner(directory, run, "JOB X n.sub", 'VARS X name="X" code="4"');
  const workflow = inLab(run, {
    SD: { work: { kind: "workflow", file: join(directory, "inner.dag"), directory } },
    Z: { parents: ["SD"], job: run.job("Z") },
  });
  expect(await run.run(workflow)).toEqual(recordedStory("g3-subdag-fails"));
  for (const file of ["run.dag.rescue001", "inner.dag.rescue001"])
    expect(timeless(readFileSync(join(directory, file), "utf8"))).toBe(timeless(recorded("g3-subdag-fails", file)));
  expect((await run.lab.observe("t")).reason).toMatch(/^node SD failed with exit code 1: node X of .*inner\.dag failed/);
});

test("one of several jobs that fails ends the others (case g4)", async () => {
  const run = openCase();
  const { directory } = run.lab;
  // As long as it takes until it is ended, where the recorded one slept for two seconds.
  const slow = script(run, "slow.sh", "trap 'exit 2' TERM\nwhile :; do sleep 0.02; done") as { executable: string };
  const jobs: Partial<JobDescription>[] = [run.job("0", 0), run.job("1", 1), { ...run.job("2"), executable: slow.executable }];
  const told = await run.run(inLab(run, { T: { jobs }, U: { parents: ["T"], jobs } }));
  const real = recordedStory("g4-queueN-fails");
  expect(told.exitCode).toBe(real.exitCode);
  expect(told.order).toEqual(real.order);
  expect(Object.keys(told.nodes)).toEqual(["T"]);
  expect(told.nodes.T!.toSorted().slice(0, 2)).toEqual(real.nodes.T!.slice(0, 2));
  expect(timeless(readFileSync(join(directory, "run.dag.rescue001"), "utf8"))).toBe(timeless(recorded("g4-queueN-fails", "run.dag.rescue001")));
});

test("scripts that decide, PRE_SKIP and NOOP (case g5)", async () => {
  const run = openCase();
  const pre3 = script(run, "pre3.sh", "exit 3");
  const told = await run.run(
    inLab(run, {
      POSTFIX: { job: run.job("POSTFIX", 5), post: script(run, "ok.sh", "exit 0") },
      SKIP: { job: run.job("SKIP"), pre: pre3, preSkip: 3 },
      NO: { noop: true },
      BADPRE: { job: run.job("BADPRE"), pre: pre3 },
    }),
  );
  const real = recordedStory("g5-scripts");
  // DAGMan pretends that there was a job.
  const { NO: _, ...nodes } = real.nodes;
  expect(told).toEqual({ nodes, order: real.order.filter((name) => name !== "NO"), exitCode: real.exitCode });
  const rescue = readFileSync(join(run.lab.directory, "run.dag.rescue001"), "utf8");
  expect(timeless(rescue)).toBe(timeless(recorded("g5-scripts", "run.dag.rescue001")));
});

function writeInner(directory: string, run: Case, ...lines: readonly string[]): void {
  const submit = [`executable = ${run.lab.directory}/step.sh`, "arguments = $(name) 1 $(code)", "output = logs/$(name).out", "queue 1"];
  mkdirSync(join(directory, "logs"), { recursive: true });
  writeFileSync(join(directory, "n.sub"), `${submit.join("\n")}\n`);
  writeFileSync(join(directory, "inner.dag"), `${lines.join("\n")}\n`);
}
