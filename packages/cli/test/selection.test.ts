import { blueprint, test } from "./support/index.ts";

const analyses = blueprint({ one: "", two: "status: wait", three: "status: wait\nspin: {model: aligned}" });

test.concurrent("what is selected is counted and shown, and changed only when somebody says so", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: analyses });
  const before = project.rows();
  const shown = [
    await project.show("label", "good", "--where", "status: wait", "--dry-run"),
    await project.show("label", "good", "--where", "status: wait"),
    await project.show("label", "good", "--where", "status: wiat"),
    await project.show("label", "good"),
    await project.show("analysis", "restart", "EV1/one", "--where", "status: wait"),
    await project.show("analysis", "stop", "--where", "status: wait", "--yes"),
  ];
  expect(project.rows()).toEqual(before);
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "$ asimov label good --where status: wait --dry-run
    label would change: 2 analyses (2 wait)
      EV1/two    toy  wait
      EV1/three  toy  wait
    exit code 0
    $ asimov label good --where status: wait
    label: 2 analyses (2 wait)
      EV1/two    toy  wait
      EV1/three  toy  wait
    error SELECTION_UNCONFIRMED
      2 analyses would change, and nobody can be asked
      Look at them with --dry-run, then say --yes.
    exit code 1
    $ asimov label good --where status: wiat
    error SELECTION_EMPTY
      none of 3 analyses is meant by "status: wiat". "status: wiat" holds for none. Did you mean "wait"?
      asimov report status lists all.
    exit code 1
    $ asimov label good
    error ANALYSIS_UNKNOWN
      there is no analysis "good".
      asimov report status lists all.
    exit code 1
    $ asimov analysis restart EV1/one --where status: wait
    error SELECTION_MISSING
      addresses and --where are both given
      Give addresses such as EV1/pe, or a selection such as --where 'pipeline: bilby, status: stuck'.
    exit code 2
    $ asimov analysis stop --where status: wait --yes
    error STATUS_DOES_NOT_ALLOW  EV1/two
      it is wait: only what is running, processing, restart can be stopped
    error STATUS_DOES_NOT_ALLOW  EV1/three
      it is wait: only what is running, processing, restart can be stopped
    exit code 1"
  `);
});

test.concurrent("labels of what is selected are one change, and select in turn", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: analyses });
  const shown = [
    await project.show("label", "good", "snr=24.5", "--where", "status: wait", "--yes"),
    await project.show("label", "--where", "label.snr: 24.50, spin.model: Aligned", "--remove", "good"),
    await project.show("label", "EV1/two"),
    await project.show("report", "status", "--where", "label.good: true", "--where", "name: one"),
    await project.show("log", "EV1/two", "--limit", "2"),
  ];
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "$ asimov label good snr=24.5 --where status: wait --yes
    EV1/two    good=true  snr=24.5
    EV1/three  good=true  snr=24.5
    label: 2 analyses (2 wait)
      EV1/two    toy  wait
      EV1/three  toy  wait
    exit code 0
    $ asimov label --where label.snr: 24.50, spin.model: Aligned --remove good
    EV1/three  snr=24.5
    label: 1 analysis (1 wait)
      EV1/three  toy  wait
    exit code 0
    $ asimov label EV1/two
    EV1/two  good=true  snr=24.5
    exit code 0
    $ asimov report status --where label.good: true --where name: one
    EV1
      one  toy  ready  0 s  applied
      two  toy  wait  0 s  applied
    exit code 0
    $ asimov log EV1/two --limit 2
    TIME  root@HOST  asimov label good snr=24.5 --where status: wait --yes  analysis EV1/two: label good = true
    TIME  root@HOST  asimov label good snr=24.5 --where status: wait --yes  analysis EV1/two: label snr = 24.5
    exit code 0"
  `);
  expect(project.query("SELECT count(DISTINCT transaction_id) AS n FROM history WHERE entity = 'labels'")).toEqual([{ n: 2 }]);
  expect((await project.run("show", "EV1/two")).stdout).toContain("# labels: good=true, snr=24.5\n");
  expect(await project.json("report", "status", "--where", "three")).toMatchObject([{ name: "three", labels: { snr: 24.5 } }]);
});

test.concurrent("manage and monitor do their work for what is selected, and leave the rest", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "", three: "spin: {model: aligned}" }) });
  await project.run("manage", "build", "submit", "--where", "spin.model: aligned");
  expect(project.statuses()).toEqual({ one: "ready", two: "ready", three: "running" });
  const { code } = await project.run("monitor", "--chain", "--watch", "--where", "name: two, status: ready");
  expect([code, project.statuses()]).toEqual([0, { one: "ready", two: "uploaded", three: "running" }]);
  const restart = ["analysis", "restart", "--where", "status: !running"];
  const shown = [await project.show(...restart), await project.show(...restart, "--yes", "--json"), await project.show("monitor", "--where", "four")];
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "$ asimov analysis restart --where status: !running
    restart: 2 analyses (1 ready, 1 uploaded)
      EV1/one  toy  ready
      EV1/two  toy  uploaded
    error SELECTION_UNCONFIRMED
      2 analyses would change, and nobody can be asked
      Look at them with --dry-run, then say --yes.
    exit code 1
    $ asimov analysis restart --where status: !running --yes --json
    [
      {
        "address": "EV1/one",
        "status": "restart",
        "reason": "a person asked for a new start; the next pass moves its files to the trash"
      },
      {
        "address": "EV1/two",
        "status": "restart",
        "reason": "a person asked for a new start; the next pass moves its files to the trash"
      }
    ]
    exit code 0
    $ asimov monitor --where four
    error SELECTION_EMPTY
      none of 3 analyses is meant by "four". "four" holds for none.
      asimov report status lists all.
    exit code 1"
  `);
});
