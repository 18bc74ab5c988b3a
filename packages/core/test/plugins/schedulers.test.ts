import { expect, onTestFinished, test } from "vitest";

import "../support/processes.ts";
import { discoverPlugins, entriesOf, remoteScheduler, type RemoteScheduler } from "../../src/plugins/index.ts";
import { defineScheduler, type SchedulerFactory } from "../../src/scheduler/index.ts";
import { identify } from "../../src/system/index.ts";
import { until } from "../support/processes.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith } from "../support/tree.ts";

// As a package of somebody else with another copy of core: the brand is all that they share.
const sound = `address: () => ({ accessPoint: String(process.pid) }), submit: () => ({}), query: () => [], remove: () => {}`;
const branded = (create: string, version = 1): string =>
  `const factory = { create: ${create} };\nfactory[Symbol.for("asimov.scheduler")] = ${version};\nexport default factory;\n`;
/** A sound scheduler with other members. */
const having = (members: string): string => branded(`(options) => ({ ${sound}, ${members} })`);

async function load(source: string, options = {}, timeLimit = 30): Promise<RemoteScheduler> {
  const manifest = {
    name: "asimov-queue",
    version: "2.1.0",
    type: "module",
    exports: { ".": "./index.js" },
    asimov: { apiVersion: 1, schedulers: { queue: "." } },
  };
  const directory = directoryWith({ "asimov-queue/package.json": manifest, "asimov-queue/index.js": source });
  const discovery = discoverPlugins({ projectDirectory: directory, env: { ASIMOV_PLUGIN_PATH: directory } });
  const scheduler = await remoteScheduler(entriesOf(discovery, "schedulers").get("queue")!, options, { timeLimit, parallel: 3, memory: 1000 });
  onTestFinished(() => scheduler.close());
  return scheduler;
}
const processOf = (scheduler: RemoteScheduler): number => Number(scheduler.address().accessPoint);
const told = async (source: string): Promise<string> => (await refusal(() => load(source))).replaceAll(/\/tmp\/\S+?\/asimov-queue/g, "/asimov-queue");

test("a factory makes its scheduler with its options, also one that takes its time, in a process of its own that ends when it is closed", async () => {
  const made = `async (options) => ({ ${sound}, grace: options.grace, address: () => ({ accessPoint: String(process.pid), pool: options.pool }) })`;
  const scheduler = await load(branded(made), { grace: 7, pool: "mine" });
  expect([scheduler.grace, scheduler.address().pool]).toEqual([7, "mine"]);
  const pid = processOf(scheduler);
  expect(identify(pid)).toBeDefined();
  expect(pid).not.toBe(process.pid);
  scheduler.close();
  await until(() => identify(pid) === undefined);
});

test("what is asked arrives, with the defaults of the package for what is not given; optional members are there as far as it has them", async () => {
  const members = `
    submit: (request) => ({ jobId: JSON.stringify(request) }),
    query: (...args) => args,
    remove: (token, jobId = "none") => { throw new Error(token + " " + jobId); },
    release: (token, jobId = "none") => token + " " + jobId,
    recurring: { start: (job) => job.name, isStarted: (id) => id === "7", stop: () => {} },`;
  const scheduler = await load(having(members));
  expect(await scheduler.submit({ token: "t", name: "n", file: "/f", directory: "/d", priority: undefined })).toEqual({
    jobId: '{"token":"t","name":"n","file":"/f","directory":"/d"}',
  });
  expect(await scheduler.query(["a"])).toEqual([["a"], {}, {}]);
  expect(await scheduler.query(["a"], { a: "7" }, { onlyLook: true })).toEqual([["a"], { a: "7" }, { onlyLook: true }]);
  expect(await refusal(() => scheduler.remove("t"))).toContain("t none");
  expect([await scheduler.release?.("t"), await scheduler.release?.("t", "7")]).toEqual(["t none", "t 7"]);
  const job = { name: "passes", command: ["/bin/true"], directory: "/", interval: 60 };
  expect([await scheduler.recurring?.start(job), await scheduler.recurring?.isStarted("7"), await scheduler.recurring?.stop("7")]).toEqual([
    "passes",
    true,
    undefined,
  ]);
  const plain = await load(having(""));
  expect(["release" in plain, "recurring" in plain]).toEqual([false, false]);
});

test("its place is the one that it names with its last answer", async () => {
  const scheduler = await load(having("address: () => ({ accessPoint: String((globalThis.asked = (globalThis.asked ?? 0) + 1)) })"));
  expect(scheduler.address()).toEqual({ accessPoint: "1" });
  await scheduler.query([]);
  expect(scheduler.address()).toEqual({ accessPoint: "2" });
});

test("what ends or blocks its process is told with the package, and the next call finds it in a new one", async () => {
  const members = `query: ([what]) => ({
    stray: () => { setTimeout(() => { throw new Error("late"); }); return new Promise(() => setInterval(() => {}, 1000)); },
    exit: () => process.exit(7),
    kill: () => { process.kill(process.pid, "SIGKILL"); return new Promise(() => {}); },
    spin: () => { for (;;); },
    big: () => 10n,
    full: () => { throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" }); },
    nothing: () => [],
  })[what](),`;
  const scheduler = await load(having(members), {}, 5);
  const told: string[] = [];
  for (const accident of ["stray", "exit", "kill", "spin", "big", "full"]) {
    told.push(await refusal(() => scheduler.query([accident])));
    expect(await scheduler.query(["nothing"])).toEqual([]);
  }
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "SCHEDULER_UNREACHABLE nowhere
      scheduler "queue" did not answer: late
    SCHEDULER_CRASHED nowhere
      scheduler "queue" did not answer: asimov-queue 2.1.0: its process ended with exit code 7 in query
      Tell the plugin's author; asimov plugins shows where it comes from.
    SCHEDULER_CRASHED nowhere
      scheduler "queue" did not answer: asimov-queue 2.1.0: its process was ended by SIGKILL in query
      Tell the plugin's author; asimov plugins shows where it comes from.
    SCHEDULER_TIMEOUT nowhere
      scheduler "queue" did not answer: asimov-queue 2.1.0: query took longer than 5 s and was ended
      If it needs longer, raise "scheduler timeout" of section monitor in .asimov/config.yaml; else tell the plugin's author.
    SCHEDULER_UNREACHABLE nowhere
      scheduler "queue" did not answer: Do not know how to serialize a BigInt
    SCHEDULER_UNREACHABLE nowhere
      scheduler "queue" did not answer: ENOSPC: no space left on device, write
      Make room on that file system (asimov disk shows what takes it), and the next pass goes on."
  `);
});

test("calls at the same time don't wait for each other: one that blocks its process holds none of them up", async () => {
  const scheduler = await load(having("query: ([name]) => { for (; name === 'blocks'; ); return [name]; },"));
  const blocked = refusal(() => scheduler.query(["blocks"]));
  expect(await Promise.all([scheduler.query(["a"]), scheduler.query(["b"])])).toEqual([["a"], ["b"]]);
  scheduler.close();
  expect(await blocked).toContain("SCHEDULER_CRASHED");
});

test("what its own errors say is kept, also those of another copy of core: a refusal is not an outage", async () => {
  const members = `query: ([code]) => {
    throw Object.assign(new Error("in its words"), { name: "AsimovError", code, remedy: "Do this.", exitCode: 1 });
  },`;
  const scheduler = await load(having(members));
  const said = await refusal(() => scheduler.query(["QUEUE_REFUSED"]));
  expect(said).toMatchInlineSnapshot(`
    "QUEUE_REFUSED nowhere
      in its words
      Do this."
  `);
  await expect(scheduler.query(["QUEUE_REFUSED"])).rejects.toMatchObject({ exitCode: 1 });
  await expect(scheduler.query(["SCHEDULER_UNREACHABLE"])).rejects.toMatchObject({ exitCode: 4, message: "in its words", remedy: "Do this." });
});

test("what can't be used is told with the package and its version", async () => {
  const all = [
    await told(`throw new Error("no such library");`),
    await told(`export const scheduler = {};`),
    await told(`export default {};`),
    await told(branded(`() => ({ ${sound} })`, 2)),
    await told(branded(`() => { throw new Error('its option "directory" names no directory'); }`)),
    await told(branded(`() => ({ address() {}, submit: 7 })`)),
    await told(branded(`() => undefined`)),
    await told(having("grace: Infinity")),
    await told(branded("() => process.exit(7)")),
    await told(having("address: () => { throw new Error('no such host'); }")),
  ];
  expect(all.join("\n")).toMatchInlineSnapshot(`
    "SCHEDULER_LOAD_FAILED nowhere
      asimov-queue 2.1.0: scheduler "queue" can't be loaded: no such library
      Reinstall the package, or report it to its author: asimov plugins shows where it comes from.
    SCHEDULER_UNUSABLE nowhere
      asimov-queue 2.1.0: its module has no scheduler as its default export
      Its author writes: export default defineScheduler({ create(options) { return ...; } })
    SCHEDULER_UNUSABLE nowhere
      asimov-queue 2.1.0: its module has no scheduler as its default export
      Its author writes: export default defineScheduler({ create(options) { return ...; } })
    SCHEDULER_UNUSABLE nowhere
      asimov-queue 2.1.0: its scheduler was written for version 2 of the contract, this core speaks 1
      npm install asimov-queue@latest
    SCHEDULER_OPTIONS nowhere
      asimov-queue 2.1.0: scheduler "queue" can't be used: its option "directory" names no directory
      Mend its options: schedulers.queue in the configuration (asimov config show).
    SCHEDULER_INCOMPLETE nowhere
      asimov-queue 2.1.0: scheduler "queue" lacks submit, query, remove
      Report it to the author of the package.
    SCHEDULER_INCOMPLETE nowhere
      asimov-queue 2.1.0: scheduler "queue" lacks address, submit, query, remove
      Report it to the author of the package.
    SCHEDULER_INCOMPLETE nowhere
      asimov-queue 2.1.0: scheduler "queue" has a grace of Infinity, which is no number of seconds
      Report it to the author of the package.
    SCHEDULER_CRASHED nowhere
      scheduler "queue" did not answer: asimov-queue 2.1.0: its process ended with exit code 7 in create
      Tell the plugin's author; asimov plugins shows where it comes from.
    SCHEDULER_UNREACHABLE nowhere
      scheduler "queue" did not answer: no such host"
  `);
});

test("a factory without create is told where it is written", async () => {
  expect(await refusal(() => defineScheduler({} as unknown as SchedulerFactory))).toMatchInlineSnapshot(`
    "SCHEDULER_INCOMPLETE nowhere
      the scheduler lacks create
      Its author writes: export default defineScheduler({ create(options) { return ...; } })"
  `);
});
