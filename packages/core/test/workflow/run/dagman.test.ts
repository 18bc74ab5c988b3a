import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import type { Lab } from "../../scheduler/local/lab.ts";
import { recorded, recordedStory, runCase, timeless } from "./dagman.ts";

test("DONE, VARS, RETRY, scripts, several jobs, PRIORITY and CATEGORY (case g1)", async () => {
  const { lab, story } = await runCase("g1-features");
  const real = recordedStory("g1-features");
  // Of jobs that run side by side, any may end first.
  expect(story.nodes).toEqual({ ...real.nodes, Q3: expect.arrayContaining([...real.nodes.Q3!]) });
  expect(story.exitCode).toBe(real.exitCode);
  const batch = (order: readonly string[]): readonly string[] => order.filter((name) => ["H", "Q3", "M1"].includes(name));
  expect(batch(story.order)).toEqual(batch(real.order));
  expect(story.order.indexOf("M2")).toBeGreaterThan(story.order.indexOf("M1"));
  // The number of the job is DAGMan's cluster, here that of the handing over within the run.
  const scripts = (text: string): string => text.replace(/ \d+\.0 /, " JOBID ");
  expect(scripts(`${lab.lines("scripts.txt").join("\n")}\n`)).toBe(scripts(recorded("g1-features", "scripts.recorded.txt")));
  expect([0, 1, 2].map((retry) => lab.lines(`logs/flaky.${retry}.out`)[0])).toEqual(["retry=0", "retry=1", "retry=2"]);
  expect(lab.lines("logs/P.out")).toEqual(["node P start", "node P end"]);
  expect(await rows(lab)).toEqual([
    "D1 done 0",
    "V done 1 exit 0",
    "F done 3 exit 0",
    "P done 1",
    "P pre: done 1 exit 0",
    "P 0: failed 1 exit 5",
    "P post: done 1 exit 0",
    "Q3 done 1",
    ...["0", "1", "2"].map((part) => `Q3 ${part}: done 1 exit 0`),
    ...["H", "M1", "M2"].map((name) => `${name} done 1 exit 0`),
  ]);
});

test("a sub-workflow, a splice and a final node (case g2)", async () => {
  const { lab, story } = await runCase("g2-subdag");
  expect(story).toEqual(recordedStory("g2-subdag"));
  expect(lab.lines("inner/logs/Y.out")).toEqual(["node Y start", "node Y end"]);
  const inner = (await rows(lab)).filter((row) => row.startsWith("SD"));
  expect([inner[0], inner.slice(1).every((row) => /^SD\/\w+ done 1 exit 0$/.test(row)), inner.length > 1]).toEqual(["SD done 1 exit 0", true, true]);
});

test("a sub-workflow that fails: both leave a rescue file (case g3)", async () => {
  const { lab, story } = await runCase("g3-subdag-fails");
  expect(story).toEqual(recordedStory("g3-subdag-fails"));
  for (const file of ["run.dag.rescue001", "inner.dag.rescue001"])
    expect(timeless(readFileSync(join(lab.directory, file), "utf8"))).toBe(timeless(recorded("g3-subdag-fails", file)));
  expect((await lab.observe("t")).reason).toMatch(/^node SD failed with exit code 1: node X of .*inner\.dag failed/);
});

test("one of several jobs that fails ends the others (case g4)", async () => {
  // The second one fails when the first has ended, and while the third would go on for ever.
  const step = `case $1 in
  0) echo $$ >zero.new; mv zero.new zero ;;
  1) while [ ! -e zero ] || kill -0 $(cat zero); do sleep 0.02; done ;;
  2) trap 'exit 2' TERM; while :; do sleep 0.02; done ;;
esac`;
  const { lab, story } = await runCase("g4-queueN-fails", step);
  const real = recordedStory("g4-queueN-fails");
  expect([story.exitCode, story.order, Object.keys(story.nodes)]).toEqual([real.exitCode, real.order, ["T"]]);
  // Their ends may be seen together, in any order.
  expect(story.nodes.T!.toSorted().slice(0, 2)).toEqual(real.nodes.T!.slice(0, 2));
  expect(rescueOf(lab.directory)).toBe(timeless(recorded("g4-queueN-fails", "run.dag.rescue001")));
});

test("scripts that decide, PRE_SKIP and NOOP (case g5)", async () => {
  const { lab, story } = await runCase("g5-scripts");
  const real = recordedStory("g5-scripts");
  expect(story).toEqual({ ...real, order: real.order.filter((name) => name !== "NO") });
  expect(rescueOf(lab.directory)).toBe(timeless(recorded("g5-scripts", "run.dag.rescue001")));
});

test("inline descriptions (case g6)", async () => {
  expect((await runCase("g6-inline")).story).toEqual(recordedStory("g6-inline"));
});

/** The jobs as the scheduler tells them. */
async function rows({ scheduler }: Lab): Promise<readonly string[]> {
  const { jobs } = await scheduler.jobs!("t");
  return jobs.map(({ node, part, status, tries, cause, exitCode }) =>
    [node, ...(part === undefined ? [] : [`${part}:`]), status, tries, ...(cause === undefined ? [] : [cause, exitCode])].join(" "),
  );
}

function rescueOf(directory: string): string {
  return timeless(readFileSync(join(directory, "run.dag.rescue001"), "utf8"));
}
