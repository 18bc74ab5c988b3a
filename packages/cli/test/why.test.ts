import { blueprint, test } from "./support/index.ts";

test.concurrent("what does not get on is told by its cause, each with the command for all of it", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: blueprint({
      broken: "",
      mistyped: "",
      child: "needs: [broken]",
      grandchild: "needs: [child]",
      lost: "needs: [{label.good: true}]",
      held: "status: wait",
      fine: "",
    }),
  });
  project.fault("broken.A", "fail");
  project.fault("mistyped.buildDag", "throw");
  await project.run("monitor", "--chain", "--watch");
  const shown = async (...args: readonly string[]): Promise<string> => (await project.show(...args)).replaceAll(/\b\d+ s\b/g, "N s");
  expect(await shown("why")).toMatchInlineSnapshot(`
    "$ asimov why
    1  stuck: node failed
       EV1/broken
       2 wait for that: EV1/child, EV1/grandchild
       node failed (taken up again once already): node A failed with exit code 3; see /project/working/EV1/broken/A.err
       asimov analysis resurrect EV1/broken

    1  stuck: PLUGIN_ERROR
       EV1/mistyped
       PLUGIN_ERROR: asimov-toy 1.2.3: buildDag failed: no luck today
       Mend the cause. Then: asimov analysis restart EV1/mistyped --refresh

    1  waits for an analysis with label.good: true, and there is none now
       EV1/lost
       asimov graph EV1

    1  held (wait)
       EV1/held
       held by its blueprint
       asimov analysis release EV1/held
    exit code 0"
  `);
  expect(await shown("why", "EV1/child")).toMatchInlineSnapshot(`
    "$ asimov why EV1/child
    EV1/child  ready for N s, toy
      applied

    waits for
      "broken", which is stuck and needs a person (node failed (taken up again once already): node A failed wit...)
          Mend the cause, then go on from the rescue point: asimov analysis resurrect EV1/broken; or, where settings or programs changed, from the start: asimov analysis restart EV1/broken --refresh

    next: Mend the cause, then go on from the rescue point: asimov analysis resurrect EV1/broken; or, where settings or programs changed, from the start: asimov analysis restart EV1/broken --refresh
    exit code 0"
  `);
  expect(await shown("why", "EV1", "broken")).toMatchInlineSnapshot(`
    "$ asimov why EV1 broken
    EV1/broken  stuck for N s, toy
      node failed (taken up again once already): node A failed with exit code 3; see /project/working/EV1/broken/A.err
      the A of broken hit a wall

    attempts
      1  took N s  failed, node failed: node A failed with exit code 3; see /project/working/EV1/broken/A.err
           the A of broken hit a wall
      2  took N s  failed, node failed: node A failed with exit code 3; see /project/working/EV1/broken/A.err
           the A of broken hit a wall

    next: Mend the cause, then go on from the rescue point: asimov analysis resurrect EV1/broken; or, where settings or programs changed, from the start: asimov analysis restart EV1/broken --refresh
    exit code 0"
  `);
  expect(await project.show("analysis", "resurrect", "--where", "status: stuck, cause: node failed", "--dry-run")).toMatchInlineSnapshot(`
    "$ asimov analysis resurrect --where status: stuck, cause: node failed --dry-run
    resurrect would change: 1 analysis (1 stuck)
      EV1/broken  toy  stuck
    exit code 0"
  `);
  expect(await project.json("why", "EV1/broken")).toMatchObject({ status: "stuck", attempts: [{ outcome: "failed" }, { outcome: "failed" }] });
  expect(await project.json("why", "--where", "status: wait")).toMatchInlineSnapshot(`
    [
      {
        "analyses": [
          "EV1/held",
        ],
        "cause": "held (wait)",
        "command": "asimov analysis release EV1/held",
        "example": "held by its blueprint",
        "waiting": [],
      },
    ]
  `);
});

test.concurrent("circles are told, and what waits for a cause behind something that gets on", async ({ expect, openProject }) => {
  const project = openProject({
    blueprint: blueprint({
      p: "",
      q: 'needs: [["status: ready", "name: !blk", "name: !later", "name: !far"]]',
      r: "needs: [q]",
      rdy: "",
      stk: "status: wait",
      later: "needs: [stk]",
      blk: "needs: [rdy, stk]",
      far: "needs: [rdy, blk]",
    }),
  });
  expect(await project.show("why")).toMatchInlineSnapshot(`
    "$ asimov why
    1  held (wait)
       EV1/stk
       3 wait for that: EV1/later, EV1/blk, EV1/far
       held by its blueprint
       asimov analysis release EV1/stk

    2  waits for itself, in a circle: q -> r -> q
       EV1/q, EV1/r
       asimov graph EV1
    exit code 0"
  `);
  const shown = await project.show("why", "EV1/q");
  expect(shown.replaceAll(/\b\d+ s\b/g, "N s")).toMatchInlineSnapshot(`
    "$ asimov why EV1/q
    EV1/q  ready for N s, toy
      applied

    waits for
      "p", which is ready but has not run
      "r", which is ready but has not run
      "rdy", which is ready but has not run
      itself, in a circle: q -> r -> q
          Change in a blueprint what one of them needs, then: asimov apply -f FILE --update

    next: Change in a blueprint what one of them needs, then: asimov apply -f FILE --update
    exit code 0"
  `);
  expect(await project.json("why", "--where", "name: far")).toMatchObject([{ cause: "held (wait)", analyses: ["EV1/stk"], waiting: ["EV1/far"] }]);
});

test.concurrent("what is stale says so, with what to type", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ psd: "", pe: "needs: [psd]" }) });
  await project.run("monitor", "--chain", "--watch");
  expect(await project.json("why", "EV1/pe")).toMatchObject({ stale: [] });
  await project.run("analysis", "restart", "EV1/psd", "--yes");
  await project.run("monitor", "--chain", "--watch");
  const shown = await project.show("why", "EV1/pe");
  expect(shown.replaceAll(/\b\d+ s\b/g, "N s")).toMatchInlineSnapshot(`
    "$ asimov why EV1/pe
    EV1/pe  uploaded for N s, toy
      results are in /project/results/EV1/pe

    stale
      EV1/psd has run again: it used attempt 1, the newest is 2

    attempts
      1  took N s  finished

    next: asimov analysis restart EV1/pe --refresh
    exit code 0"
  `);
  expect(await project.json("why", "EV1/pe")).toMatchObject({ stale: { length: 1 }, next: "asimov analysis restart EV1/pe --refresh" });
});
