import { recorded } from "@asimov-gw/testkit";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { test } from "../../cli/test/support/index.ts";
import { opened } from "./project.ts";

const submissions = (commands: readonly string[]): readonly string[] => commands.filter((line) => line.startsWith("condor_submit "));

test.concurrent("what ran out of memory is removed and runs again with more of it; nothing that was done runs again", async ({
  expect,
  openProject,
}) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B]" });
  await project.run("manage", "build", "submit");
  // As the manual says: cgroups were off where the others were recorded.
  await pool.hold("B", 34, "Error from slot1@ep: Job has gone over cgroup memory limit of 1024 megabytes. Peak usage: 1030 megabytes.");
  await pool.advance(8);
  await project.run("monitor");
  expect(status()[1]).toContain("held (memory): Error from slot1@ep");
  await project.run("monitor");
  expect(project.query("SELECT number, outcome, json_extract(cause, '$.class') AS class FROM attempts ORDER BY number")).toEqual([
    { number: 1, outcome: "failed", class: "memory" },
    { number: 2, outcome: null, class: null },
  ]);
  expect(project.read("working/EV1/one/B.sub")).toContain("request_memory = 1536MB\n");
  await pool.run();
  await project.run("monitor");
  expect([status()[0], project.ran()]).toEqual(["uploaded", ["one.A", "one.B"]]);
  // What the first try used counts for the first.
  const { attempts } = (await project.json("why", "EV1/one")) as { attempts: readonly { used: unknown }[] };
  expect(attempts.map(({ used }) => used)).toEqual([
    { cpuSeconds: 60, wallSeconds: expect.any(Number), memory: expect.any(Number) },
    { cpuSeconds: 60, wallSeconds: expect.any(Number), memory: expect.any(Number) },
  ]);
});

test.concurrent("jobs that an administrator removed are told as that, and are not submitted again", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B]" }, "  retries: 5");
  await project.run("manage", "build", "submit");
  await pool.advance(2);
  await pool.give("condor_rm", ["2"], { user: "root" });
  expect((await project.run("monitor", "--chain")).code).toBe(3);
  await project.run("monitor", "--chain");
  expect(status()).toEqual(["stuck", expect.stringContaining("removed: via condor_rm (by user root)")]);
  expect(submissions(await pool.commands())).toHaveLength(1);
});

test.concurrent("a node whose job an administrator removed is told as that, and is not run again", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B]" }, "  retries: 5");
  await project.run("manage", "build", "submit");
  await pool.advance(5);
  await pool.give("condor_rm", ["4"], { user: "root" });
  await pool.run();
  expect((await project.run("monitor", "--chain")).code).toBe(3);
  await project.run("monitor", "--chain");
  expect(status()).toEqual(["stuck", expect.stringContaining("removed: a job of node B was removed: HTCondor reported ULOG_JOB_ABORTED")]);
  expect([submissions(await pool.commands()).length, project.ran()]).toEqual([1, ["one.A"]]);
});

test.concurrent("an accounting group that HTCondor refuses is told as a refusal in its words; once it is mended the same files are submitted", async ({
  expect,
  openProject,
}) => {
  const { project, pool, status } = await opened(openProject, { one: "" });
  // As SUBMIT_REQUIREMENT_NAMES in the manual has it; it was not recorded.
  await pool.fail("condor_submit", { refuses: "\nERROR: Failed to commit job submission into the queue.\nERROR: invalid accounting group\n" });
  expect((await project.run("manage", "build", "submit")).code).toBe(3);
  const causes = (): unknown =>
    project.query("SELECT json_extract(cause, '$.kind') AS kind, json_extract(cause, '$.message') AS message FROM attempts");
  expect(causes()).toEqual([
    { kind: "refused", message: "condor_submit: ERROR: Failed to commit job submission into the queue. ERROR: invalid accounting group" },
  ]);
  expect(status()).toEqual([
    "stuck",
    "HTCONDOR_REFUSED: condor_submit: ERROR: Failed to commit job submission into the queue. ERROR: invalid accounting group",
  ]);
  await project.run("analysis", "resurrect", "--where", "status: stuck, cause: refused");
  await project.run("monitor", "--chain", "--now");
  await pool.run();
  await project.run("monitor", "--now");
  expect([status()[0], project.ran()]).toEqual(["uploaded", ["one.A"]]);
});

test.concurrent("a submission that was taken while its schedd went away is adopted, and not made again", async ({ expect, openProject }) => {
  const { project, pool } = await opened(openProject, { one: "" });
  const { stderr } = recorded("e-schedd-down", "06-killed-condor_q-json");
  await pool.fail("condor_submit", { failsAfterwards: stderr });
  expect((await project.run("manage", "build", "submit")).code).toBe(4);
  expect(await project.json("submission", "list")).toMatchObject([{ state: "unconfirmed", reason: expect.stringContaining("Failed to connect") }]);
  await project.run("monitor", "--chain", "--now");
  await pool.run();
  await project.run("monitor", "--chain", "--now");
  expect([project.statuses(), project.ran()]).toEqual([{ one: "uploaded" }, ["one.A"]]);
  expect(submissions(await pool.commands())).toHaveLength(1);
});

test.concurrent("commands that are not there, and a DAG file that is gone, are told with what to do", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B]" }, "  retries: 0");
  const config = project.read(".asimov/config.yaml");
  project.write({ ".asimov/config.yaml": config.replace(/bin: .*/, "bin: /nowhere") });
  const { code, stderr } = await project.run("manage", "build", "submit");
  expect([code, stderr]).toEqual([4, expect.stringContaining("schedulers: {htcondor: {bin: /PATH/TO/BIN}}")]);
  project.write({ ".asimov/config.yaml": config });
  project.fault("one.B", "fail");
  await project.run("manage", "submit");
  await pool.run();
  await project.run("monitor", "--now");
  expect(status()[0]).toBe("stuck");
  rmSync(join(project.directory, "working/EV1/one/toy.dag"));
  await project.run("analysis", "resurrect", "EV1/one");
  await project.run("monitor", "--chain", "--now");
  expect(status()[1]).toMatch(/toy\.dag is not there/);
  expect([submissions(await pool.commands()).length, project.ran()]).toEqual([1, ["one.A", "one.B"]]);
});

test.concurrent("jobs that are held for want of credentials go on once these are valid; that they end soon is told", async ({
  expect,
  openProject,
}) => {
  const { project, pool, status } = await opened(openProject, { one: "" });
  const config = project.read(".asimov/config.yaml");
  const left = (seconds: number): void => {
    const command = seconds > 0 ? `[sh, -c, "echo ${seconds}"]` : "[sh, -c, exit 1]";
    project.write({ ".asimov/config.yaml": `${config}\ncredentials:\n  command: ${command}\n  warning: 2\n` });
  };
  left(3600);
  expect((await project.run("manage", "build", "submit")).stderr).toContain("they expire in 1 h 0 min");
  await pool.hold("A", 4, "the proxy has expired");
  await pool.advance(4);
  left(0);
  await project.run("monitor", "--now");
  expect(status()).toEqual(["running", "held (credentials): the proxy has expired"]);
  left(864_000);
  await project.run("monitor", "--now");
  await pool.run();
  await project.run("monitor", "--now");
  expect([status()[0], project.ran()]).toEqual(["uploaded", ["one.A"]]);
});

test.concurrent("what was submitted at one access point is not looked for at another, and not submitted there", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "" }, "", ["ap1.pool.test", "ap2.pool.test"]);
  const config = project.read(".asimov/config.yaml");
  const at = (schedd: string): void => project.write({ ".asimov/config.yaml": `${config}    schedd: ${schedd}\n` });
  at("ap1.pool.test");
  await project.run("manage", "build", "submit");
  at("ap2.pool.test");
  await pool.advance(2);
  expect((await project.run("monitor", "--chain", "--now")).code).toBe(4);
  expect(status()[0]).toBe("running");
  at("ap1.pool.test");
  await pool.run();
  await project.run("monitor", "--chain", "--now");
  expect([status()[0], project.ran(), submissions(await pool.commands()).length]).toEqual(["uploaded", ["one.A"], 1]);
});

test.concurrent("priority, batch name and accounting reach HTCondor", async ({ expect, openProject }) => {
  const { project, pool } = await opened(openProject, { one: "" });
  await project.run("priority", "EV1/one", "7");
  await project.run("manage", "build", "submit");
  const commands = await pool.commands();
  expect(commands.find((line) => line.startsWith("condor_submit_dag"))).toEqual(
    expect.stringMatching(
      /^condor_submit_dag -no_submit -update_submit -batch-name asimov:\S+\.1\.1\.workflow\.1 -append accounting_group = ligo\.dev\.o4\.cbc\.pe\.toy -Priority 7 toy\.dag$/,
    ),
  );
  expect(submissions(commands)).toEqual([
    expect.stringMatching(/^condor_submit -terse -append \+AsimovToken = "\S+" -append priority = 7 toy\.dag\.condor\.sub$/),
  ]);
  expect(await pool.change(({ queue }) => queue.map(({ ad }) => [ad["JobPrio"], ad["AcctGroup"]]))).toEqual([["7", '"ligo.dev.o4.cbc.pe.toy"']]);
});

test.concurrent("an empty answer while somebody wants an end ends nothing but the pass", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B]" });
  await project.run("manage", "build", "submit");
  await pool.advance(2);
  await project.run("monitor", "--now");
  for (const wanted of ["stop", "restart"] as const) {
    expect(status()[0]).toBe("running");
    const before = await pool.clusters();
    expect(before.length).toBeGreaterThan(0);
    await project.run("analysis", wanted, "EV1/one", "--yes");
    await pool.fail("condor_q", { cutAfter: 0 });
    const { code, stderr, stdout } = await project.run("monitor", "--now");
    expect([code, status()[0], await pool.clusters()]).toEqual([4, wanted, before]);
    expect(`${stdout}${stderr}`).toMatch(/shows neither job \d+\.0 nor how it ended: it may run all the same/);
    await project.run("monitor", "--now");
    await project.run("monitor", "--now");
    expect([status()[0], await pool.clusters()]).toEqual([wanted === "stop" ? "stopped" : "ready", []]);
    if (wanted === "restart") break;
    await project.run("analysis", "resurrect", "EV1/one");
    await project.run("monitor", "--now");
    await pool.advance(2);
    await project.run("monitor", "--now");
  }
});

test.concurrent("what was removed is stopping, not stopped, as long as a job of its nodes is still in the queue", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B]" });
  await project.run("manage", "build", "submit");
  await pool.advance(2);
  await project.run("monitor", "--now");
  const node = await pool.change(({ queue }) => ({ ...queue.find(({ ad }) => ad["JobUniverse"] === "5")! }));
  await project.run("analysis", "stop", "EV1/one");
  await project.run("monitor", "--now");
  // As where the machine of a job does not answer; it was not recorded.
  await pool.change(({ queue }) => void queue.push({ ...node, ad: { ...node.ad, JobStatus: "3" } }));
  for (let pass = 0; pass < 2; pass++) {
    expect((await project.run("monitor", "--now")).code).toBe(0);
    expect(status()).toEqual(["stop", "stopping: it is being removed: job 3.0 of its nodes is still in the queue until the machine has answered"]);
  }
  await pool.change(({ queue }) => void queue.pop());
  await project.run("monitor", "--now");
  expect(status()[0]).toBe("stopped");
});

test.concurrent("a held node is told, and released, also while other nodes run", async ({ expect, openProject }) => {
  const { project, pool, status } = await opened(openProject, { one: "nodes: [A, B]\nprogram: sh" });
  await project.run("manage", "build", "submit");
  await pool.hold("A", 13, "a file is missing");
  await pool.advance(4);
  await pool.change(({ queue }) => {
    for (const { ad } of queue) if (ad["JobUniverse"] === "7") ad["DAG_JobsRunning"] = "1";
  });
  await project.run("monitor", "--now");
  expect(status()).toEqual(["running", expect.stringMatching(/^held \(missing input\): .*a file is missing.*; its other jobs go on$/)]);
  expect((await project.run("analysis", "release", "EV1/one")).code).toBe(0);
  await project.run("monitor", "--now");
  expect((await pool.commands()).filter((line) => line.startsWith("condor_release"))).toHaveLength(1);
});
