import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { test } from "../../cli/test/support/index.ts";
import { opened } from "./project.ts";

test.concurrent("an analysis is submitted, waits, runs, is held, released, and completed", async ({ expect, openProject }) => {
  const { project, pool } = await opened(openProject, { one: "nodes: [A, B]" });
  expect(await project.run("manage", "build", "submit")).toMatchObject({ code: 0, stderr: "EV1/one: built\nEV1/one: submitted as 2.0\n" });
  const report = (): Promise<string> => project.show("report", "status");
  await project.run("monitor");
  expect(await report()).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  running  0 s  sampling, dlogz 0.500
    exit code 0"
  `);
  await pool.hold("B", 13);
  await pool.advance(6);
  await project.run("monitor");
  expect(await report()).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  running  0 s  held (missing input): Transfer input files failure at access point ap while sending files to execution point slot1_2@ep@ap.pool.test. Details: 1 total failures: first failure: reading from file /project/working/EV1/one/notthere.dat: (errno 2) No such file or directory
          Put what it lacks in its place, then: asimov analysis release EV1/one; or end it: asimov analysis stop EV1/one
    exit code 0"
  `);
  expect(await project.show("jobs", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov jobs EV1/one
    job  state  tries  host                     started               took   exit  CPU   memory  last line
    A    done   1      slot1_1@ep@ap.pool.test  TIME  0 s  0  0 s  8 MiB
    B    held   1      slot1_2@ep@ap.pool.test  TIME                             Transfer input files failure at access point ap while sending files to execution point slot1_2@ep@ap.pool.test. Details: 1 total failures: first failure: reading from file /project/working/EV1/one/notthere.dat: (errno 2) No such file or directory
    exit code 0"
  `);
  expect(await project.show("analysis", "release", "EV1/one")).toMatchInlineSnapshot(`
    "$ asimov analysis release EV1/one
    EV1/one  running  a person asked for the release of its held jobs; the next pass does it
    exit code 0"
  `);
  await project.run("monitor");
  await pool.run();
  expect((await project.run("monitor")).code).toBe(0);
  expect(await report()).toMatchInlineSnapshot(`
    "$ asimov report status
    EV1
      one  toy  uploaded  0 s  results are in /project/results/EV1/one
    exit code 0"
  `);
  expect(project.ran()).toEqual(["one.A", "one.B"]);
});

test.concurrent("a node that fails is told with its output, and what was done before is not done again", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B]" }, "  retries: 1");
  project.fault("one.B", "fail");
  await project.run("manage", "build", "submit");
  await pool.run();
  expect(await project.run("monitor")).toMatchObject({ code: 0 });
  expect(project.query("SELECT number, outcome, json_extract(cause, '$.kind') AS kind FROM attempts ORDER BY number")).toEqual([
    { number: 1, outcome: "failed", kind: "node failed" },
    { number: 2, outcome: null, kind: null },
  ]);
  await pool.run();
  expect(await project.run("monitor")).toMatchObject({ code: 3 });
  expect(status()).toEqual(["stuck", expect.stringContaining("node B failed: Job proc (8.0.0) failed with status 3\nthe B of one hit a wall")]);
  project.mend("one.B");
  await project.run("analysis", "resurrect", "EV1/one");
  await project.run("monitor", "--chain");
  await pool.run();
  await project.run("monitor");
  expect(status()[0]).toBe("uploaded");
  expect(project.ran()).toEqual(["one.A", "one.B", "one.B", "one.B"]);
  expect((await pool.commands()).filter((line) => / -f( |$)/.test(line))).toEqual([]);
});

test.concurrent("a schedd that does not answer is an outage: nothing changes, and nothing is submitted twice", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "", two: "" });
  await project.run("manage", "build", "submit", "--analysis", "EV1/one");
  for (const health of ["off", "hung", "killed", "all-off"] as const) {
    await pool.setHealth(health);
    const { code, stderr } = await project.run("monitor", "--now");
    expect(code, stderr).toBe(4);
    expect(stderr).toContain("condor_q: ");
    expect(status()).toEqual(["running", expect.anything()]);
  }
  expect((await project.run("manage", "build", "submit")).code).not.toBe(0);
  await pool.setHealth("up");
  await project.run("monitor", "--chain", "--now");
  await pool.run();
  await project.run("monitor", "--now");
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded" });
  expect(project.ran()).toEqual(["one.A", "two.A"]);
});

test.concurrent("a person's removal, and one by the administrator, are told as what they are", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B]", two: "" }, "  retries: 0");
  await project.run("manage", "build", "submit");
  await pool.advance(2);
  await project.run("analysis", "stop", "EV1/one");
  await project.run("monitor");
  await project.run("monitor");
  expect(status()[0]).toBe("stopped");
  const line = (await pool.commands()).filter((command) => command.startsWith("condor_rm"));
  expect(line).toEqual([expect.stringMatching(/^condor_rm \d+$/)]);
});

test.concurrent("one of two access points that does not answer is an outage of that one only", async ({ expect, openProject }) => {
  const analyses = { one: "", two: "scheduler: {type: other}" };
  const { project, pool } = await opened(openProject, analyses, "", ["ap1.pool.test", "ap2.pool.test"]);
  const other = `  other:\n    engine: htcondor\n    bin: ${pool.bin}\n    owner: gw\n    schedd: ap2.pool.test\n`;
  project.write({ ".asimov/config.yaml": project.read(".asimov/config.yaml") + other });
  await project.run("manage", "build", "submit");
  await pool.setHealth("off", "ap2.pool.test");
  await pool.run();
  const { code, stderr } = await project.run("monitor");
  expect([code, project.statuses()]).toEqual([4, { one: "uploaded", two: "running" }]);
  expect(stderr).toContain("Can't find address for schedd ap2.pool.test");
  await pool.setHealth("up", "ap2.pool.test");
  await pool.run();
  await project.run("monitor", "--now");
  expect(project.statuses()).toEqual({ one: "uploaded", two: "uploaded" });
});

test.concurrent("what HTCondor refuses, and credentials that can't be renewed, are told; nothing is submitted", async ({ expect, openProject }) => {
  const { project, pool } = await opened(openProject, { one: "" });
  const config = project.read(".asimov/config.yaml");
  project.write({ ".asimov/config.yaml": `${config}    credentials: sh -c "echo ticket expired >&2; exit 1"\n` });
  expect((await project.run("manage", "build", "submit")).stderr).toContain("CREDENTIALS_NOT_RENEWED");
  const why = await project.run("why", "EV1/one");
  expect(why.stdout).toContain("CREDENTIALS_NOT_RENEWED: credentials were not renewed: sh: ticket expired");
  expect(why.stdout).toContain(`next: Run it by hand, and see what it asks for: sh -c "echo ticket expired >&2; exit 1"`);
  project.write({ ".asimov/config.yaml": config });
  await pool.run();
  await project.run("monitor", "--chain", "--now");
  await pool.run();
  await project.run("monitor", "--now");
  expect(project.ran()).toEqual(["one.A"]);
});

test.concurrent("a monitor whose cron job is held is told as that, with what to do, by start and stop", async ({ expect, openProject }) => {
  const { project, pool } = await opened(openProject, { one: "" });
  expect((await project.run("start", "--by", "scheduler")).code).toBe(0);
  await pool.give("condor_hold", ["2.0"]);
  const show = async (...args: readonly string[]): Promise<string> =>
    (await project.show(...args)).replace(/started by \S+ on/, "started by USER on");
  expect(await show("start", "--by", "scheduler")).toMatchInlineSnapshot(`
    "$ asimov start --by scheduler
    error MONITOR_HELD
      there is a monitor already, which is held and makes no passes: a pass every 15 min, started by USER on HOST at TIME (job 2.0 of htcondor): via condor_hold (by user gw)
      Mend what it says, then: condor_release 2.0
    exit code 1"
  `);
  expect(await show("start", "--status")).toMatchInlineSnapshot(`
    "$ asimov start --status
    HELD, and makes no passes: a pass every 15 min, started by USER on HOST at TIME (job 2.0 of htcondor)
      via condor_hold (by user gw)
      Mend what it says, then: condor_release 2.0
      log: /project/.asimov/monitor.log
    exit code 0"
  `);
  const hold = { reason: "via condor_hold (by user gw)", remedy: "Mend what it says, then: condor_release 2.0" };
  expect(await project.json("start", "--status")).toMatchObject({ monitor: { life: "held", hold } });
  expect(await project.json("stop", "--dry-run")).toMatchObject({ dryRun: true, held: hold.reason });
  const told = "is held and makes no passes: via condor_hold (by user gw); Mend what it says, then: condor_release 2.0\n";
  expect((await project.run("report", "status")).stdout).toContain(told);
  expect((await project.run("why")).stdout).toContain(told);
  // Its next pass shows that it is not held any more.
  expect((await project.run("start", "--pass")).code).toBe(0);
  expect((await project.run("report", "status")).stdout).not.toContain("is held");
  expect(await show("stop")).toMatchInlineSnapshot(`
    "$ asimov stop
    stopped: a pass every 15 min, started by USER on HOST at TIME (job 2.0 of htcondor)
      it was held, and made no passes: via condor_hold (by user gw)
      jobs that were submitted go on by themselves; asimov monitor looks after them
    exit code 0"
  `);
  expect(await pool.clusters()).not.toContain(2);
});

test.concurrent("a held monitor whose passes are missing is found out by a pass that somebody makes", async ({ expect, openProject }) => {
  const { project, pool } = await opened(openProject, { one: "" });
  await project.run("start", "--by", "scheduler");
  const asked = async (): Promise<number> => (await pool.commands()).filter((line) => line.includes("ClusterId == 2 ")).length;
  await project.run("monitor");
  expect(await asked()).toBe(0);
  await pool.give("condor_hold", ["2.0"]);
  const database = new DatabaseSync(join(project.directory, ".asimov/ledger.db"));
  database.exec("UPDATE passes SET ended = '2026-01-01T00:00:00.000Z'");
  database.exec("UPDATE project SET value = json_set(value, '$.time', '2026-01-01T00:00:00.000Z') WHERE key = 'monitor'");
  database.close();
  expect((await project.run("monitor")).stderr).toContain("is held and makes no passes: via condor_hold (by user gw); Mend what it says");
  await pool.give("condor_release", ["2.0"]);
  expect((await project.run("monitor")).stderr).not.toContain("is held");
  expect(await asked()).toBe(2);
});
