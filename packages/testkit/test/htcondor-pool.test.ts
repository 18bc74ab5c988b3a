import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { HTCondorPool } from "../src/index.ts";
import { directoryWith } from "./support/tree.ts";

const nodeFlags = ["--conditions=@asimov-gw/source", "--disable-warning=ExperimentalWarning"];

test("a command that the stand-in can't give fails the test at its end, also where nobody looked at its exit code", () => {
  const pool = HTCondorPool.open(directoryWith(), { nodeFlags });
  expect(spawnSync(join(pool.bin, "condor_q"), ["-json"]).status).toBe(0);
  pool.close();
  expect(spawnSync(join(pool.bin, "condor_q"), ["-better-analyze"], { encoding: "utf8" })).toMatchObject({
    status: 70,
    stderr: "the stand-in does not know -better-analyze: it was not recorded\n",
  });
  expect(() => pool.close()).toThrow(/^the stand-in for HTCondor's commands has failed itself:\ncondor_q -better-analyze\n {2}Error: the stand-in/);
});

const workflow = {
  "run.dag": "JOB A A.sub\nJOB B B.sub\nPARENT A CHILD B\n",
  "A.sub": "executable = /bin/sh\narguments = \"-c 'echo A >>ran'\"\nqueue\n",
  "B.sub": "executable = /bin/sh\narguments = \"-c 'echo B >>ran'\"\nqueue\n",
};

/** A pool that has the workflow in `directory`, submitted once more by each `submit`. */
function poolWith(): {
  readonly pool: HTCondorPool;
  readonly directory: string;
  readonly submit: () => Promise<void>;
  readonly ended: () => Promise<unknown>;
} {
  const pool = HTCondorPool.open(directoryWith(), { nodeFlags });
  const directory = directoryWith(workflow);
  const submit = async (): Promise<void> => {
    await pool.give("condor_submit_dag", ["-no_submit", "-update_submit", "run.dag"], { cwd: directory });
    await pool.give("condor_submit", ["-terse", "run.dag.condor.sub"], { cwd: directory });
  };
  const ended = async (): Promise<unknown> =>
    pool.change(({ history }) => [history[0]!.ad["JobUniverse"], history[0]!.ad["ExitCode"], history[0]!.ad["DAG_NodesDone"]]);
  return { pool, directory, submit, ended };
}

// Removed while it waits to be started again, a DAGMan leaves its lock and no rescue file.
async function leaveLock(pool: HTCondorPool): Promise<void> {
  await pool.give("condor_hold", ["2"]);
  await pool.give("condor_release", ["2"]);
  await pool.give("condor_rm", ["2"]);
}

test("a DAGMan that finds a lock and no other DAGMan takes what is done, and what was aborted, for its own, as it was recorded", async () => {
  const { pool, directory, submit, ended } = poolWith();
  await submit();
  while (!existsSync(join(directory, "ran"))) await pool.advance();
  await pool.advance();
  await leaveLock(pool);
  expect(existsSync(join(directory, "run.dag.lock"))).toBe(true);
  await submit();
  await pool.run();
  // A is done; the job of B was aborted with its DAGMan, so B has failed, and nothing runs.
  expect([await ended(), readFileSync(join(directory, "ran"), "utf8")]).toEqual([["7", "1", "1"], "A\n"]);
  expect(readFileSync(join(directory, "run.dag.dagman.out"), "utf8")).toContain("ULOG_JOB_ABORTED");
  expect(existsSync(join(directory, "run.dag.lock"))).toBe(false);
});

test("where all was done, it ends well and has run nothing; where jobs are still there, it waits for them and runs none twice", async () => {
  for (const [isOver, minutes] of [
    [true, 20],
    [false, 2],
  ] as const) {
    const { pool, directory, submit, ended } = poolWith();
    await submit();
    await pool.advance(minutes);
    // As after a DAGMan that died of a signal which lets it leave the queue.
    await pool.change((state) => {
      state.queue.splice(0, state.queue.length, ...state.queue.filter(({ ad }) => ad["JobUniverse"] !== "7"));
      state.dags.length = 0;
      expect(state.queue.length).toBe(isOver ? 0 : 1);
    });
    writeFileSync(join(directory, "run.dag.lock"), "");
    await submit();
    await pool.run();
    expect([await ended(), readFileSync(join(directory, "ran"), "utf8")]).toEqual([["7", "0", "2"], "A\nB\n"]);
  }
});

test("beside a DAGMan that is there, another one of the same workflow leaves at once", async () => {
  const { pool, directory, submit } = poolWith();
  await submit();
  await submit();
  await pool.run();
  const exits = await pool.change(({ history }) => history.filter(({ ad }) => ad["JobUniverse"] === "7").map(({ ad }) => ad["ExitCode"]));
  expect([exits, readFileSync(join(directory, "ran"), "utf8")]).toEqual([["0", "1"], "A\nB\n"]);
});

test("the accounting of a description reaches its job, and that of a DAGMan its nodes; without a user it is the owner's, as it was recorded", async () => {
  const { pool, directory } = poolWith();
  const charged = async (universe: string): Promise<readonly unknown[]> =>
    pool.change(({ queue }) => {
      const { ad } = queue.find((job) => job.ad["JobUniverse"] === universe)!;
      return [ad["AcctGroup"], ad["AcctGroupUser"], ad["AccountingGroup"]];
    });
  const dag = ["-no_submit", "-update_submit", "-append", "accounting_group = dag.group", "run.dag"];
  await pool.give("condor_submit_dag", dag, { cwd: directory });
  await pool.give("condor_submit", ["-terse", "run.dag.condor.sub"], { cwd: directory });
  await pool.advance(2);
  const group = ['"dag.group"', '"gw"', '"dag.group.gw"'];
  expect([await charged("7"), await charged("5")]).toEqual([group, group]);
  await pool.give("condor_rm", ["2"]);
  writeFileSync(join(directory, "A.sub"), `accounting_group = test.dev.pe\naccounting_group_user = ada\n${workflow["A.sub"]}`);
  await pool.give("condor_submit", ["-terse", "A.sub"], { cwd: directory });
  expect(await charged("5")).toEqual(['"test.dev.pe"', '"ada"', '"test.dev.pe.ada"']);
  await pool.advance();
  expect(await charged("5")).toEqual(['"test.dev.pe"', '"ada"', '"test.dev.pe.ada"']);
  await pool.run();
  await pool.give("condor_submit", ["-terse", "B.sub"], { cwd: directory });
  expect(await charged("5")).toEqual([undefined, undefined, undefined]);
});
