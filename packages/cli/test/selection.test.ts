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
      it is wait: only what is running, processing, restart, stuck, stop can be stopped
      asimov why EV1/two tells what can be done with it.
    error STATUS_DOES_NOT_ALLOW  EV1/three
      it is wait: only what is running, processing, restart, stuck, stop can be stopped
      asimov why EV1/three tells what can be done with it.
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
      two  toy  wait  0 s  held by its blueprint
          asimov analysis release EV1/two
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
  expect(shown.join("\n").replaceAll(/"(cpuSeconds|bytes)": [\d.]+/g, '"$1": 0')).toMatchInlineSnapshot(`
    "$ asimov analysis restart --where status: !running
    EV1/two discards 0 s of CPU, SIZE of files (to the trash), results that are in the store, and stay there
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
        "reason": "a person asked for a new start; the next pass moves its files to the trash",
        "discards": {
          "cpuSeconds": 0,
          "bytes": 0,
          "unstored": []
        }
      },
      {
        "address": "EV1/two",
        "status": "restart",
        "reason": "a person asked for a new start; the next pass moves its files to the trash",
        "discards": {
          "cpuSeconds": 0,
          "bytes": 0,
          "unstored": []
        }
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

test.concurrent("settings, reviews and deletions of what is selected are one change each", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: analyses });
  const waiting = ["--where", "status: wait"];
  const before = project.rows();
  const looked = [
    await project.show("analysis", "set", ...waiting, "answer=7", "--dry-run"),
    await project.show("analysis", "set", ...waiting, "answer=7"),
    await project.show("analysis", "set", ...waiting, "name=7", "--yes"),
    await project.show("review", "add", ...waiting, "approved", "--dry-run"),
    await project.show("review", "add", ...waiting, "approved", "EV1/one"),
    await project.show("review", "add"),
    await project.show("delete", ...waiting, "--dry-run"),
    await project.show("delete", ...waiting),
    await project.show("delete", "EV1"),
    await project.show("delete"),
  ];
  expect(project.rows()).toEqual(before);
  expect(looked.join("\n")).toMatchInlineSnapshot(`
    "$ asimov analysis set --where status: wait answer=7 --dry-run
    would be updated  analysis EV1/two  (blueprint.yaml)
      answer: (none) -> 7
    would be updated  analysis EV1/three  (blueprint.yaml)
      answer: (none) -> 7
    exit code 0
    $ asimov analysis set --where status: wait answer=7
    set: 2 analyses (2 wait)
      EV1/two    toy  wait
      EV1/three  toy  wait
    error SELECTION_UNCONFIRMED
      2 analyses would change, and nobody can be asked
      Look at them with --dry-run, then say --yes.
    exit code 1
    $ asimov analysis set --where status: wait name=7 --yes
    error SETTING_FIXED
      "name" can't be changed like a setting
      asimov copy ADDRESS NEW makes another one.
    exit code 1
    $ asimov review add --where status: wait approved --dry-run
    review would change: 2 analyses (2 wait)
      EV1/two    toy  wait
      EV1/three  toy  wait
    exit code 0
    $ asimov review add --where status: wait approved EV1/one
    error: too many words: EV1/one. A message goes after -m, in quotes.
    (asimov COMMAND --help tells more)
    exit code 2
    $ asimov review add
    error SELECTION_MISSING
      neither an address nor --where is given
      Give addresses such as EV1/pe, or a selection such as --where 'pipeline: bilby, status: stuck'.
    exit code 2
    $ asimov delete --where status: wait --dry-run
    would delete  2 selected  (analyses: 2)
      EV1/two
      EV1/three
    exit code 0
    $ asimov delete --where status: wait
    error SELECTION_UNCONFIRMED
      2 analyses would be deleted, and nobody can be asked
      Look at them with --dry-run, then say --yes.
    exit code 1
    $ asimov delete EV1
    error SELECTION_UNCONFIRMED
      3 analyses would be deleted, and nobody can be asked
      Look at them with --dry-run, then say --yes.
    exit code 1
    $ asimov delete
    error SELECTION_MISSING
      neither an address nor --where is given
      Give addresses such as EV1/pe, or a selection such as --where 'pipeline: bilby, status: stuck'.
    exit code 2"
  `);
  const done = [
    await project.show("analysis", "set", ...waiting, "answer=7", "--yes"),
    await project.show("review", "add", ...waiting, "approved", "-m", "both", "--yes"),
    await project.show("review", "status", "--where", "review: approved, answer: 7"),
    await project.show("review", "audit", "EV1", "--where", "three"),
    await project.show("log", "--where", "two", "--limit", "2"),
    await project.show("delete", ...waiting, "--yes"),
    await project.show("undo"),
    await project.show("undo", "--list"),
  ];
  expect(done.join("\n")).toMatchInlineSnapshot(`
    "$ asimov analysis set --where status: wait answer=7 --yes
    updated  analysis EV1/two  (blueprint.yaml)
      answer: (none) -> 7
    updated  analysis EV1/three  (blueprint.yaml)
      answer: (none) -> 7
    set: 2 analyses (2 wait)
      EV1/two    toy  wait
      EV1/three  toy  wait
    exit code 0
    $ asimov review add --where status: wait approved -m both --yes
    EV1/two  APPROVED  by root
    EV1/three  APPROVED  by root
    review: 2 analyses (2 wait)
      EV1/two    toy  wait
      EV1/three  toy  wait
    exit code 0
    $ asimov review status --where review: approved, answer: 7
    EV1/two    APPROVED  root  TIME  both
    EV1/three  APPROVED  root  TIME  both
    exit code 0
    $ asimov review audit EV1 --where three
    nothing found in 1 analysis
    exit code 0
    $ asimov log --where two --limit 2
    TIME  root@HOST  asimov analysis set --where status: wait answer=7 --yes  analysis EV1/two: document changed (answer: (none) -> 7)
    TIME  root@HOST  asimov review add --where status: wait approved -m both --yes  analysis EV1/two: APPROVED by root: both
    exit code 0
    $ asimov delete --where status: wait --yes
    deleted  2 selected  (analyses: 2)
      EV1/two
      EV1/three
    asimov trash lists what was deleted, and brings it back; results in the store and config files in git stay
    exit code 0
    $ asimov undo
    undone  4: asimov delete --where status: wait --yes  (root, TIME)
      restored a review of EV1/two
      restored a review of EV1/three
      restored analysis EV1/two
      restored analysis EV1/three
    to take this back: asimov undo 5
    exit code 0
    $ asimov undo --list
    5  TIME  root  asimov undo 4                                                  added analysis EV1/three and 3 more
    4  TIME  root  asimov delete --where status: wait --yes                       undone: removed a review of EV1/two and 3 more
    3  TIME  root  asimov review add --where status: wait approved -m both --yes  added a review of EV1/two and 1 more
    2  TIME  root  asimov analysis set --where status: wait answer=7 --yes        changed analysis EV1/two and 1 more
    1  TIME  root  asimov apply -f blueprint.yaml                                 added event EV1 and 3 more
    exit code 0"
  `);
});

test.concurrent("an address means the same to every command, and nothing else is done or shown", async ({ expect, openProject }) => {
  const joint = "---\nkind: projectanalysis\nname: joint\npipeline: toy\nanswer: 1\nsubjects: [EV1]\nanalyses: [one]\n";
  const project = openProject({ blueprint: blueprint({ one: "", two: "needs: [one]", other: "" }) + joint });
  const shown = [
    await project.show("report", "status", "EV1/two"),
    await project.show("report", "status", "joint"),
    await project.show("graph", "EV1/two"),
    await project.show("export", "project:joint"),
    await project.show("export", "EV1/one"),
    await project.show("manage", "build", "--event", "EV1/one"),
    await project.show("monitor", "EV1/nothing"),
  ];
  expect(shown.join("\n")).toMatchInlineSnapshot(`
    "$ asimov report status EV1/two
    EV1
      two  toy  ready  0 s  waits for "one", which is ready but has not run
    exit code 0
    $ asimov report status joint
    project
      joint  toy  ready  0 s  waits for "EV1/one", which is ready but has not run
    exit code 0
    $ asimov graph EV1/two
    EV1
      one    toy  ready
        two  toy  ready  <- one (unmet)
    exit code 0
    $ asimov export project:joint
    error EVENT_UNKNOWN
      there is no event "project:joint".
      asimov report status lists all.
    exit code 1
    $ asimov export EV1/one
    error EVENT_UNKNOWN
      there is no event "EV1/one".
      asimov report status lists all.
    exit code 1
    $ asimov manage build --event EV1/one
    error EVENT_UNKNOWN
      there is no event "EV1/one".
      asimov report status lists all.
    exit code 1
    $ asimov monitor EV1/nothing
    error ANALYSIS_UNKNOWN
      there is no analysis "EV1/nothing".
      asimov report status lists all.
    exit code 1"
  `);
  expect((await project.run("monitor", "EV1/one", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "ready", other: "ready", joint: "ready" });
  expect((await project.run("monitor", "project:joint", "--chain", "--watch")).code).toBe(0);
  expect(project.statuses()).toEqual({ one: "uploaded", two: "ready", other: "ready", joint: "uploaded" });
});

test.concurrent("assets, log files and open submissions of what is selected, each with its analysis", async ({ expect, openProject }) => {
  const project = openProject({ blueprint: blueprint({ one: "", two: "", three: "", later: "status: wait" }) });
  project.fault("three.A", "gate");
  await project.run("manage", "build", "submit");
  while (!["one", "two"].every((name) => project.statuses()[name] === "uploaded")) await project.run("monitor");
  const assets = await project.show("assets", "--where", "name: one", "--where", "name: later");
  expect(assets.replaceAll(/[0-9a-f]{12}/g, "HASH")).toMatchInlineSnapshot(`
    "$ asimov assets --where name: one --where name: later
    EV1/one  out    9 B  HASH  there  /project/working/EV1/one/out.txt
    exit code 0"
  `);
  expect(await project.json("assets", "--where", "status: uploaded")).toMatchObject([{ analysis: "EV1/one" }, { analysis: "EV1/two" }]);
  const files = (await project.json("logs", "--where", "status: uploaded", "A.err")) as readonly object[];
  expect(files).toMatchObject([{ analysis: "EV1/one", files: [{ name: expect.stringContaining("A.err") }] }, { analysis: "EV1/two" }]);
  expect(await project.show("submission", "list", "--where", "status: uploaded")).toContain("no submission is open");
  expect(await project.json("submission", "list", "EV1/three")).toMatchObject([{ analysis: "EV1/three" }]);
  for (const command of ["assets", "logs"]) expect(await project.show(command)).toContain("error SELECTION_MISSING");
  expect(await project.show("logs", "one", "A.err", "more")).toContain("too many words: more");
  project.mend("three.A");
}, 60_000);
