import { expect, test } from "vitest";

import { discoverPlugins, entriesOf, loadScheduler } from "../../src/plugins/index.ts";
import { defineScheduler, type Scheduler, type SchedulerFactory } from "../../src/scheduler/index.ts";
import { refusal } from "../support/refusal.ts";
import { directoryWith } from "../support/tree.ts";

// As a package of somebody else with another copy of core: the brand is all that they share.
const sound = `{ address: () => ({}), submit: () => ({}), query: () => [], remove: () => {} }`;
const branded = (create: string, version = 1): string =>
  `const factory = { create: ${create} };\nfactory[Symbol.for("asimov.scheduler")] = ${version};\nexport default factory;\n`;

async function load(source: string, options = {}): Promise<Scheduler> {
  const manifest = {
    name: "asimov-queue",
    version: "2.1.0",
    type: "module",
    exports: { ".": "./index.js" },
    asimov: { apiVersion: 1, schedulers: { queue: "." } },
  };
  const directory = directoryWith({ "asimov-queue/package.json": manifest, "asimov-queue/index.js": source });
  const discovery = discoverPlugins({ projectDirectory: directory, env: { ASIMOV_PLUGIN_PATH: directory } });
  return loadScheduler(entriesOf(discovery, "schedulers").get("queue")!, options);
}
const told = async (source: string): Promise<string> => (await refusal(() => load(source))).replaceAll(/\/tmp\/\S+?\/asimov-queue/g, "/asimov-queue");

test("a factory makes its scheduler with its options, also one that takes its time", async () => {
  const scheduler = await load(branded(`async (options) => ({ ...${sound}, address: () => options })`), { directory: "/queue" });
  expect(scheduler.address()).toEqual({ directory: "/queue" });
});

test("what can't be used is told with the package and its version", async () => {
  const all = [
    await told(`throw new Error("no such library");`),
    await told(`export const scheduler = {};`),
    await told(`export default {};`),
    await told(branded(`() => (${sound})`, 2)),
    await told(branded(`() => { throw new Error('its option "directory" names no directory'); }`)),
    await told(branded(`() => ({ address() {}, submit: 7 })`)),
    await told(branded(`() => undefined`)),
  ];
  expect(all.join("\n")).toMatchInlineSnapshot(`
    "PLUGIN_LOAD_FAILED nowhere
      asimov-queue 2.1.0 can't be loaded: no such library
      Reinstall the package, or report it to its author: asimov plugins shows where it comes from.
    PLUGIN_NOT_A_SCHEDULER nowhere
      asimov-queue 2.1.0: its module has no scheduler as its default export
      Its author writes: export default defineScheduler({ create(options) { return ...; } })
    PLUGIN_NOT_A_SCHEDULER nowhere
      asimov-queue 2.1.0: its module has no scheduler as its default export
      Its author writes: export default defineScheduler({ create(options) { return ...; } })
    PLUGIN_NOT_A_SCHEDULER nowhere
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
      Report it to the author of the package."
  `);
});

test("a factory without create is told where it is written", async () => {
  expect(await refusal(() => defineScheduler({} as unknown as SchedulerFactory))).toMatchInlineSnapshot(`
    "SCHEDULER_INCOMPLETE nowhere
      the scheduler lacks create
      Its author writes: export default defineScheduler({ create(options) { return ...; } })"
  `);
});
