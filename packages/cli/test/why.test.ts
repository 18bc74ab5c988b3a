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
