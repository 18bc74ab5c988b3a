import { expect, test } from "vitest";

import { openPool } from "./pool.ts";

test("1,000 workflows that run are one question to the queue, with an answer below 5 MB and none to the history", async () => {
  const { pool, directory, open } = openPool();
  const tokens = Array.from({ length: 1000 }, (_, index) => `0b6d4d2e-5a59-4ad5-9d8c-6d6f1a1f6a11.${index}.1.workflow.1`);
  await pool.populate(tokens, directory, "gw");
  const scheduler = await open();
  const jobIds = Object.fromEntries(tokens.map((token, index) => [token, `${2 + 2 * index}.0`]));
  const seen = await scheduler.query(tokens, jobIds);
  expect(new Set(seen.map(({ state, done, total }) => `${state} ${done}/${total}`))).toEqual(new Set(["running 1/2"]));
  expect(seen.map(({ token }) => token)).toEqual(tokens);
  const commands = await pool.commands();
  expect(commands).toEqual([expect.stringMatching(/^condor_q -json -allusers -constraint .* -attributes \S+$/)]);
  const [, constraint, attributes] = /-constraint (.*) -attributes (\S+)$/.exec(commands[0]!)!;
  const { stdout } = await pool.give("condor_q", ["-json", "-allusers", "-constraint", constraint!, "-attributes", attributes!]);
  expect(stdout.length).toBeLessThan(5e6);
});

test("what has left the queue is asked of the history, and nothing else is", async () => {
  const { pool, directory, open } = openPool();
  const tokens = ["p.1.1.workflow.1", "p.2.1.workflow.1"];
  await pool.populate(tokens, directory, "gw");
  await pool.give("condor_rm", ["4"], { user: "root" });
  const states = (await (await open()).query(tokens)).map(({ state }) => state);
  expect(states).toEqual(["running", "removed"]);
  const history = (await pool.commands()).filter((line) => line.startsWith("condor_history"));
  expect(history[0]).toContain('-limit 100000 -constraint AsimovToken == "p.2.1.workflow.1" -attributes');
  expect(history.some((line) => line.includes(tokens[0]!))).toBe(false);
});

test("another user's jobs are found by token; absence needs a history that tells how far back it reaches", async () => {
  const { pool, directory, open } = openPool();
  await pool.populate(["p.1.1.workflow.1"], directory, "ada");
  const scheduler = await open({ owner: "ada" });
  expect(scheduler.address()).toMatchObject({ scheduler: "htcondor", owner: "ada" });
  expect(await scheduler.query(["p.1.1.workflow.1", "never"])).toMatchObject([
    { state: "running" },
    { state: "absent", reaches: expect.stringMatching(/^20\d\d-/) },
  ]);
});
