import { blueprint, test, toyPlugin, toySource } from "./support/index.ts";

// A toy whose hooks do what hooks do by accident.
const accidents = `
import { spawn, spawnSync } from "node:child_process";
const cycle = {};
cycle.itself = cycle;
const eaten = [];
Object.assign(globalThis, { accidents: {
  kill: () => { process.kill(process.pid, "SIGKILL"); return new Promise(() => undefined); },
  abort: () => process.abort(),
  child: () => spawnSync("sleep", ["600"]),
  eat: () => { for (;;) eaten.push(new Array(1e6).fill(1.5)); },
  buffers: () => { for (;;) eaten.push(Buffer.alloc(1 << 20, 1)); },
  cyclic: () => ({ value: cycle }),
  big: () => ({ value: 10n }),
  huge: () => ({ value: "x".repeat(70e6) }),
  nothing: () => ({ value: null }),
  late: () => { setTimeout(() => { throw new Error("too late"); }, 20); },
  leave: () => { spawn("sleep", ["600"], { stdio: "ignore" }); setInterval(() => undefined, 10); setTimeout(() => process.exit(5), 30); },
} });
`;
const source = accidents + toySource.replace("return actions[action]();", "return (actions[action] ?? globalThis.accidents[action])(this);");

// Those that only end at their time limit have their own tests (bad-input/hanging, and plugins/accidents of core): each costs it.
const deadly = ["throw", "exit", "kill", "abort", "child", "eat", "buffers", "cyclic", "big", "huge", "nothing"];
const harmless = ["late", "leave"];

test.concurrent("whatever a hook does by accident is an error of its own analysis, and others of the same plugin go on in the same pass", async ({
  expect,
  openProject,
}) => {
  const names = deadly.flatMap((name) => (["kill", "child", "eat", "huge"].includes(name) ? [name, `after-${name}`] : [name]));
  const project = openProject({
    blueprint: blueprint(Object.fromEntries([...names, ...harmless, "last"].map((name) => [name, ""]))),
    plugins: { toy: toyPlugin("toy", source) },
    config: "  hook timeout: 8\n  hook memory: 400",
  });
  for (const name of [...deadly, ...harmless]) project.fault(`${name}.buildDag`, name);
  const { code, stdout, stderr } = await project.run("monitor", "--chain");
  expect(code).toBe(3);
  const errors = (stdout + stderr).replaceAll(/took \d+ MiB/g, "took MANY MiB").match(/^error .*\n.*/gm) ?? [];
  expect(errors.join("\n")).toMatchInlineSnapshot(`
    "error PLUGIN_ERROR  EV1/throw
      asimov-toy 1.2.3: buildDag failed: no luck today
    error PLUGIN_CRASHED  EV1/exit
      asimov-toy 1.2.3: its process ended with exit code 7 in buildDag
    error PLUGIN_CRASHED  EV1/kill
      asimov-toy 1.2.3: its process was ended by SIGKILL in buildDag
    error PLUGIN_CRASHED  EV1/abort
      asimov-toy 1.2.3: its process was ended by SIGABRT in buildDag; its last output:
    error PLUGIN_TIMEOUT  EV1/child
      asimov-toy 1.2.3: buildDag took longer than 8 s and was ended
    error PLUGIN_CRASHED  EV1/eat
      asimov-toy 1.2.3: its process ran out of memory in buildDag
    error PLUGIN_CRASHED  EV1/buffers
      asimov-toy 1.2.3: its process took MANY MiB of memory, more than the 400 MiB that it may take, in buildDag
    error PLUGIN_ERROR  EV1/cyclic
      asimov-toy 1.2.3: buildDag failed: Converting circular structure to JSON
    error PLUGIN_ERROR  EV1/big
      asimov-toy 1.2.3: buildDag failed: Do not know how to serialize a BigInt
    error PLUGIN_ERROR  EV1/huge
      asimov-toy 1.2.3: buildDag failed: its result is 70000038 characters long, at most 67108864 are read
    error WORKFLOW_NOT_FOUND  EV1/nothing
      asimov-toy 1.2.3: buildDag returned null, which names no workflow file that exists"
  `);
  const failed = Object.entries(project.statuses()).filter(([, status]) => status !== "running");
  expect(failed.map(([name, status]) => `${name} ${status}`)).toMatchInlineSnapshot(`
    [
      "throw stuck",
      "exit ready",
      "kill ready",
      "abort ready",
      "child ready",
      "eat ready",
      "buffers ready",
      "cyclic stuck",
      "big stuck",
      "huge stuck",
      "nothing stuck",
    ]
  `);
  for (const name of deadly) project.mend(`${name}.buildDag`);
  for (const name of harmless) project.mend(`${name}.buildDag`);
  await project.run("analysis", "restart", "--where", "status: stuck", "--refresh", "--yes");
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(new Set(Object.values(project.statuses()))).toEqual(new Set(["uploaded"]));
  expect(project.ran()).toEqual([...names, ...harmless, "last"].map((name) => `${name}.A`).toSorted());
}, 180_000);

test.concurrent.for(["kill", "child", "cyclic"])(
  "%s while it is asked whether a job is complete: the others are completed in the same pass, and it when that is mended",
  { timeout: 180_000 },
  async (accident, { expect, openProject }) => {
    const project = openProject({
      blueprint: blueprint({ one: "", two: "", three: "" }),
      plugins: { toy: toyPlugin("toy", source) },
      config: "  hook timeout: 8\n  hook memory: 400",
    });
    project.fault("two.collectAssets", accident);
    expect((await project.run("monitor", "--chain", "--watch")).code).toBe(3);
    const { two, ...others } = project.statuses();
    expect(others).toEqual({ one: "uploaded", three: "uploaded" });
    // What is trouble of the machine is tried again; what the plugin returned waits for a person.
    expect(two).toBe(accident === "cyclic" ? "stuck" : "running");
    project.mend("two.collectAssets");
    if (two === "stuck") await project.run("analysis", "resurrect", "two");
    expect((await project.run("monitor", "--watch")).code).toBe(0);
    expect(project.statuses()["two"]).toBe("uploaded");
    expect(project.ran()).toEqual(["one.A", "three.A", "two.A"]);
  },
);

test.concurrent("no plugin keeps jobs from ending, or a new start from beginning: what its hook fails at once, asimov does itself", async ({
  expect,
  openProject,
}) => {
  const project = openProject({
    blueprint: blueprint({ one: "", two: "", three: "" }),
    plugins: { toy: toyPlugin("toy", source) },
    config: "  hook timeout: 8",
  });
  for (const name of ["one", "two", "three"]) project.fault(`${name}.A`, "gate");
  await project.run("manage", "build", "submit");
  project.fault("one.ejectJob", "throw");
  project.fault("two.ejectJob", "kill");
  project.fault("three.clean", "throw");
  await project.run("analysis", "stop", "one", "two");
  await project.run("analysis", "restart", "three", "--yes");
  await project.run("monitor");
  expect(await project.show("why", "EV1/one")).toContain("next: The next pass does it without the plugin.");
  const wanted = { one: "stopped", two: "stopped", three: "ready" };
  const passes: string[] = [];
  while (JSON.stringify(project.statuses()) !== JSON.stringify(wanted)) passes.push(await project.show("monitor"));
  expect(passes.join("")).toContain("EV1/one: its pipeline's ejectJob failed: asimov does without it");
  expect(passes.join("")).toContain("EV1/three: its pipeline's clean failed: asimov does without it");
}, 180_000);
