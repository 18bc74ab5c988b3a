import { blueprint, test } from "./support/index.ts";

test.concurrent("the supervisor is shown and stopped, jobs go on, and the next pass starts another one", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: blueprint({ one: "" }),
    config: "schedulers: {local: {cores: 3, memory: 4 GB, default memory: 100 MB}}",
  });
  expect(await project.show("supervisor", "status")).toMatchInlineSnapshot(`
    "$ asimov supervisor status
    no supervisor is at work; the next submission or pass with open ones starts one
    jobs may take 3 cores and 4.0 GB of memory together
    records: /sandbox/state (0 ended)
    no workflow is open
    exit code 0"
  `);
  expect(await project.show("supervisor", "stop")).toMatchInlineSnapshot(`
    "$ asimov supervisor stop
    no supervisor is at work
    exit code 0"
  `);
  project.fault("one.A", "gate");
  await project.run("monitor", "--chain");
  while (project.ran().length === 0) await project.run("monitor");
  const status = async (): Promise<{ supervisor?: { identity: { pid: number } }; open: { running: readonly string[] }[] }> =>
    (await project.json("supervisor", "status")) as never;
  const { supervisor, open } = await status();
  expect(open).toMatchObject([{ name: "toy/EV1/one", state: "running", running: ["A"] }]);
  const plain = (text: string): string => text.replaceAll(/supervisor \d+/g, "supervisor PID").replaceAll(/for [\d.]+ \w+/g, "for AGE");
  expect(plain(await project.show("supervisor", "status"))).toMatchInlineSnapshot(`
    "$ asimov supervisor status
    supervisor PID of version 0.0.0, at work for AGE on HOST
    jobs may take 3 cores and 4.0 GB of memory together
    records: /sandbox/state (0 ended)
    name         token                        state    done  running  reason
    toy/EV1/one  ID.1.1.workflow.1  running  0/1   A        0 of 1 nodes done, running: A
    exit code 0"
  `);
  expect(plain(await project.show("supervisor", "stop", "--dry-run"))).toMatchInlineSnapshot(`
    "$ asimov supervisor stop --dry-run
    supervisor PID would be stopped; 1 open, whose jobs go on: the next pass starts another supervisor
    exit code 0"
  `);
  expect(await project.json("supervisor", "stop")).toEqual({ stopped: supervisor!.identity.pid, supervisor: supervisor!.identity.pid, open: 1 });
  expect((await status()).supervisor).toBeUndefined();
  project.mend("one.A");
  await project.run("monitor", "--watch");
  expect(project.statuses()).toEqual({ one: "uploaded" });
  expect(project.ran()).toEqual(["one.A"]);
});

test.concurrent("settings of the local scheduler are checked where they are used", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "" }), config: "schedulers: {local: {core: 3}}" });
  expect(await project.show("supervisor", "status")).toMatchInlineSnapshot(`
    "$ asimov supervisor status
    error CONFIG_INVALID  /project/.asimov/config.yaml
      "schedulers.local.core" is not a setting of the scheduler. Did you mean "cores"?
      Its settings: cores, memory, default memory, memory tolerance, grace.
    exit code 1"
  `);
});
