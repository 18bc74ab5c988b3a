import { blueprint, leftovers, test } from "../support/index.ts";

// Few at the same time: a time limit is a time limit, and a busy machine is slow.

test.concurrent("a hook that hangs ends alone with all that it started, and mended the same command goes on", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ spins: "", waits: "", good: "" }), config: "  hook timeout: 3" });
  project.fault("spins.buildDag", "spin");
  project.fault("waits.buildDag", "run");
  const { code, stdout } = await project.run("monitor", "--chain", "--watch");
  expect(code).toBe(3);
  expect(stdout.match(/^error .*\n.*/gm)).toMatchInlineSnapshot(`
    [
      "error PLUGIN_TIMEOUT  EV1/spins
      asimov-toy 1.2.3: buildDag took longer than 3 s and was ended",
      "error PLUGIN_TIMEOUT  EV1/waits
      asimov-toy 1.2.3: buildDag took longer than 3 s and was ended",
    ]
  `);
  expect(stdout).toMatch(/^nothing is left to do but what failed; the same command tries it again$/m);
  expect(project.statuses()).toEqual({ spins: "ready", waits: "ready", good: "uploaded" });
  expect(leftovers(project.root)).toEqual([]);
  for (const name of ["spins", "waits"]) project.mend(`${name}.buildDag`);
  expect((await project.run("monitor", "--chain", "--watch")).code).toBe(0);
  expect(project.ran()).toEqual(["good.A", "spins.A", "waits.A"]);
});

test.concurrent("a hook that only looks and hangs costs its time limit, not the pass", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "" }), config: "  hook timeout: 3" });
  project.fault("one.checkProgress", "hang");
  for (const name of ["one", "two"]) project.fault(`${name}.A`, "gate");
  await project.run("manage", "build", "submit");
  expect(await project.show("monitor")).toMatchInlineSnapshot(`
    "$ asimov monitor
    EV1/one  toy  running  0 s  submitted as ID.1.1.workflow.1
    EV1/two  toy  running  0 s  sampling, dlogz 0.500
    warning: EV1/one: no progress to show: asimov-toy 1.2.3: checkProgress or whileRunning took longer than 3 s and was ended
    exit code 0"
  `);
});
